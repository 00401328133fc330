"""Reads public editions from the database as documents: what can be filtered, searched and sorted by.

Reading the texts of all editions and finding the words in them is what makes the index slow to build. A DocumentReader
therefore remembers the documents it has made, and reads the texts of an edition again only when its version has
changed. All else (what an edition names, and how vocabularies, projects and municipalities are called) can change
without a new version of the edition, so it is read each time; it is small.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from sys import intern
from types import SimpleNamespace
from typing import Any

from django.utils.timezone import localdate

from measures.finding.amounts import amounts_in
from measures.finding.answered import AnswersByMeasure, KnownAnswer, read_answers
from measures.finding.cards import TEXT_END, Card, drawing_of, place_shown
from measures.finding.facet_rows import FACETS
from measures.finding.named_rows import RELATIONS, STATES, keys_named, named_rows
from measures.finding.reuses import KnownReuse, ReusesByMeasure, has_badge, read_reuses, statuses_that_count
from measures.finding.titles import topic_of
from measures.finding.words import forms_of
from measures.markup.rendering import plain
from measures.models import Edition, Reuse
from measures.models.edition import EditionQuerySet
from measures.models.local_text import LocalText
from measures.steckbrief import names_in
from measures.steckbrief_fields import Zone
from municipalities.ordering import sort_key
from municipalities.place_words import written_out
from municipalities.regions import index_words, regions_of

ZONES = tuple(Zone)
KEYWORDS, TEXT, SUMMARY, NAMES, TITLE = ZONES  # lightest first
# Words of a zone that the index keeps apart: what a title is about, and names that no card shows.
TOPIC, UNSHOWN = len(ZONES), len(ZONES) + 1
UNSHOWN_RELATIONS = ("action_fields", "spatial_scopes", "solutions")
SHOWN_RELATIONS = tuple(name for name in names_in(Zone.NAMES) if name not in UNSHOWN_RELATIONS)
TEXTS = tuple(names_in(Zone.TEXT))
BETWEEN_KEYWORDS = re.compile(r"[;\n]")
TEXTS_AT_ONCE = 500  # editions whose texts are asked for by key in one statement
MANY = 0.1  # if more than this share of the editions has changed, the texts of all are read in one statement

Texts = tuple[str, str, str, str]  # keywords, text, summary, title
English = tuple[str, str]  # title and summary, or ""
Costs = tuple[int, ...] | None  # amounts in euros that are named; None if nothing is said about costs
TextsRead = tuple[Texts, English, Costs]
NewestKey = tuple[int, int, Any, str]
SINCE_1970 = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Document:
    """One public edition.

    edition, measure  their keys
    version           of the edition: its texts stay the same while this does
    values            {facet: values that the edition has, sorted}
    zones             (keywords, text, summary, names, title)
    forms             for each zone the forms of its words, in all spellings, once each; of NAMES those on the card
    topic_forms       those of the title that say what the entry is about
    unshown_forms     those of NAMES that are in none of the names on the card
    title_key, project_key
                      to sort by
    source            the columns and keys that it was made of, texts aside
    card              what lists show of it
    published         when, in microseconds since 1970
    start_year        0 if it is unknown
    licence           of the software, or ""
    costs             the amounts in euros that its text on costs names in figures; None if there is no such text
    reuses, answers   those in public; the words of the zone of keywords end with the answers and the names of towns
    as_of, confirmed  the day that its statements are of, and the day they were last confirmed: ordinals, 0 if unknown
    """

    edition: int
    measure: int
    version: int
    values: dict[str, tuple[str, ...]]
    zones: tuple[str, str, str, str, str]
    forms: tuple[tuple[str, ...], ...]
    title_key: Any
    project_key: Any
    source: tuple
    card: Card
    topic_forms: tuple[str, ...] = ()
    unshown_forms: tuple[str, ...] = ()
    published: int = 0
    start_year: int = 0
    licence: str = ""
    costs: Costs = None
    as_of: int = 0
    confirmed: int = 0
    reuses: tuple[KnownReuse, ...] = ()
    answers: tuple[KnownAnswer, ...] = ()

    @property
    def reuse_count(self) -> int:
        """How many re-uses of it count, without those that have ended."""
        return sum(reuse.counts and reuse.status != Reuse.Status.ENDED for reuse in self.reuses)

    @property
    def newest_key(self) -> NewestKey:
        """What the catalogue is ordered by, newest first. No two documents have the same."""
        return -self.published, -self.start_year, self.title_key, self.card.slug

    @property
    def light_texts(self) -> str:
        """The zone of keywords without what ends it: answers, and the names of the towns that re-use it."""
        parts = self.zones[KEYWORDS].split(TEXT_END)
        return TEXT_END.join(parts[: len(parts) - len(self.answers) - len(adopters(self.reuses))])

    @property
    def keywords(self) -> str:
        """The search words without the English texts and what ends that zone."""
        english = self.card.title_en, self.card.summary_en
        return "; ".join(text for text in self.light_texts.split(TEXT_END) if text not in english)


class SourceEdition(SimpleNamespace):
    """An edition as the facets read it: `project`, and for each of RELATIONS a list of what it names.

    Of its own columns it has the keys, the version and those that are the `path` of a facet (`columns_read`).
    `reuse_statuses` are those of its re-uses that count.

    `project` and what is named have the columns of their tables; a place also has `states`, a list of codes.
    """


class DocumentReader:
    """Reads documents, and remembers those that it returned last."""

    def __init__(self) -> None:
        self._documents: dict[int, Document] = {}
        self._named: dict[str, dict[int, SimpleNamespace]] = {}
        self._name_forms: dict[str, tuple[str, ...]] = {}
        self._shared: dict[Any, Any] = {}  # values that many documents have, stored once

    def beside(self) -> "DocumentReader":
        """Return another reader that knows the same documents, so that what both return takes little memory."""
        other = DocumentReader()
        other._documents, other._named = self._documents, self._named
        other._name_forms, other._shared = dict(self._name_forms), dict(self._shared)
        return other

    def read(self, editions: EditionQuerySet, reuses: ReusesByMeasure, answers: AnswersByMeasure) -> list[Document]:
        """Return the documents of `editions`, oldest first: the reverse of the catalogue's order."""
        columns = columns_read()
        rows = list(editions.newest_first().values_list(*columns))
        rows.reverse()
        texts = self._changed_texts(editions, {row[0]: row[1] for row in rows})
        keys = [keys_named(editions, relation) for relation in RELATIONS]
        named = named_rows()
        same_names = named == self._named
        if not same_names:
            self._name_forms = {}
        self._named = named
        found: dict[int, Document] = {}
        for row in rows:
            edition = row[0]
            beside = [of_measures.get(row[2], ()) for of_measures in (reuses, answers)]
            source = (row, *[keys_of.get(edition, ()) for keys_of in keys], *beside)
            known = self._documents.get(edition)
            if known and same_names and known.source == source:
                found[edition] = known
            elif edition in texts:
                found[edition] = self._document(columns, source, texts[edition])
            elif known and known.version == row[1]:
                found[edition] = self._document(columns, source, None, known)
            # Else the edition has changed since the first statement. The catalogue then has a newer version.
        self._documents = found
        # Already in this order, but for entries that were published together and have the same title.
        return sorted(found.values(), key=lambda document: document.newest_key, reverse=True)

    def _changed_texts(self, editions: EditionQuerySet, versions: dict[int, int]) -> dict[int, TextsRead]:
        """Return {edition: its texts, and those in English} for those not known in the version they have now."""
        known = self._documents
        changed = [key for key, version in versions.items() if key not in known or known[key].version != version]
        if len(changed) > MANY * len(versions):
            parts = [editions]
        else:
            starts = range(0, len(changed), TEXTS_AT_ONCE)
            parts = [Edition.objects.filter(pk__in=changed[start : start + TEXTS_AT_ONCE]) for start in starts]
        found = {}
        for part in parts:
            rows = part.order_by().values_list(
                "pk", "version", "title", "summary", "keywords", "title_en", "summary_en", *TEXTS
            )
            for key, version, title, summary, keywords, title_en, summary_en, *texts in rows.iterator():
                if versions.get(key) == version:
                    text = TEXT_END.join([plain(text) for text in texts if text])
                    # Words in English weigh as little as keywords: they find an entry that has the word nowhere else.
                    light = TEXT_END.join(filter(None, [separated(keywords), title_en, summary_en]))
                    said = texts[TEXTS.index("costs")]
                    costs = amounts_in(plain(said)) if said else None
                    found[key] = (light, text, summary, title), (title_en, summary_en), costs
        return found

    def _document(
        self,
        columns: tuple[str, ...],
        source: tuple,
        texts: TextsRead | None,
        known: Document | None = None,
    ) -> Document:
        """Return a new Document. Without `texts`, its texts are those of the `known` one."""
        row, *keys, reuses, answers = source
        column = dict(zip(columns, row, strict=True))
        lists = {
            relation: [self._named[relation][key] for key in some if key in self._named[relation]]
            for relation, some in zip(RELATIONS, keys, strict=True)
        }
        project = self._named["project"][column["measure__project"]]
        edition = SourceEdition(project=project, reuse_statuses=statuses_that_count(reuses), **column, **lists)
        names, unshown = searched_names(edition), unshown_names(edition)
        if texts:
            german, english, costs = texts
            keywords, text, summary, title = german
            text_forms, summary_forms, title_forms = [self._forms(zone) for zone in german[1:]]
        elif known:
            _keywords, text, summary, _names, title = known.zones
            _keyword_forms, text_forms, summary_forms, _name_forms, title_forms = known.forms
            keywords = known.light_texts
            english, costs = (known.card.title_en, known.card.summary_en), known.costs
        keywords = TEXT_END.join([keywords, *(answer.text for answer in answers), *adopters(reuses)])
        keyword_forms = self._forms(keywords)
        return Document(
            edition=column["pk"],
            measure=column["measure"],
            version=column["version"],
            values={facet.name: self._values(facet.value(edition)) for facet in FACETS},
            zones=(keywords, text, summary, TEXT_END.join([*names, *unshown]), title),
            forms=(keyword_forms, text_forms, summary_forms, self._forms_of_names(names), title_forms),
            title_key=sort_key(title),
            project_key=self._share(sort_key(project.name)),
            source=source,
            card=self._card(edition, text, summary, title, english, has_badge(reuses)),
            topic_forms=self._forms(topic_of(title)),
            unshown_forms=self._forms_of_names(unshown),
            published=self._share(microseconds(column["published_at"])),
            start_year=column["start_year"] or 0,
            licence=self._share(column["licence"]),
            costs=costs,
            as_of=ordinal(column["as_of"]),
            confirmed=ordinal(column["confirmed_at"] and localdate(column["confirmed_at"])),
            reuses=reuses,
            answers=answers,
        )

    def _card(
        self, edition: SourceEdition, text: str, summary: str, title: str, english: English, is_reused: bool
    ) -> Card:
        place, place_count = place_shown(edition.places, edition.project.name)
        return Card(
            slug=edition.measure__slug,
            title=title,
            summary=summary,
            long_texts=text,
            status=edition.status,
            project=self._share(edition.project.name),
            place=place,
            place_count=place_count,
            states=self._values(code for place in edition.places for code in place.states),
            solution_types=self._share(tuple(LocalText(value.name, value.name_en) for value in edition.solution_types)),
            drawing=drawing_of(edition.solution_types[0].slug if edition.solution_types else ""),
            is_reused=is_reused,
            title_en=english[0],
            summary_en=english[1],
        )

    def _values(self, values) -> tuple[str, ...]:
        return self._share(tuple(sorted({str(value) for value in values if value not in (None, "")})))

    def _forms(self, text: str) -> tuple[str, ...]:
        return tuple([intern(form) for form in forms_of(text)])  # texts repeat their words

    def _forms_of_names(self, names: list[str]) -> tuple[str, ...]:
        forms: set[str] = set()
        for name in names:
            if name not in self._name_forms:
                self._name_forms[name] = self._forms(name)
            forms.update(self._name_forms[name])
        return tuple(forms)

    def _share(self, value: Any) -> Any:
        return self._shared.setdefault(value, value)


def columns_read() -> tuple[str, ...]:
    """Return the columns of an edition that are read each time, its key and version first."""
    of_editions = {field.name for field in Edition._meta.concrete_fields}
    facets = [facet.path for facet in FACETS if facet.path in of_editions]
    cards = ["measure__slug", "status"]
    order = ["published_at", "start_year"]
    compared = ["licence", "as_of", "confirmed_at"]
    return tuple(dict.fromkeys(["pk", "version", "measure", "measure__project", *cards, *order, *compared, *facets]))


def microseconds(moment: datetime | None) -> int:
    """Return a time in microseconds since 1970; 0 for None."""
    return (moment - SINCE_1970) // timedelta(microseconds=1) if moment else 0


def ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0


def searched_names(edition: SourceEdition) -> list[str]:
    """Return the names that a search finds an edition by, except those of `unshown_names`."""
    names = [edition.project.name, edition.project.official_name]
    for relation in SHOWN_RELATIONS:
        names += [item.name for item in getattr(edition, relation)]
    for place in edition.places:
        names += place_names(place.name, place.travel_region, place.ars)
    return names + sorted({STATES[code] for place in edition.places for code in place.states})


@lru_cache(maxsize=20_000)
def place_names(name: str, travel_region: str, ars: str) -> tuple[str, ...]:
    """Return what a place is found by besides its name: the other way to write "Sankt", and the regions it lies in."""
    written = " ".join(written_out(name))
    saint = [written, re.sub(r"\bsankt\b", "st", written)] if "sankt" in written else []
    return (*saint, *[word for region in (travel_region, *regions_of(ars)) for word in index_words(region)])


def adopters(reuses: tuple[KnownReuse, ...]) -> list[str]:
    """Return the names of the towns whose re-use counts and has not ended. A search for them finds the measure, too."""
    return [reuse.name for reuse in reuses if reuse.counts and reuse.status != Reuse.Status.ENDED]


def unshown_names(edition: SourceEdition) -> list[str]:
    """Return the names of action fields, spatial scopes and software. No card shows them, so their words weigh less."""
    return [item.name for relation in UNSHOWN_RELATIONS for item in getattr(edition, relation)]


def separated(keywords: str) -> str:
    """Return keywords with TEXT_END between them, so that a phrase is found in one of them only."""
    return TEXT_END.join(part for text in BETWEEN_KEYWORDS.split(keywords) if (part := text.strip()))


def read_documents(editions: EditionQuerySet) -> list[Document]:
    """Return the documents of `editions`, oldest first, read afresh."""
    return DocumentReader().read(editions, read_reuses(), read_answers())


def public_documents() -> list[Document]:
    return read_documents(Edition.objects.public())
