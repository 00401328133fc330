"""Make up measures with a realistic distribution: few common values, many rare ones, many short entries.

This module does not use the database. The same random numbers lead to the same entries.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from measures.sample import words
from measures.sample.texts import LONG, MEDIUM, THIN, Ranked, Writer

FIRST_DAY = datetime(2022, 10, 1, 8, tzinfo=UTC)  # about when the real catalogue began
DAYS = 1000  # in which entries are published

STATUSES = Ranked(["umgesetzt", "in-umsetzung", "", "in-betrieb", "geplant", "abgeschlossen", "eingestellt"], 0.8)
SOURCE_KINDS = Ranked(["municipality", "press", "partner", "programme", "", "repository"])
LICENCES = Ranked(["EUPL-1.2", "MIT", "Apache-2.0", "", "AGPL-3.0-or-later", "GPL-3.0-or-later", "BSD-3-Clause"])
OFFICES = [
    "Stabsstelle Digitalisierung",
    "Smart-City-Büro",
    "Amt für Stadtentwicklung",
    "Wirtschaftsförderung",
]
SCOPES = [
    "gesamtstadt",
    "quartier",
    "innenstadt-ortskern",
    "region-interkommunal",
    "gebaeude",
    "laendlicher-raum",
]


@dataclass
class Project:
    """A model project. `municipalities` are primary keys, `place` is the name of one of them."""

    pk: int
    slug: str
    place: str
    municipalities: list


@dataclass
class Entry:
    """The content of a measure. `relations` maps names of relations to primary keys of rows; others name nothing."""

    project: Project
    fields: dict
    relations: dict
    sources: list
    submitted_at: datetime
    published_at: datetime


class Author:
    """Makes up entries. The vocabularies are mappings of slugs to primary keys."""

    def __init__(self, random, *, projects, solution_types, action_fields, spatial_scopes):
        self.random = random
        self.projects = Ranked(random.sample(projects, len(projects)), 0.7)
        self.solution_types = in_order(solution_types, words.HEADS)
        self.action_fields = in_order(action_fields, words.TOPICS)
        self.spatial_scopes = in_order(spatial_scopes, SCOPES)

    def entry(self) -> Entry:
        """Return another entry. The weights are percentages of entries."""
        random = self.random
        project = self.projects.pick(random)
        types = self.some(self.solution_types, {1: 80, 2: 15, 3: 4, 0: 1})
        fields = self.some(self.action_fields, {1: 65, 2: 25, 3: 8, 0: 2})
        scopes = self.some(self.spatial_scopes, {0: 45, 1: 40, 2: 15})
        writer = Writer(
            random,
            kind=types[0][0] if types else "",
            field=fields[0][0] if fields else "",
            place=project.place,
        )
        size = random.choices([THIN, MEDIUM, LONG], [35, 53, 12])[0]
        published_at = FIRST_DAY + timedelta(days=random.randrange(DAYS), seconds=random.randrange(36_000))
        return Entry(
            project=project,
            fields={"title": writer.title(), **writer.texts(size), **self.facts(project, size, published_at)},
            relations={
                "solution_types": [pk for _, pk in types],
                "action_fields": [pk for _, pk in fields],
                "spatial_scopes": [pk for _, pk in scopes],
                "solutions": [],  # what is made up must not count as an instance of real software
                "offers": [],  # nobody is there who could keep them
                "places": self.places(project),
            },
            sources=self.sources(project),
            submitted_at=published_at - timedelta(hours=random.randint(1, 400)),
            published_at=published_at,
        )

    def some(self, values, weights):
        """Return some of `values`. `weights` maps possible numbers of values to their percentages."""
        number = self.random.choices(list(weights), list(weights.values()))[0]
        return values.several(self.random, number)

    def facts(self, project, size, published_at):
        """Return {name of a content field: value} for the fields that are not texts."""
        random = self.random
        site = f"https://{project.slug}.example"
        facts = {"status": STATUSES.pick(random)}
        if random.random() < 0.4:
            facts["start_year"] = random.randint(2018, 2025)
            if random.random() < 0.3:
                facts["end_year"] = facts["start_year"] + random.randint(0, 4)
        if random.random() < 0.3:
            facts["website"] = f"{site}/{random.randrange(10**6)}"
        if random.random() < 0.08:
            facts["source_code_duty"] = "offengelegt"
            facts["source_code_url"] = f"https://code.example/{project.slug}/{random.randrange(10**6)}"
            facts["licence"] = LICENCES.pick(random)
        if size != THIN and random.random() < 0.6:
            facts["contact_name"] = random.choice(OFFICES)
            facts["contact_email"] = f"digital@{project.slug}.example"
        if size == LONG:
            facts["as_of"] = (published_at - timedelta(days=random.randint(0, 90))).date()
        return facts

    def places(self, project):
        """Return keys of places: mostly all municipalities of the project, less often one or some of them."""
        number = len(project.municipalities)
        part = self.random.choices(["all", "one", "some"], [70, 22, 8])[0]
        if part == "all":
            return project.municipalities
        return self.random.sample(project.municipalities, 1 if part == "one" else self.random.randint(1, number))

    def sources(self, project):
        random = self.random
        sources = []
        for number in range(random.choices([1, 0, 2, 3], [55, 30, 12, 3])[0]):
            url = f"https://{project.slug}.example/quelle/{random.randrange(10**6)}-{number}"
            kind = SOURCE_KINDS.pick(random)
            confidence = random.choices(["high", "medium", ""], [70, 20, 10])[0]
            sources.append({"url": url, "kind": kind, "confidence": confidence})
        return sources


def in_order(vocabulary, slugs):
    """Return the (slug, key) pairs of a vocabulary, ranked in the order of `slugs`; other slugs come last."""
    order = {slug: rank for rank, slug in enumerate(slugs)}
    return Ranked(sorted(vocabulary.items(), key=lambda pair: (order.get(pair[0], len(order)), pair[0])), 0.8)
