"""Make up the texts of a measure: German compounds, titles with them and sentences about them."""

from dataclasses import dataclass
from itertools import accumulate

from measures.sample import sentences, words

DATIVE = {"der": "dem", "die": "der", "das": "dem"}
ACCUSATIVE = {"der": "den", "die": "die", "das": "das"}
ENDING = {"der": "er", "die": "e", "das": "es"}
THIN, MEDIUM, LONG = "thin", "medium", "long"  # sizes of entries
# What a title has beside the compound, with weights
TITLE_FORMS = {
    "nothing": 40,
    "adjective": 20,
    "place": 10,
    "setting": 9,
    "topic": 8,
    "brand": 8,
    "quarter": 3,
    "suffix": 2,
}


class Ranked:
    """Values of which the first is picked most often: the n-th has the weight 1 / n**exponent (Zipf's law)."""

    def __init__(self, values, exponent=1.0):
        self.values = list(values)
        self.weights = list(accumulate(1 / rank**exponent for rank in range(1, len(self.values) + 1)))

    def pick(self, random):
        """Return one value at random."""
        return random.choices(self.values, cum_weights=self.weights)[0]

    def several(self, random, number):
        """Return up to `number` different values at random."""
        if not self.values:
            return []
        picked = [self.pick(random) for _ in range(number)]
        return [value for index, value in enumerate(picked) if value not in picked[:index]]


HEADS = {slug: Ranked(heads) for slug, heads in words.HEADS.items()}
TOPICS = {slug: Ranked(topics) for slug, topics in words.TOPICS.items()}
# For entries without solution type or action field, or with one that a moderator has added
OTHER_HEADS, OTHER_TOPICS = Ranked(words.OTHER_HEADS), Ranked(words.OTHER_TOPICS)
MIDDLES, ADJECTIVES, SETTINGS = Ranked(words.MIDDLES, 0.9), Ranked(words.ADJECTIVES), Ranked(words.SETTINGS)


@dataclass
class Compound:
    """A German noun with its article, as in “das Frühwarnsystem”."""

    article: str
    noun: str


class Writer:
    """Writes the texts of one measure.

    `kind` and `field` are slugs of its first solution type and action field, or ""; `place` is a name.
    """

    def __init__(self, random, *, kind, field, place):
        self.random = random
        self.kind, self.field, self.place = kind, field, place
        # Compound and topic belong together; self.fixed are the placeholders that are the same in all sentences.
        part, self.topic = self.some_topic()
        self.compound = self.some_compound(part)
        self.fixed = {"topic": self.topic, "place": place, **forms("", self.compound)}

    def some_topic(self):
        """Return a pair: the beginning of a compound, and a phrase for the same topic that can follow “für”."""
        return TOPICS.get(self.field, OTHER_TOPICS).pick(self.random)

    def some_compound(self, part):
        article, head = HEADS.get(self.kind, OTHER_HEADS).pick(self.random)
        return Compound(article, joined(part, MIDDLES.pick(self.random), head))

    def some_quarter(self):
        return self.random.choice(words.QUARTER_BEGINNINGS) + self.random.choice(words.QUARTER_ENDS)

    def title(self):
        """Return a title in one of TITLE_FORMS."""
        random, noun = self.random, self.compound.noun
        form = random.choices(list(TITLE_FORMS), list(TITLE_FORMS.values()))[0]
        if form == "adjective":
            return f"{ADJECTIVES.pick(random)}{ENDING[self.compound.article]} {noun}"
        if form == "place":
            return f"{noun} {self.place}"
        if form == "setting":
            return f"{noun} {SETTINGS.pick(random)}"
        if form == "topic":
            return f"{noun} für {self.topic}"
        if form == "brand":
            return f"{random.choice(words.BRANDS)}{random.choice(words.BRAND_ENDS)} – {noun}"
        if form == "quarter":
            return f"{noun} {self.some_quarter()}"
        if form == "suffix":
            return f"{noun} {random.choice(words.SUFFIXES)}"
        return noun

    def texts(self, size):
        """Return {name of a content field: text}: at most a summary if thin, several hundred words if long."""
        random = self.random
        texts = {}
        if size != THIN or random.random() < 0.7:
            texts["summary"] = self.filled(random.choice(sentences.SUMMARIES))
        if size == MEDIUM and random.random() < 0.6:
            texts["description"] = self.paragraph(random.randint(1, 5))
        if size == LONG:
            texts["description"] = self.long_description()
        if size != THIN:
            for name, (share, examples) in sentences.FURTHER.items():
                if random.random() < (share if size == LONG else share / 3):
                    texts[name] = self.filled(random.choice(examples))
        return texts

    def long_description(self):
        """Return Markdown with headings, paragraphs and sometimes a list."""
        random = self.random
        parts = []
        for heading in sentences.HEADINGS[: random.randint(2, len(sentences.HEADINGS))]:
            parts.append(f"## {heading}")
            parts += [self.paragraph(random.randint(3, 8)) for _ in range(random.randint(1, 3))]
            if random.random() < 0.3:
                items = [self.some_compound(self.some_topic()[0]).noun for _ in range(3)]
                parts.append("\n".join(f"- {item}" for item in items))
        return "\n\n".join(parts)

    def paragraph(self, length):
        return " ".join(self.filled(sentence) for sentence in self.random.sample(sentences.SENTENCES, length))

    def filled(self, sentence):
        """Return the sentence with its placeholders filled; measures/sample/sentences.py explains them."""
        random = self.random
        part, topic_2 = self.some_topic()
        clause, clause_2 = random.sample(words.CLAUSES.get(self.field, words.OTHER_CLAUSES), 2)
        aim, aim_2 = random.sample(words.AIMS.get(self.field, words.OTHER_AIMS), 2)
        return sentence.format(
            **self.fixed,
            **forms("other_", self.some_compound(part)),
            clause=clause,
            clause_2=clause_2,
            aim=aim,
            aim_2=aim_2,
            topic_2=topic_2,
            quarter=self.some_quarter(),
            quarter_2=self.some_quarter(),
            number=random.randint(3, 480),
            year=random.randint(2019, 2024),
            later=random.randint(2026, 2030),
        )


def joined(part, middle, head):
    """Return the compound of the three parts, without `middle` if `head` begins with it."""
    rest = head if head.startswith(middle) else middle + head
    # After a hyphen the next part is a word of its own.
    return part + (rest.capitalize() if part.endswith("-") else rest)


def forms(prefix, compound):
    """Return placeholders of sentences for the compound with its article, in three cases."""
    article, noun = compound.article, compound.noun
    return {
        f"{prefix}nom": f"{article} {noun}",
        f"{prefix}Nom": f"{article.capitalize()} {noun}",
        f"{prefix}dat": f"{DATIVE[article]} {noun}",
        f"{prefix}acc": f"{ACCUSATIVE[article]} {noun}",
    }
