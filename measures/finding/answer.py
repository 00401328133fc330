"""What the list page shows: the results of a question, and for every facet what each value would give."""

import re
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from measures.finding.current import current
from measures.finding.facets import FacetGroup
from measures.finding.highlighting import Marker
from measures.finding.question import Order, Understood
from measures.finding.results import Found
from measures.finding.tolerant_fields import printable

PAGE_SIZE = 20


@dataclass(frozen=True)
class Chip:
    """A filter in force, with the address of the same question without it."""

    label: str
    value: str
    url: str


class Results:
    """The results of a question as a paginator takes them; a page of them is a list of Cards."""

    def __init__(self, found):
        self.found = found

    def __len__(self):
        return self.found.total

    def __getitem__(self, part):
        return [document.card for document in self.found.documents(part.start, part.stop)]


def newest_measures(**values):
    """Return the public measures with all these values of facets, newest first, as Results.

    newest_measures(projekt=["ulm"]) are those of one project. Without values it is the whole catalogue.
    """
    return Results(Found(current(), values))


class Answer:
    """One question to the catalogue and all that its page needs."""

    def __init__(self, parameters):
        self.question = Understood(parameters)
        self.asked = self.question.asked
        self.found = Found(current(), self.asked)
        self.page, page_notice = page_of(Results(self.found), parameters.get("seite"))
        self.total = self.found.total
        self.notices = [*self.question.notices, *page_notice, *self.corrections]

    @property
    def corrections(self):
        return [
            _("No results for “%(word)s”, shown is “%(corrected)s”.")
            % {"word": meaning.word, "corrected": meaning.corrected}
            for meaning in self.found.meanings.values()
            if meaning.corrected
        ]

    @cached_property
    def marker(self):
        """What shows the hits in titles and texts; None without a search text."""
        return Marker(self.found) if self.asked["q"] else None

    @property
    def cards(self):
        """The results on this page, as Cards."""
        return self.page.object_list

    @cached_property
    def facets(self):
        return [
            FacetGroup(name, field, self.found.counts(name), self.asked[name])
            for name, field in self.question.facets.items()
        ]

    @property
    def query(self):
        """The question as a query string."""
        return self._address(self.page.number) if self.page.number > 1 else self._base.removesuffix("?")

    @property
    def orders(self):
        """The choices of order; the one with an empty value is what this question gets without choosing."""
        usual = Order.RELEVANCE if self.asked["q"] else Order.NEWEST
        choices = self.question.fields["sort"].choices
        offered = [choice for choice in choices if choice[0] and (self.asked["q"] or choice[0] != Order.RELEVANCE)]
        return tuple(("" if value == usual else value, label) for value, label in offered)

    @cached_property
    def active(self):
        """How many facet values are in force."""
        return sum(len(self.asked[name]) for name in self.question.facets)

    @cached_property
    def chips(self):
        chips = []
        if self.asked["q"]:
            text = _("Search: “%(text)s”") % {"text": self.asked["q"][:60]}
            chips.append(Chip("", text, self.question.query(q="")))
        for group in self.facets:
            chips += [
                Chip(group.label, value.label, self.question.query(drop=(group.name, value.value)))
                for value in group.selected
            ]
        return chips

    @cached_property
    def ways_out(self):
        """For an empty answer: chips whose `value` is the number of results without a part of the question."""
        ways = []
        for name in ["q", *self.question.facets]:
            if self.asked[name]:
                label = _("the search text") if name == "q" else str(self.question.fields[name].label)
                number = self.found.total_without(name)
                ways.append(Chip(label, number, self.question.query(**{name: ""})))
        return sorted((way for way in ways if way.value), key=lambda way: -way.value)

    @cached_property
    def pages(self):
        return PageLinks(self.page, self._address)

    @cached_property
    def _base(self):
        return self.question.query()

    def _address(self, number):
        return f"{self._base}{'' if self._base == '?' else '&'}seite={number}"


def page_of(rows, asked, *, size=PAGE_SIZE):
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
    return paginator.page(nearest), [
        notice % {"asked": printable(asked), "nearest": nearest, "last": paginator.num_pages}
    ]


class PageLinks:
    """The pagination of a page: `numbers` are pairs of number and address, a gap is a pair of "…" and ""."""

    def __init__(self, page, address=lambda number: f"?seite={number}"):
        numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
        self.numbers = [(number, address(number) if isinstance(number, int) else "") for number in numbers]
        self.current = page.number
        self.several = page.paginator.num_pages > 1
        self.previous = address(page.number - 1) if page.has_previous() else ""
        self.next = address(page.number + 1) if page.has_next() else ""
