"""The yearly question whether a re-use still runs, and what happens if nobody answers."""

from collections import defaultdict

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from measures.models import Reuse, Statement
from measures.reuse import verbs
from measures.reuse.classes import leading
from measures.transitions import WorkflowError, catalogue_changed
from municipalities.accounts.models import User

Side = Statement.Side
SAME = ("status", "since", "ended")  # what a side says that only confirms what is public
PUBLIC = Q(statements__state=Statement.State.PUBLISHED)
CURRENT = PUBLIC & Q(statements__lapsed_at=None)


def ask_and_lapse() -> tuple[int, int]:
    """Ask about what was last said a year ago, and let lapse what was asked about a year ago without an answer.

    Return how many were asked about and how many have lapsed. What has ended is not asked about.
    """
    now = timezone.now()
    said = Reuse.objects.annotate(said_at=Max("statements__made_at", filter=CURRENT)).exclude(
        status__in=["", Reuse.Status.ENDED]
    )
    due = said.filter(said_at__lte=now - Reuse.ASKED_AFTER).filter(Q(asked_at=None) | Q(asked_at__lt=F("said_at")))
    asked = list(due.select_related("measure", "municipality"))
    verbs.ask_all(reuses=asked)
    unanswered = said.filter(asked_at__lte=now - Reuse.LAPSES_AFTER, said_at__lt=F("asked_at"))
    return len(asked), lapse_all(list(unanswered))


def lapse_all(reuses: list[Reuse]) -> int:
    """Let these re-uses not count any more. Return their number."""
    if reuses:
        with transaction.atomic():
            catalogue_changed(past_stays=True)
            for reuse in reuses:
                verbs.lapse(reuse=reuse)
    return len(reuses)


@transaction.atomic
def confirm_all(*, reuses: list[tuple[Reuse, Side]], by: User) -> tuple[int, int]:
    """Say for a side of each re-use that what is public is still so. Return how many are public and how many wait.

    What this side has said before is public again at once, as of today. If only others have said it, it is a new
    statement, which waits for a moderator as every new one does. Raises WorkflowError if a re-use is not public.
    """
    catalogue_changed(past_stays=True)
    again: list[Statement] = []
    new: dict[Side, list[tuple]] = {side: [] for side in Side}
    published: dict[int, dict[str, Statement]] = defaultdict(dict)
    for one in Statement.objects.filter(reuse__in=[reuse for reuse, _side in reuses], state=Statement.State.PUBLISHED):
        published[one.reuse_id][one.side] = one
    for reuse, side in reuses:
        public = published[reuse.pk]
        if not public:
            raise WorkflowError(_("This re-use is not public."))
        if side in public:
            again.append(public[side])
        else:
            said = leading(public.values())
            content = {name: getattr(said, name) for name in SAME}
            new[side].append((reuse.measure, reuse.municipality, content))
    verbs.renew_all(statements=again, by=by)
    for side, statements in new.items():
        if statements:
            verbs.state_all(side=side, by=by, statements=statements)
    return len(again), sum(map(len, new.values()))
