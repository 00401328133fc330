"""The public re-uses as the index knows them: plain data, so that no page or export needs a query for them."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from measures.models import Reuse, Statement
from measures.reuse.classes import BY_WEIGHT, Class, class_of, is_current, leading, those_that_count
from municipalities.ordering import sort_key

BADGE_TOWNS = 2
BADGE_STATUSES = (Reuse.Status.USES, Reuse.Status.INTRODUCES)
RANKS = {status: rank for rank, status in enumerate(("nutzt", "fuehrt-ein", "plant", "prueft", "beendet"))}


@dataclass(frozen=True, slots=True)
class KnownReuse:
    """A re-use in public.

    measure     its key
    slug, key, name, population
                of the municipality: its address, regional key ("" of a region), name, inhabitants
    status      a value of Reuse.Status
    kind        what it is worth, a value of Class
    sides       who says so, values of Statement.Side, those of the towns first
    counts      whether it counts: it has not been without an answer for too long
    confirmed   the day on which one of the towns said so last; None if only a source says it
    published   when it became public in this form
    first_published  when it became public
    sources     (address, what it says) of the public sources
    """

    measure: int
    slug: str
    key: str
    name: str
    population: int | None
    status: str
    kind: str
    sides: tuple[str, ...]
    counts: bool
    since: int | None
    ended: int | None
    is_productive: bool | None
    adapted: str
    effort: str
    software_version: str
    link: str
    contact: str
    sources: tuple[tuple[str, str], ...]
    confirmed: date | None
    published: datetime
    first_published: datetime

    @property
    def label(self) -> str:
        """The status in the language of the page."""
        return str(Reuse.Status(self.status).label)

    @property
    def kind_label(self) -> str:
        return str(Class(self.kind).label)

    @property
    def side_labels(self) -> list[tuple[str, str]]:
        """Pairs of who says so and its name in the language of the page."""
        return [(side, str(Statement.Side(side).label)) for side in self.sides]

    @property
    def years(self) -> str:
        if self.since and self.ended:
            return f"{self.since}–{self.ended}"
        return str(self.since or self.ended or "")


ReusesByMeasure = dict[int, tuple[KnownReuse, ...]]


def read_reuses(moment: datetime | None = None) -> ReusesByMeasure:
    """Return {key of a measure: its public re-uses}, now or at a past moment: those in use first, then by name."""
    rows = Statement.objects.public_at(moment).order_by("reuse", "pk")
    by_reuse: dict[int, list[Any]] = defaultdict(list)
    for statement in rows.select_related("reuse__municipality"):
        by_reuse[statement.reuse_id].append(statement)
    first = first_publications()
    found: dict[int, list[KnownReuse]] = defaultdict(list)
    for key, statements in by_reuse.items():
        known = known_reuse(statements, first[key], moment)
        found[known.measure].append(known)
    return {measure: tuple(sorted(reuses, key=order)) for measure, reuses in found.items()}


def first_publications() -> dict[int, datetime]:
    """Return {key of a re-use: when the first of its statements became public}."""
    rows = Statement.objects.filter(published_at__isnull=False).order_by("-published_at")
    return {key: moment for key, moment in rows.values_list("reuse", "published_at") if moment}


def known_reuse(statements: list[Statement], first_published: datetime, moment: datetime | None) -> KnownReuse:
    """Return the re-use of which these are the public statements."""
    counting = those_that_count(statements, moment)
    said, town = leading(counting), statements[0].reuse.municipality
    own = [one.made_at for one in statements if one.side != Statement.Side.THIRD]
    return KnownReuse(
        measure=statements[0].reuse.measure_id,
        slug=town.slug,
        key=town.ars,
        name=town.name,
        population=town.population,
        status=said.status,
        kind=class_of(counting),
        sides=tuple(side for side in BY_WEIGHT if any(one.side == side for one in counting)),
        counts=is_current(counting[0], moment),
        since=said.since,
        ended=said.ended,
        is_productive=said.is_productive,
        adapted=said.adapted,
        effort=said.effort,
        software_version=said.software_version,
        link=said.link,
        contact=said.contact,
        sources=tuple((one.source_url, one.evidence) for one in statements if one.source_url),
        confirmed=localdate(max(own)) if own else None,
        published=max(one.published_at for one in statements if one.published_at),
        first_published=first_published,
    )


def order(reuse: KnownReuse) -> tuple[Any, ...]:
    return not reuse.counts, RANKS[reuse.status], sort_key(reuse.name), reuse.slug


def statuses_that_count(reuses: tuple[KnownReuse, ...]) -> tuple[str, ...]:
    """Return the statuses of the re-uses that count, each once."""
    return tuple(sorted({reuse.status for reuse in reuses if reuse.counts}))


def has_badge(reuses: tuple[KnownReuse, ...]) -> bool:
    """Return whether a measure gets the badge: two towns use or introduce it, and one of them has said so itself."""
    using = [reuse for reuse in reuses if reuse.counts and reuse.status in BADGE_STATUSES]
    return len(using) >= BADGE_TOWNS and any(reuse.kind != Class.DOCUMENTED for reuse in using)


def reuse_figures(snapshot: Any) -> dict[str, int]:
    """Return how many re-uses of a snapshot count, each class apart, how many have lapsed, and who and what it is."""
    every = [reuse for reuses in snapshot.reuses.values() for reuse in reuses]
    counting = [reuse for reuse in every if reuse.counts]
    kinds = Counter(reuse.kind for reuse in counting)
    return {
        "total": len(counting),
        "confirmed": kinds[Class.CONFIRMED],
        "declared": kinds[Class.DECLARED],
        "documented": kinds[Class.DOCUMENTED],
        "lapsed": len(every) - len(counting),
        "municipalities": len({reuse.slug for reuse in counting}),
        "measures": len({reuse.measure for reuse in counting}),
    }
