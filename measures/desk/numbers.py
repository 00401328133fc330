"""Numbers about the catalogue and the work at the desk, as tables that a page shows and a file can hold."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from math import ceil
from operator import itemgetter
from statistics import median

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from measures.completeness import WEIGHED, completeness
from measures.content import LISTS
from measures.desk.entry_form import stored_content
from measures.desk.month_chart import MonthChart
from measures.desk.tables import Share, Table
from measures.links.checking import dead_links
from measures.models import AuditEntry, Edition, OpenQuestion
from measures.steckbrief import BY_NAME
from municipalities.models import ModelProject

Verb = AuditEntry.Verb
MONTHS = 12
STEPS = (Verb.CREATE, Verb.SUBMIT, Verb.RETURN, Verb.PUBLISH, Verb.CONFIRM, Verb.ARCHIVE, Verb.WITHDRAW)
Contents = list[tuple[str, dict]]  # (name of the project, content of an entry)
HALF_A_YEAR, YEAR = timedelta(days=183), timedelta(days=365)


def by_month() -> Table:
    """Return how many entries were public at the end of each month, and how many took each step in it."""
    taken: dict[date, Counter] = defaultdict(Counter)
    months = last_months()
    rows = AuditEntry.objects.filter(verb__in=STEPS, at__gte=start_of(months[0])).order_by()
    entries = {(first_of(at), verb, measure) for at, verb, measure in rows.values_list("at", "verb", "measure_key")}
    for month, verb, _measure in entries:
        taken[month][verb] += 1
    public = [Edition.objects.public_at(next_month(month)).count() for month in months]
    steps = [(str(verb.label), [taken[month][verb] for month in months]) for verb in (Verb.SUBMIT, Verb.PUBLISH)]
    return Table(
        "months",
        _("Entries by month"),
        [_("Month"), _("public at its end"), *[str(verb.label) for verb in STEPS]],
        [
            [month_name(month), at_end, *[taken[month][verb] for verb in STEPS]]
            for month, at_end in zip(months, public, strict=True)
        ],
        about=_("How many entries were public at the end of the month, and with how many each step was taken in it."),
        charts=[
            MonthChart(_("Public entries at the end of the month"), months, [("", public)]),
            MonthChart(_("Entries submitted and published in the month"), months, steps),
        ],
    )


def states() -> Table:
    """Return how many entries are in each state now, by their newest edition."""
    numbers = Counter(Edition.objects.newest_of_each().order_by().values_list("state", flat=True))
    return Table(
        "states",
        _("Entries by state"),
        [_("State of the entry"), _("Entries")],
        [[str(state.label), numbers[state]] for state in Edition.State if numbers[state]],
        about=_("The state of the newest edition of each entry."),
        bars=1,
    )


def waiting() -> Table:
    """Return how many days passed between a submission and its decision, by the month of the decision."""
    days: dict[date, list[float]] = defaultdict(list)
    submitted: dict[int, datetime] = {}
    months = last_months()
    verbs = (Verb.SUBMIT, Verb.RECALL, Verb.RETURN, Verb.PUBLISH)
    rows = AuditEntry.objects.filter(verb__in=verbs, by__isnull=False).order_by("pk")
    for verb, edition, at in rows.values_list("verb", "edition_key", "at"):
        if verb == Verb.SUBMIT:
            submitted[edition] = at
        elif (since := submitted.pop(edition, None)) and verb != Verb.RECALL:
            days[first_of(at)].append((at - since) / timedelta(days=1))
    waited = {month: (median(found), percentile(found, 0.9)) for month, found in days.items()}
    names = _("Median"), _("nine of ten")
    series = [
        (name, [waited[month][place] if month in waited else None for month in months])
        for place, name in enumerate(names)
    ]
    return Table(
        "waiting",
        _("Days from submission to decision"),
        [_("Month"), _("Decisions"), *names],
        [[month_name(month), len(days[month]), *waited[month]] for month in months if month in waited],
        about=_(
            "A decision is a publication or a return. In nine of ten cases it took no longer than the last column says."
        ),
        charts=[MonthChart(_("Days from submission to decision"), months, series)],
    )


def confirmed() -> Table:
    """Return by project which share of its public entries somebody has confirmed lately."""
    now = timezone.now()
    found = defaultdict(list)
    public = Edition.objects.public().filter(Q(confirmed_at__isnull=False) | Q(published_by__isnull=False))
    seen = {edition.pk: edition.confirmed_at or edition.published_at for edition in public}
    for pk, project in Edition.objects.public().values_list("pk", "measure__project__name").order_by("pk"):
        found[project].append(seen.get(pk))
    every = [at for some in found.values() for at in some]
    names = ModelProject.objects.filter(name__in=found).values_list("name", flat=True)

    def row(name, some):
        shares = [
            Share.of(sum(bool(at) and now - at <= limit for at in some), len(some)) for limit in (HALF_A_YEAR, YEAR)
        ]
        return [name, len(some), *shares]

    return Table(
        "confirmed",
        _("Confirmed entries"),
        [_("Model project"), _("public"), _("within 6 months"), _("within 12 months")],
        [row(_("all"), every), *sorted([row(name, found[name]) for name in names], key=itemgetter(3))] if every else [],
        about=_(
            "The share of public entries that somebody has confirmed or published within so many months. "
            "The bar shows 12 months."
        ),
        bars=3,
    )


def fields_filled(contents: Contents | None = None) -> Table:
    """Return for each field that counts in which share of the public entries it is filled in."""
    entries = [content for _project, content in (public_contents() if contents is None else contents)]
    return Table(
        "fields",
        _("Completeness by field"),
        [_("Field"), _("filled in")],
        [
            [str(BY_NAME[name].label), Share.of(sum(bool(content.get(name)) for content in entries), len(entries))]
            for name, _worth in WEIGHED
        ]
        if entries
        else [],
        about=_("The share of public entries in which the field is filled in."),
        bars=1,
    )


def projects_filled(contents: Contents | None = None) -> Table:
    """Return the mean completeness of the public entries of each project."""
    found = defaultdict(list)
    for project, content in public_contents() if contents is None else contents:
        found[project].append(completeness(content).percent)
    names = ModelProject.objects.filter(name__in=found).values_list("name", flat=True)
    return Table(
        "completeness",
        _("Completeness by model project"),
        [_("Model project"), _("public"), _("complete")],
        sorted(
            [[name, len(found[name]), Share.of(sum(found[name]), 100 * len(found[name]))] for name in names],
            key=itemgetter(2),
        ),
        about=_("The mean of its public entries, the least complete first."),
        bars=2,
    )


def projects_without_entries() -> Table:
    """Return the projects that have no public entry."""
    public = Edition.objects.public().values("measure__project")
    working = set(Edition.objects.working().values_list("measure__project", flat=True))
    return Table(
        "without",
        _("Model projects without public entries"),
        [_("Model project"), _("In progress")],
        [
            [project.name, _("yes") if project.pk in working else "–"]
            for project in ModelProject.objects.funded().exclude(pk__in=public)
        ],
        about=_("Whether an entry is in progress stands beside it."),
    )


def questions() -> Table:
    """Return the questions of visitors that found nothing, the most asked first."""
    known = [row for row in OpenQuestion.objects.known() if not row["results"]]
    return Table(
        "questions",
        _("Questions without results"),
        [_("Question"), _("Hours"), _("last in the week of")],
        [[row["text"], row["asked"], row["last"]] for row in known],
        about=_("What visitors searched for and did not find, and in how many hours."),
    )


def links() -> Table:
    """Return the dead links of current entries."""
    editions = Edition.objects.filter(state__in=Edition.CURRENT).order_by("title", "pk")
    return Table(
        "links",
        _("Dead links"),
        [_("Entry"), _("Model project"), _("Address"), _("What is wrong"), _("since")],
        [
            [link.edition.title, link.edition.measure.project.name, link.url, link.problem, localdate(link.since)]
            for link in dead_links(editions)
        ],
        about=_("Web addresses in entries that led nowhere when they were checked last."),
    )


TABLES: dict[str, Callable[[], Table]] = {
    "states": states,
    "months": by_month,
    "waiting": waiting,
    "confirmed": confirmed,
    "fields": fields_filled,
    "completeness": projects_filled,
    "without": projects_without_entries,
    "questions": questions,
    "links": links,
}


def all_tables() -> list[Table]:
    """Return all tables. The content of the entries, which takes longest to read, is read once."""
    contents = public_contents()
    return [make(contents) if make in (fields_filled, projects_filled) else make() for make in TABLES.values()]


def public_contents() -> Contents:
    """Return (name of the project, content) of all public entries."""
    editions = Edition.objects.public().select_related("measure__project").prefetch_related(*LISTS)
    return [(edition.measure.project.name, stored_content(edition)) for edition in editions]


def last_months() -> list[date]:
    """Return the first days of the last MONTHS months, this one included, the oldest first."""
    today = timezone.localdate()
    numbers = range(today.year * 12 + today.month - MONTHS, today.year * 12 + today.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def start_of(month: date) -> datetime:
    return timezone.make_aware(datetime(month.year, month.month, 1))


def next_month(month: date) -> datetime:
    number = month.year * 12 + month.month
    return start_of(date(number // 12, number % 12 + 1, 1))


def first_of(moment: datetime) -> date:
    return timezone.localdate(moment).replace(day=1)


def month_name(month: date) -> str:
    return date_format(month, "F Y")


def percentile(values: list[float], share: float) -> float:
    """Return the smallest value that at least `share` of all do not exceed."""
    return sorted(values)[ceil(share * len(values)) - 1]
