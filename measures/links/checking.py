"""Check the web addresses that current entries and software name, and tell which entries have dead ones."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from measures.links.fetching import LinkClient
from measures.models import CheckedLink, Edition, Effect, Solution, Source
from measures.transitions import catalogue_changed

NOT_AGAIN_WITHIN = timedelta(days=6)  # a run that was interrupted goes on where it has ended
ADDRESS_FIELDS = ("website", "source_code_url", "successor")
ADDRESSES_OF_SOFTWARE = ("website", "documentation", "repository")
ROWS = {"sources": Source, "effects": Effect}


@dataclass(frozen=True)
class DeadLink:
    """A dead address that an edition names. `field` is a name of a field, "sources" or "effects" for one of these."""

    edition: Edition
    field: str
    url: str
    problem: str
    since: datetime

    @property
    def label(self) -> str:
        if self.field in ROWS:
            return str(ROWS[self.field]._meta.verbose_name)
        return str(Edition._meta.get_field(self.field).verbose_name)


def check_links(client: LinkClient) -> tuple[int, int]:
    """Check all addresses that have not been checked lately; return how many were checked, and how many are dead now.

    Results of addresses that no entry and no software names any more are deleted.
    """
    editions = Edition.objects.filter(state__in=Edition.CURRENT)
    named = {url for _edition, _field, url in _addresses(editions)} | _addresses_of_software()
    dead_before = _dead()
    _forget_others(named)
    lately = CheckedLink.objects.filter(checked_at__gt=timezone.now() - NOT_AGAIN_WITHIN)
    due = sorted(named - set(lately.values_list("url", flat=True)))
    for url in due:
        store(url, client.problem_of(url))
    if _dead() != dead_before:
        catalogue_changed(past_stays=True)  # pages say so
    return len(due), CheckedLink.objects.dead().count()


def store(url: str, problem: str) -> None:
    """Store the result of a check that ends now; `problem` is "" if the page is there."""
    now = timezone.now()
    before = CheckedLink.objects.filter(url=url).first()
    failures = (before.failures if before else 0) + 1 if problem else 0
    since = ((before and before.failing_since) or now) if problem else None
    result = {"checked_at": now, "problem": problem, "failures": min(failures, 1_000), "failing_since": since}
    CheckedLink.objects.update_or_create(url=url, defaults=result)


def dead_links(editions: QuerySet[Edition]) -> list[DeadLink]:
    """Return the dead addresses that these editions name, in the order of the editions."""
    dead = {link.url: link for link in CheckedLink.objects.dead()}
    if not dead:
        return []
    urls = CheckedLink.objects.dead().values("url")
    in_rows = Q()
    for model in ROWS.values():
        in_rows |= Q(pk__in=model.objects.filter(url__in=urls).values("edition"))
    naming = editions.filter(Q(website__in=urls) | Q(source_code_url__in=urls) | Q(successor__in=urls) | in_rows)
    return [
        DeadLink(edition, field, url, dead[url].get_problem_display(), dead[url].failing_since)
        for edition, field, url in _addresses(naming)
        if url in dead
    ]


def _dead():
    return set(CheckedLink.objects.dead().values_list("url", flat=True))


def _addresses_of_software():
    rows = Solution.objects.current().values_list(*ADDRESSES_OF_SOFTWARE)
    return {url for row in rows for url in row if url}


def _addresses(editions):
    """Yield (edition, name of the field, address) for all that the editions name."""
    for edition in editions.select_related("measure__project").prefetch_related(*ROWS):
        for field in ADDRESS_FIELDS:
            if getattr(edition, field):
                yield edition, field, getattr(edition, field)
        for name in ROWS:
            for row in getattr(edition, name).all():
                if row.url:
                    yield edition, name, row.url


def _forget_others(named):
    """Delete the results of addresses that are not among `named`, which may be too many for one query."""
    others = [pk for pk, url in CheckedLink.objects.values_list("pk", "url") if url not in named]
    for start in range(0, len(others), 500):
        CheckedLink.objects.filter(pk__in=others[start : start + 500]).delete()
