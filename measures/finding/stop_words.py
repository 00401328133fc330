"""Words and turns of phrase that carry no weight in a question: "wer hat schon …", "was kostet …"."""

import re

from municipalities.folding import spellings

# Words that say nothing about a measure, folded. "innen" is the end of "Bürger*innen"; single letters abbreviate
# "an der" or "in der" in names of places. No word here may be one that people search for in another sense, in German
# or in English: "it", "on" (on demand), "can" or "essen" are not stop words. What is quoted is searched for as it is.
STOPWORDS = frozenset(
    """aber alle allen aller alles als also am an andere anderen anderer anderes auch auf aus bei beim bereits bis bitte
    bzw da dabei dafur damit daran das dass davon dazu dem den denn der des dessen deren die dies diese diesem diesen
    dieser dieses doch dort durch eigentlich ein eine einem einen einer eines einige er es etwa etwas euch euer eure
    fur gegen genau gern gerne hallo hier ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im in innen ins irgendwo
    ja jede jedem jeden jeder jedes jemand jetzt kein keine man manche mehr mein meine meinem meinen meiner mich mir
    mit moglichst nach nicht noch nun nur ob oder ohne schon sehr seit sich sie so sogar solche sowie trotz uber um und
    uns unser unsere unserem unseren unserer unseres viel viele vielen vielleicht vom von vor wahrend wegen weil wenn
    wieder zu zum zur zwischen
    wann warum was weiss welche welchem welchen welcher welches wem wen wer weshalb wessen wie wieso wir wo wodurch
    wofur woher wohin womit
    bekommen bekommt betreiben betreibt bietet bieten brauche brauchen braucht benotige benotigen benotigt bin darf
    durfen eingefuhrt eingesetzt finde finden findet funktioniert funktionieren geben gehen geht gehts gibt gibts
    gemacht habe haben habt hat hatte hatten ist kann konnen konnte konnten kostet kosteten losen machen macht mochte
    mochten muss mussen nutzt nutzen setzt setzen sein sind soll sollen sollte sollten suche suchen sucht gesucht tun
    tut verwenden verwendet war waren werden will wird wollen wollte wurde wurden
    about and any are for from has have how into is of our that the their there these they this those to we what where
    which who why with you your
    a b d i o v
    beispiel beispiele kommune kommunen losung losungen massnahme massnahmen projekt projekte projekten
    """.split()  # noqa: SIM905 - reads better than three hundred quoted words
)

TOWN = r"(?:stadte?n?|gemeinden?|kommunen?|orte?n?|(?:land)?kreise?n?|dorf(?:er)?)"
ENGLISH_TOWN = r"(?:cit(?:y|ies)|towns?|municipalit(?:y|ies)|communit(?:y|ies)|villages?)"

# Turns of phrase with words that mean something elsewhere, as regular expressions on folded words with one space
# between. They are ignored together; so "Erfahrungen mit LoRaWAN" asks for LoRaWAN, and "Kosten" for costs.
QUESTION_PHRASES = (
    rf"welche[rns]? (?:andere[nr]? )?{TOWN}",
    rf"(?:andere|kleine|grosse)n? {TOWN} (?:mit|haben|die|nutzen|machen)",
    rf"(?:in|fur|aus|bei) (?:(?:ein|unser|mein)(?:e|er|em)?|der|die) {TOWN}",
    r"(?:gute |erste |eigene )?erfahrung(?:en|sberichte?)? (?:mit|zu|zum|zur|bei|von|aus|uber|im|in)",
    r"(?:wer|jemand) hat (?:schon |bereits )?(?:gute |erste )?erfahrung(?:en)?",
    r"(?:gute |gelungene |konkrete |praktische )?(?:praxis)?beispiele? (?:fur|von|aus|zu|zum|zur)",
    r"wie (?:hoch|gross) (?:sind|ist|waren|war) (?:die |der )?(?:kosten|preise?|aufwand)(?: (?:fur|von|eines|einer))?",
    r"(?:die )?(?:kosten|preise?|aufwand) (?:fur|von|eines|einer) (?:ein|eine|einen|einer)?",
    r"wie (?:teuer|aufwendig) (?:ist|sind|war|waren|wird)",
    r"wie viel (?:kostet|kosten|hat)",
    r"was kosten",
    r"(?:gute |neue )?(?:ideen?|tipps?|ansatze?|losungsansatze?|konzepte) (?:fur|gegen|zu|zum|zur|um)",
    r"hilfe (?:gegen|bei)",
    r"was (?:hilft|helfen|wirkt) (?:gegen|bei)",
    r"(?:informationen?|infos?|hinweise?|auskunft|naheres) (?:uber|zu|zum|zur|fur)",
    r"(?:umgang|zusammenarbeit) mit",
    r"ich interessiere mich(?: fur)?",
    r"interess(?:e|iert) (?:an|fur)",
    r"(?:was|wie) (?:machen|macht|tun|tut|losen|lost) (?:andere|andern|anderen)?",
    r"gute praxis",
    r"ich (?:wurde|mochte) (?:gerne? )?(?:wissen|erfahren)",
    rf"(?:which|what|other|how can|how do|how did) (?:other )?{ENGLISH_TOWN}(?: have| has| use| uses| offer| run)?",
    r"(?:how|what|where) (?:to|do|does|did|can|could|should|are|is)(?: i| we| you| they| other)*",
    r"(?:how|what) much (?:does|do|is|are|did)",
    r"(?:does|do|has|have) (?:anyone|anybody|somebody)(?: have| used?)?",
    r"who (?:has|have|uses|used|runs|offers)(?: already)?(?: an?)?",
    r"(?:i am |i m |we are )?(?:looking|searching) for(?: an?)?",
    r"(?:good |best )?(?:examples?|practices?|experiences?|ideas?|solutions?|projects?) (?:of|for|with|to|on|against)",
    r"information (?:about|on)",
    r"(?:what does|cost of|costs of|price of)(?: an?)?",
    r"(?:deal|dealing|cope|coping) with",
    r"(?:i|we) (?:need|want|would like)(?: to)?",
    r"(?:is|are) there(?: an?| any)?",
)
IN_QUESTION_PHRASES = re.compile(r"\b(?:" + "|".join(QUESTION_PHRASES) + r")(?= |$)")


def without_question_phrases(words: list[str]) -> list[str]:
    """Return the words without QUESTION_PHRASES."""
    if len(words) < 2:
        return words
    text = " ".join([spellings(word)[-1] for word in words])
    ignored: set[int] = set()
    for match in IN_QUESTION_PHRASES.finditer(text):
        first = text.count(" ", 0, match.start())
        ignored.update(range(first, first + match.group().strip().count(" ") + 1))
    return [word for number, word in enumerate(words) if number not in ignored] if ignored else words


def without_stop_words(words: list[str]) -> list[str]:
    """Return the words without QUESTION_PHRASES and STOPWORDS."""
    return [word for word in without_question_phrases(words) if STOPWORDS.isdisjoint(spellings(word))]


def significant_words(words: list[str]) -> list[str]:
    """Return the words without QUESTION_PHRASES and STOPWORDS, or all words if nothing else is left."""
    return without_stop_words(words) or list(words)
