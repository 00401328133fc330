"""Frequent first names in Germany, folded: such a word at the beginning of a text hints at a person.

They were written down for this purpose. If a name is missing, only a hint is missing.
"""

NAMES = """
    achim adrian agnes ahmed alexander alexandra ali alina amelie andrea andreas angela angelika anika anja anke
    anna anne annegret annette annika antje anton arne astrid axel ayse barbara bastian beate benedikt benjamin
    bernd bernhard bettina bianca birgit bjorn boris brigitte britta bruno burkhard carina carla carmen carolin
    caroline carsten charlotte christa christian christiane christina christine christof christoph claudia clemens
    cornelia dagmar daniel daniela david denise dennis detlef diana dieter dirk dominik doris dorothea eberhard
    eckhard edith elena elisabeth elke ella emil emilia emily emma erik erika ernst esther eva fabian fatma felix
    ferdinand finn florian frank franziska frauke frederik friederike friedrich gabi gabriele georg gerd gerhard
    gerlinde gesa gisela gregor gudrun guido gunnar gunter hanna hannah hannes hans harald hartmut heidi heike heiko
    heiner heinrich heinz helena helga helmut hendrik henning henrik herbert hermann holger horst ilona ina ines
    inga inge ingo ingrid irene iris isabel isabell isabella jakob jan jana janina jannik jasmin jennifer jens
    jessica joachim jochen johann johanna johannes jonas jonathan jorg josef judith julia julian juliane jurgen
    justus jutta kai karen karin karl karla karsten katharina kathrin katja katrin kerstin kevin kim kirsten klaus
    konrad konstantin konstanze kristin kristina kurt lara lars laura lea lena leon leonie linda lisa lorenz lothar
    louisa luca lucas luisa lukas lutz maik maike malte manfred manuel manuela marc marcel marco marcus mareike
    maren margarete margit margot maria marianne marie marina mario marion marius mark markus marlene marlies marta
    martin martina mathias matthias maurice max maximilian mehmet melanie michael michaela michel mila miriam mirjam
    mohamed monika moritz mustafa nadine nadja natalie nele nicole niklas nikolaus nils nina norbert olaf oliver
    oskar otto patricia patrick paul paula peter petra philipp pia rainer ralf ralph ramona raphael rebecca regina
    reiner reinhard renate rene ricarda richard rita robert robin roland rolf roman ronald rosemarie rudiger rudolf
    ruth sabine sabrina samuel sandra sara sarah sascha saskia sebastian siegfried sigrid silke silvia simon simone
    sofia sonja sophia sophie stefan stefanie steffen stephan stephanie susanne sven svenja sybille sylvia tanja
    tatjana thea theo theresa thilo thomas thorsten till tim timo tina tobias tom torben torsten udo ulf uli ulrich
    ulrike ursula ute uwe valentin vanessa vera verena veronika victoria viktor viktoria volker walter waltraud
    werner wiebke wilfried wilhelm willi winfried wolfgang yannick yasemin yusuf yvonne
"""
FIRST_NAMES = frozenset(NAMES.split())
