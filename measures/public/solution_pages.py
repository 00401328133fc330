"""The software that several measures are instances of: the list, and the page of one."""

from collections import Counter
from dataclasses import dataclass
from functools import partial

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from pyroaring import BitMap

from measures.finding.answer import Answer, PageLinks
from measures.finding.cards import Card
from measures.finding.current import current
from measures.finding.question import PAGE
from measures.finding.snapshot import Snapshot
from measures.models import PublicCode, Solution
from measures.public.caching import public_page
from measures.public.repository_checks import checked, publiccode_of
from measures.reuse.classes import Class
from municipalities.models import Municipality

FACET = "loesung"


@dataclass(frozen=True)
class Instance:
    """A measure that is an instance of a software: its Card, the sizes of its towns, and how many re-uses count."""

    card: Card
    project: str  # its address
    sizes: list[str]
    reuses: int


@dataclass(frozen=True)
class DeclaredUser:
    """Who is said to use a software, by the maintainers alone. `slug` is the address of the place, if it is clear."""

    name: str
    slug: str


@public_page
def solutions(request: HttpRequest) -> HttpResponse:
    """List the software with the number of its instances, the most frequent first."""
    catalogue = current()
    rows = [(solution, catalogue.total(FACET, solution.slug)) for solution in Solution.objects.current()]
    rows.sort(key=lambda row: -row[1])
    return render(request, "solutions/list.html", {"rows": rows})


@public_page
def solution(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the page of one software. One that was merged redirects to the one into which it was merged."""
    found = get_object_or_404(Solution.objects.select_related("merged_into"), slug=slug)
    if found.merged_into:
        return redirect(found.merged_into.get_absolute_url(), permanent=True)
    question = QueryDict(f"{FACET}={slug}", mutable=True)
    question.setlist(PAGE, request.GET.getlist(PAGE))
    answer = Answer(question)
    snapshot = answer.search.snapshot
    code = publiccode_of(found.repository)
    return render(
        request,
        "solutions/detail.html",
        {
            "solution": found,
            "answer": answer,
            "rows": instances(snapshot, answer.cards),
            "reuses": reuses_by_class(snapshot, answer.search.results),
            "checked": checked([found.repository, found.documentation, found.website]),
            "publiccode": code,
            "declared": declared_users(snapshot, code),
            "pages": PageLinks(answer.page, partial("?{}={}".format, PAGE)),
        },
    )


def instances(snapshot: Snapshot, cards: list[Card]) -> list[Instance]:
    found = []
    for card in cards:
        document = snapshot.documents[snapshot.by_short_key[card.key]]
        classes = Municipality.SizeClass.choices
        # without the range in brackets behind the name
        sizes = [str(label).split(" (")[0] for value, label in classes if value in document.values["groesse"]]
        found.append(Instance(card, document.values["projekt"][0], sizes, document.reuse_count))
    return found


def reuses_by_class(snapshot: Snapshot, measures: BitMap) -> list[tuple[str, int]]:
    """Return (label, number) of the re-uses of these measures that count, for each class apart."""
    counting = [reuse.kind for number in measures for reuse in snapshot.documents[number].reuses if reuse.counts]
    numbers = Counter(counting)
    return [(str(kind.label), numbers[kind]) for kind in Class]


def declared_users(snapshot: Snapshot, code: PublicCode | None) -> list[DeclaredUser]:
    places = snapshot.choices.places if snapshot.choices else None
    by_key = places.by_key if places else {}
    users = code.used_by if code else []
    slugs = [by_key[user["ars"]].slug if user["ars"] in by_key else "" for user in users]
    return [DeclaredUser(user["name"], slug) for user, slug in zip(users, slugs, strict=True)]
