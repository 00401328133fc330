"""What the list page shows: the results of a question, and for every facet what each value would give."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from measures.finding.cards import Card
from measures.finding.currency import Currency, currency
from measures.finding.current import current
from measures.finding.documents import adopters
from measures.finding.embedders import embedder
from measures.finding.facet_terms import SOURCE
from measures.finding.facets import FacetGroup
from measures.finding.highlighting import Highlighter
from measures.finding.near import NearEntry, near
from measures.finding.place_order import distances_of, known_place
from measures.finding.question import PAGE, CleanedQuestion, Order
from measures.finding.results import Search
from measures.finding.tolerant_fields import printable, several_values_warning
from measures.finding.understood import Understood, raw_text
from municipalities.known_places import KnownPlace

PAGE_SIZE = 20


@dataclass(frozen=True)
class Chip:
    """A filter in force, with the address of the same question without it."""

    label: str
    value: str | int
    url: str


@dataclass(frozen=True)
class OfferedFilter:
    """A filter that words of the search text mean, with the address of the question in which it replaces them.

    count  number of results with it; `url` is "" if there are none
    """

    facet: str
    label: str
    count: int
    url: str


class Results(Sequence[Card]):
    """The results of a search as a paginator takes them: a page of them is a list of Cards."""

    def __init__(self, search: Search) -> None:
        self.search = search

    def __len__(self) -> int:
        return self.search.total

    def __getitem__(self, part: Any) -> Any:
        return [document.card for document in self.search.documents(part.start, part.stop)]


class Answer:
    """The answer to one question, with all that its page shows."""

    def __init__(self, parameters: QueryDict) -> None:
        self.question = CleanedQuestion(parameters)
        self.asked = self.question.asked
        self.search = Search(current(), self.asked)
        self.total = self.search.total
        self.page, page_warnings = page_of(Results(self.search), parameters.get(PAGE))
        several_pages = several_values_warning(_("Page"), parameters.getlist(PAGE))
        notices = [*self.question.warnings, several_pages, *page_warnings, *self.corrections]
        self.notices = list(filter(None, notices))

    @property
    def corrections(self) -> list[str]:
        """Sentences about words that were replaced, since nothing has them; none if that does not help either."""
        if not self.total:
            return []
        return [
            _("No results for “%(word)s”, shown is “%(corrected)s”.")
            % {"word": match.word, "corrected": match.corrected}
            for match in self.search.word_matches.values()
            if match.corrected
        ]

    @cached_property
    def offered_filters(self) -> list[OfferedFilter]:
        """What words of the search text mean as filters, without those in force."""
        offered = {}
        for one in self.search.understood:
            field = self.question.fields.get(one.facet)
            if field and one.value not in self.asked[one.facet]:
                offered[one.facet, one.value] = self._offered_filter(one, field)
        return list(offered.values())

    def _offered_filter(self, one: Understood, field: Any) -> OfferedFilter:
        count = self.search.counts(one.facet).get(one.value, 0)
        values = [choice for choice in field.known if choice == one.value or choice in self.asked[one.facet]]
        url = self.question.query(**{"q": one.rest, one.facet: values}) if count else ""
        # "with a link" means nothing without the name of the facet; the name of a state does.
        label = field.label if one.facet == SOURCE else dict(field.choices)[one.value]
        return OfferedFilter(field.label, label, count, url)

    @property
    def searched_words(self) -> str:
        """The words that were searched for, if others were understood as filters; else ""."""
        return raw_text(self.search.text.tokens) if self.search.searches_rest else ""

    @cached_property
    def cards(self) -> list[Card]:
        """The results on this page."""
        return list(self.page.object_list)

    @cached_property
    def near(self) -> list[NearEntry]:
        """The second list: entries that do not meet the question, but may fit. Only below a page that is not full."""
        return near(self.search, embedder()) if len(self.cards) < PAGE_SIZE else []

    @cached_property
    def near_place(self) -> KnownPlace | None:
        """The place to which cards show the distance; None if the question names none."""
        return known_place(self.search.snapshot, self.asked["naehe"] or self.asked["aehnlich"])

    @cached_property
    def distances(self) -> dict[str, int]:
        """{slug: km to the nearest place of the measure} of the results on this page, if a place was asked for."""
        return self._distances_of(self.cards)

    @property
    def near_distances(self) -> dict[str, int]:
        """The same of the second list."""
        return self._distances_of(self.near_cards)

    def _distances_of(self, cards: list[Card]) -> dict[str, int]:
        return distances_of(self.search.snapshot, self.near_place, cards) if self.near_place else {}

    @property
    def near_cards(self) -> list[Card]:
        return [entry.document.card for entry in self.near]

    @property
    def near_missing(self) -> dict[str, tuple[str, ...]]:
        """{slug: words of the search text that the entry lacks} of the second list."""
        return {entry.document.card.slug: entry.missing for entry in self.near}

    @cached_property
    def highlighter(self) -> Highlighter | None:
        """What marks the hits in titles and texts; None without a search text."""
        return Highlighter(self.search) if self.asked["q"] else None

    @property
    def reuse_notes(self) -> dict[str, str]:
        """{slug: which of the towns that re-use it have hits} of the results on this page, as safe HTML."""
        notes: dict[str, str] = {}
        highlighter, snapshot = self.highlighter, self.search.snapshot
        if highlighter is None:
            return notes
        for card in self.cards:
            names = adopters(snapshot.documents[snapshot.by_slug[card.slug]].reuses)
            hits = [marked for name in names if (marked := highlighter.marked(name)) is not name]
            if hits:
                notes[card.slug] = format_html(_("Re-used by: {towns}"), towns=SafeString(", ".join(hits)))
        return notes

    @cached_property
    def facets(self) -> list[FacetGroup]:
        return [
            FacetGroup(name, field, self.search.counts(name), self.asked[name], len(self.search.snapshot.totals[name]))
            for name, field in self.question.facets.items()
        ]

    @property
    def query(self) -> str:
        """The question as a query string."""
        return self._address(self.page.number) if self.page.number > 1 else self._base.removesuffix("?")

    @property
    def orders(self) -> list[tuple[str, str]]:
        """The orders to choose from, as pairs of value and label; "" is the one that applies without a choice."""
        if self.search.place_order:
            choices = [choice for choice in self.question.fields["sort"].choices if choice[0]]
            offered = choices if self.asked["q"] else choices[1:]
            nearest, alike = _("Nearest first"), _("Most similar places first")
            return [("", nearest if self.asked["naehe"] else alike), *offered]
        usual = Order.RELEVANCE if self.asked["q"] else Order.NEWEST
        choices = self.question.fields["sort"].choices
        offered = [choice for choice in choices if choice[0] and (self.asked["q"] or choice[0] != Order.RELEVANCE)]
        return [("" if value == usual else value, label) for value, label in offered]

    @cached_property
    def currency(self) -> Currency:
        """How current the results are."""
        return currency(self.search.snapshot, self.search.results)

    @property
    def unfiltered(self) -> str:
        """The question as a query string without search text, filters and place."""
        return self.question.query(**dict.fromkeys(["q", "naehe", "aehnlich", *self.question.facets], ""))

    @property
    def active(self) -> int:
        """How many facet values are in force."""
        return sum(len(self.asked[name]) for name in self.question.facets)

    @cached_property
    def chips(self) -> list[Chip]:
        """The search text and the facet values in force."""
        chips = []
        if self.asked["q"]:
            text = _("Search: “%(text)s”") % {"text": self.asked["q"][:60]}
            chips.append(Chip("", text, self.question.query(q="")))
        for name in ("naehe", "aehnlich"):
            if place := known_place(self.search.snapshot, self.asked[name]):
                chip = f"{self.question.fields[name].label}: {place.label}"
                chips.append(Chip("", chip, self.question.query(**{name: ""})))
        for group in self.facets:
            for value in group.selected:
                url = self.question.query(drop=(group.name, value.value))
                chips.append(Chip(group.label, value.label, url))
        return chips

    @cached_property
    def ways_out(self) -> list[Chip]:
        """For an empty answer: chips whose `value` is the number of results without a part of the question."""
        ways = []
        for name in ["q", *self.question.facets]:
            if self.asked[name]:
                filtered = _("the filter “%(name)s”") % {"name": self.question.fields[name].label}
                label = _("the search text") if name == "q" else filtered
                number = self.search.total_without(name)
                ways.append((number, Chip(label, number, self.question.query(**{name: ""}))))
        found = [way for way in ways if way[0]]
        return [chip for _number, chip in sorted(found, key=lambda way: -way[0])]

    @property
    def pages(self) -> "PageLinks":
        return PageLinks(self.page, self._address)

    @cached_property
    def _base(self) -> str:
        return self.question.query()

    def _address(self, number: int) -> str:
        return f"{self._base}{'' if self._base == '?' else '&'}{PAGE}={number}"


def newest_measures(**values: list[str]) -> Results:
    """Return the public measures with all these values of facets, newest first.

    newest_measures(projekt=["ulm"]) are those of one project. Without values it is the whole catalogue.
    """
    return Results(Search(current(), values))


def page_of(rows: Any, asked: str | None, *, size: int = PAGE_SIZE) -> tuple[Page, list[str]]:
    """Return the page of `rows` that was `asked` for, and a list with a sentence if there is no such page.

    A number that is too high gives the last page, anything else that is no page gives the first.
    """
    paginator = Paginator(rows, size)
    if not asked:
        return paginator.page(1), []
    number = int(asked.lstrip("0")[:9] or 0) if re.fullmatch("[0-9]+", asked) else 0
    if 1 <= number <= paginator.num_pages:
        return paginator.page(number), []
    nearest = paginator.num_pages if number > paginator.num_pages else 1
    notice = _("There is no page “%(asked)s”. You see page %(nearest)s of %(last)s.")
    values = {"asked": printable(asked), "nearest": nearest, "last": paginator.num_pages}
    return paginator.page(nearest), [notice % values]


class PageLinks:
    """The page numbers to show below a list.

    numbers         pairs of a number and its address; a gap is a pair of "…" and ""
    current         the number of this page
    several         whether there is more than one page
    previous, next  addresses, or ""
    """

    def __init__(self, page: Page, address: Callable[[int], str] = lambda number: f"?seite={number}") -> None:
        numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
        self.numbers = [(number, address(number) if isinstance(number, int) else "") for number in numbers]
        self.current = page.number
        self.several = page.paginator.num_pages > 1
        self.previous = address(page.number - 1) if page.has_previous() else ""
        self.next = address(page.number + 1) if page.has_next() else ""
