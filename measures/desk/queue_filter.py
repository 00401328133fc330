"""Which of the submitted entries the review shows: the filters of its list, and the next and previous of them."""

from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from measures.finding.tolerant_fields import KnownValueField
from measures.models import Edition
from municipalities.models import ModelProject

KINDS = [("neu", _("New entries")), ("geaendert", _("Changes")), ("wieder", _("Submitted again"))]
AGES = [(7, _("for a week")), (14, _("for two weeks")), (28, _("for four weeks"))]  # days, at least
WHOSE = [("meine", _("Mine")), ("frei", _("Nobody’s yet"))]


def waiting() -> QuerySet[Edition]:
    """Return all submitted entries, the one that waits longest first."""
    return Edition.objects.filter(state=Edition.State.SUBMITTED).order_by("submitted_at", "pk")


class QueueFilter:
    """The filters that a request asks for: model project, kind, age, and who reviews.

    What a request asks for and no filter knows is left out; `notices` says so.
    """

    def __init__(self, request: HttpRequest) -> None:
        self.user = request.user
        projects = ModelProject.objects.funded()
        self.fields = {
            "projekt": KnownValueField(choices=list(projects.values_list("slug", "name")), label=_("Model project")),
            "art": KnownValueField(choices=KINDS, label=_("Kind")),
            "seit": KnownValueField(choices=AGES, label=_("Waits at least")),
            "wer": KnownValueField(choices=WHOSE, label=_("Reviewed by")),
        }
        self.chosen = {name: field.clean(request.GET.get(name)) for name, field in self.fields.items()}
        self.notices = [field.warning for field in self.fields.values() if field.warning]

    @property
    def choices(self) -> list[dict]:
        """Return what a select field needs for each filter; of the projects, only those with waiting entries."""
        found = [
            {"name": name, "label": field.label, "chosen": self.chosen[name], "choices": field.choices}
            for name, field in self.fields.items()
        ]
        useful = {self.chosen["projekt"], *waiting().order_by().values_list("measure__project__slug", flat=True)}
        found[0]["choices"] = [(slug, name) for slug, name in found[0]["choices"] if slug in useful]
        return found

    @property
    def query(self) -> str:
        """Return the chosen filters for an address: "?projekt=ulm", or "" if there are none."""
        chosen = {name: value for name, value in self.chosen.items() if value}
        return f"?{urlencode(chosen)}" if chosen else ""

    @cached_property
    def editions(self) -> QuerySet[Edition]:
        """Return the entries that meet all filters, the one that waits longest first."""
        once_public = Edition.objects.filter(measure=OuterRef("measure"), state__in=Edition.ONCE_PUBLIC)
        found = waiting().annotate(changes_something=Exists(once_public))
        return found.filter(*self._conditions())

    def _conditions(self) -> list[Q]:
        conditions = []
        if project := self.chosen["projekt"]:
            conditions.append(Q(measure__project__slug=project))
        if kind := self.chosen["art"]:
            again = Q(returned_at__isnull=False)
            of_kind = {"neu": Q(changes_something=False), "geaendert": Q(changes_something=True), "wieder": again}
            conditions.append(of_kind[kind])
        if days := self.chosen["seit"]:
            conditions.append(Q(submitted_at__lte=timezone.now() - timedelta(days=int(days))))
        if whose := self.chosen["wer"]:
            conditions.append(Q(taken_review__by=self.user) if whose == "meine" else Q(taken_review=None))
        return conditions

    def next_after(self, edition: Edition) -> Edition | None:
        """Return the entry that waits next longest after `edition`, which itself may be decided by now."""
        at = edition.submitted_at
        later = Q(submitted_at__gt=at) | Q(submitted_at=at, pk__gt=edition.pk)
        return self.editions.filter(later).first() if at else None

    def previous_before(self, edition: Edition) -> Edition | None:
        """Return the entry before `edition`, which itself may be decided by now."""
        at = edition.submitted_at
        earlier = Q(submitted_at__lt=at) | Q(submitted_at=at, pk__lt=edition.pk)
        return self.editions.filter(earlier).last() if at else None
