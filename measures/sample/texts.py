"""Making up the words of a measure: German compounds, titles, and texts around them."""

from dataclasses import dataclass
from itertools import accumulate

from measures.sample import sentences as sentences
from measures.sample import words as words

DATIVE = {"der": "dem", "die": "der", "das": "dem"}
ACCUSATIVE = {"der": "den", "die": "die", "das": "das"}
ENDING = {"der": "er", "die": "e", "das": "es"}
THIN, MEDIUM, LONG = "thin", "medium", "long"


class Ranked:
    """Values of which the first comes up most often: the n-th weighs one n-th (Zipf's law)."""

    def __init__(self, values, exponent=1.0):
        self.values = list(values)
        self.weights = list(accumulate(1 / rank**exponent for rank in range(1, len(self.values) + 1)))

    def pick(self, random):
        return random.choices(self.values, cum_weights=self.weights)[0]

    def several(self, random, number):
        """Return up to `number` different values."""
        picked = [self.pick(random) for _ in range(number)] if self.values else []
        return [value for index, value in enumerate(picked) if value not in picked[:index]]


HEADS = {slug: Ranked(heads) for slug, heads in words.HEADS.items()}
TOPICS = {slug: Ranked(topics) for slug, topics in words.TOPICS.items()}
OTHER_HEADS, OTHER_TOPICS = Ranked(words.OTHER_HEADS), Ranked(words.OTHER_TOPICS)
MIDDLES, ADJECTIVES, SETTINGS = Ranked(words.MIDDLES, 0.9), Ranked(words.ADJECTIVES), Ranked(words.SETTINGS)


@dataclass
class Compound:
    article: str
    noun: str


class Writer:
    """Writes about one measure: its kind and field are slugs, or "" for none; `place` is a name."""

    def __init__(self, random, *, kind, field, place):
        self.random = random
        self.kind, self.field, self.place = kind, field, place
        part, self.topic = self.some_topic()
        self.compound = self.some_compound(part)
        self.fixed = {"topic": self.topic, "place": place, **forms("", self.compound)}

    def some_topic(self):
        """Return the beginning of a compound, and the same as a phrase after “für”."""
        return TOPICS.get(self.field, OTHER_TOPICS).pick(self.random)

    def some_compound(self, part):
        article, head = HEADS.get(self.kind, OTHER_HEADS).pick(self.random)
        return Compound(article, joined(part, MIDDLES.pick(self.random), head))

    def some_quarter(self):
        return self.random.choice(words.QUARTER_BEGINNINGS) + self.random.choice(words.QUARTER_ENDS)

    def title(self):
        random, noun = self.random, self.compound.noun
        form = random.choices(range(8), [40, 20, 10, 9, 8, 8, 3, 2])[0]
        if form == 1:
            return f"{ADJECTIVES.pick(random)}{ENDING[self.compound.article]} {noun}"
        if form == 2:
            return f"{noun} {self.place}"
        if form == 3:
            return f"{noun} {SETTINGS.pick(random)}"
        if form == 4:
            return f"{noun} für {self.topic}"
        if form == 5:
            return f"{random.choice(words.BRANDS)}{random.choice(words.BRAND_ENDS)} – {noun}"
        if form == 6:
            return f"{noun} {self.some_quarter()}"
        if form == 7:
            return f"{noun} {random.choice(words.SUFFIXES)}"
        return noun

    def texts(self, size):
        """Return content fields: in a thin entry a summary at most, in a long one several hundred words."""
        random, texts = self.random, {}
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
        """Markdown: headings, paragraphs, now and then a list."""
        random, parts = self.random, []
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
        """Return the sentence with its braces filled, about this measure and others like it."""
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
    """Return the compound of the three; what the head begins with is not said twice."""
    rest = head if head.startswith(middle) else middle + head
    # After a hyphen the next part is a word of its own.
    return part + (rest.capitalize() if part.endswith("-") else rest)


def forms(prefix, compound):
    """Return the compound with its article in the cases that the sentences use."""
    article, noun = compound.article, compound.noun
    return {
        f"{prefix}nom": f"{article} {noun}",
        f"{prefix}Nom": f"{article.capitalize()} {noun}",
        f"{prefix}dat": f"{DATIVE[article]} {noun}",
        f"{prefix}acc": f"{ACCUSATIVE[article]} {noun}",
    }
