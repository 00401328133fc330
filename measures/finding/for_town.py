"""What the catalogue has for one town: measures of similar places, nearest projects, what no place nearby has."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np

from measures.finding.cards import Card
from measures.finding.documents import Document
from measures.finding.project_sites import ProjectSite
from measures.finding.results import newest
from measures.finding.snapshot import Snapshot
from measures.finding.word_matching import union
from municipalities.known_places import KnownPlace, KnownPlaces
from municipalities.map_sheet import on_sheet
from municipalities.similarity import ASPECTS, MOST_DIFFERENT

MOST_BEST = 10  # measures in the first list
MOST_OF_PROJECT = 2  # of them
MOST_OF_TOPIC = 3  # measures under each action field
MOST_PROJECTS = 5
NEAR = 50  # km


@dataclass(frozen=True)
class SimilarPlace:
    """A place with measures that is like the town.

    difference  see municipalities/similarity.py
    shares      {variable: its share of the difference}
    km          as the crow flies, or None if one of the two has no coordinates
    """

    place: KnownPlace
    difference: float
    shares: dict[str, float]
    km: int | None
    urbanisation: int | None

    def share_of(self, aspect: str) -> float:
        """Return the share of all variables of an aspect (see `similarity.ASPECTS`)."""
        return sum(share for variable, share in self.shares.items() if ASPECTS[variable] == aspect)


class ForTown:
    """What the catalogue has for a town. `weights` has a number for each of similarity.VARIABLES."""

    def __init__(self, snapshot: Snapshot, town: KnownPlace, weights: np.ndarray) -> None:
        self.snapshot = snapshot
        self.town = town
        self.weights = weights
        self.places: KnownPlaces = places_of(snapshot)
        self.distances = self.places.distances(town)

    def km(self, place: KnownPlace) -> int | None:
        distance = self.distances[place.number]
        return None if np.isnan(distance) else round(float(distance))

    @cached_property
    def similar(self) -> list[SimilarPlace]:
        """The places with measures that are like the town, the most similar first; the nearer one among equals."""
        similarity, number = self.places.similarity, self.town.number
        differences = similarity.differences(number, self.weights)
        most = MOST_DIFFERENT[self.town.level]
        found = [place for place in self.places_with_measures if differences[place.number] <= most]
        found.sort(key=lambda place: (differences[place.number], np.nan_to_num(self.distances[place.number])))
        return [
            SimilarPlace(
                place,
                float(differences[place.number]),
                similarity.shares(number, place.number, self.weights),
                self.km(place),
                self.urbanisation(place),
            )
            for place in found
        ]

    def urbanisation(self, place: KnownPlace) -> int | None:
        """Return the degree of urbanisation of a municipality; None for other levels, which have none of their own."""
        degree = self.places.figures.urbanisation[place.number]
        return None if np.isnan(degree) or place.level != "municipality" else int(degree)

    @cached_property
    def places_with_measures(self) -> list[KnownPlace]:
        by_slug = self.places.by_slug
        return [by_slug[slug] for slug in self.snapshot.facets["ort"] if slug in by_slug]

    @cached_property
    def measures(self) -> list[tuple[Document, SimilarPlace]]:
        """The measures of similar places, once each, under the most similar one of their places."""
        found, seen = [], self.own_documents
        for similar in self.similar:
            documents = self.snapshot.facets["ort"][similar.place.slug]
            new = documents - seen
            seen = seen | documents
            found += [(self.snapshot.documents[number], similar) for number in newest(new, 0, len(new))]
        return found

    @cached_property
    def own_documents(self):
        """The measures that the town has itself."""
        return union([documents for slug, documents in self.snapshot.facets["ort"].items() if slug == self.town.slug])

    @cached_property
    def best(self) -> list[tuple[Document, SimilarPlace]]:
        """The first of `measures`, of each project at most MOST_OF_PROJECT."""
        return list(islice(few_of_each(self.measures), MOST_BEST))

    @cached_property
    def topics(self) -> list[tuple[str, str, list[tuple[Card, SimilarPlace]]]]:
        """(slug and name of an action field, its first measures), without those of `best`."""
        shown = {document.measure for document, _ in self.best}
        rest = [pair for pair in self.measures if pair[0].measure not in shown]
        choices = self.snapshot.choices
        topics = []
        for slug, name in choices.values["feld"] if choices else []:
            of_topic = [pair for pair in rest if slug in pair[0].values["feld"]]
            first = list(islice(few_of_each(of_topic), MOST_OF_TOPIC))
            if first:
                topics.append((str(slug), str(name), [(document.card, similar) for document, similar in first]))
        return topics

    @cached_property
    def nearest_projects(self) -> list[tuple[ProjectSite, int]]:
        """The nearest model projects, with the km to the nearest of their places."""
        figures, choices = self.places.figures, self.snapshot.choices
        latitude, longitude = figures.latitude[self.town.number], figures.longitude[self.town.number]
        if np.isnan(latitude) or not choices:
            return []
        x, y = on_sheet(latitude, longitude)
        found = [
            (min(((x - east) ** 2 + (y - south) ** 2) ** 0.5 for east, south in site.points), site)
            for site in choices.sites
            if site.points
        ]
        found.sort(key=lambda pair: (pair[0], pair[1].name))
        return [(site, round(km)) for km, site in found[:MOST_PROJECTS]]

    @cached_property
    def missing_near(self) -> list[tuple[str, str, int]]:
        """(slug, name, number of measures in similar places) of solution types that no place within NEAR km has."""
        ort, types = self.snapshot.facets["ort"], self.snapshot.facets["typ"]
        near = union([ort[place.slug] for place in self.places_with_measures if self.distances[place.number] <= NEAR])
        near = near | self.own_documents
        elsewhere = union([ort[similar.place.slug] for similar in self.similar])
        choices = self.snapshot.choices
        found = []
        for slug, name in choices.values["typ"] if choices else []:
            having = types.get(slug)
            number = len(having & elsewhere) if having and not having & near else 0
            if number:
                found.append((str(slug), str(name), number))
        return sorted(found, key=lambda item: -item[2])


def few_of_each(pairs: list[tuple[Document, SimilarPlace]]) -> Iterator[tuple[Document, SimilarPlace]]:
    """Return those of the pairs that are among the first MOST_OF_PROJECT of their project."""
    taken: dict[str, int] = {}
    for document, similar in pairs:
        project = document.card.project
        taken[project] = taken.get(project, 0) + 1
        if taken[project] <= MOST_OF_PROJECT:
            yield document, similar


def places_of(snapshot: Snapshot) -> KnownPlaces:
    """Return the places that a snapshot knows; none in a snapshot that was made without a database."""
    known = snapshot.choices.places if snapshot.choices else None
    return known or KnownPlaces([], {})
