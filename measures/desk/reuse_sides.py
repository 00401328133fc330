"""For which side of a re-use a user speaks, what they were asked about, and what needs no reading to be published."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Exists, F, Max, OuterRef, Q

from measures.models import Reuse, Statement
from measures.reuse.classes import leading
from measures.reuse.verbs import SAID
from measures.reuse.yearly import SAME
from municipalities.accounts.models import Membership, User
from municipalities.models import Municipality

Side, State = Statement.Side, Statement.State


def speaks_for_origin(user: User, reuse: Reuse) -> bool:
    return user.memberships.current().filter(project=reuse.measure.maintainer_id).exists()


def towns_of(user: User):
    """Return the municipalities that take part in the projects of an editor."""
    projects = user.memberships.current().values("project")
    return Municipality.objects.filter(participations__project__in=projects).distinct()


def sides_of(user: User, reuses: Iterable[Reuse]) -> dict[int, Side]:
    """Return {key of a re-use: the side for which the user can say that what is public is still so}.

    Left out is what is not public, has ended, or has a statement of this side waiting. Editors speak for their towns
    and their measures, moderators for public sources. If an editor speaks for both sides, it is the one that has said
    something before.
    """
    reuses = list(reuses)
    said: dict[int, dict[str, set[str]]] = defaultdict(lambda: {State.PUBLISHED: set(), State.WAITING: set()})
    keys = [reuse.pk for reuse in reuses]
    rows = Statement.objects.filter(reuse__in=keys, state__in=(State.PUBLISHED, State.WAITING))
    for key, side, state in rows.values_list("reuse", "side", "state"):
        said[key][state].add(side)
    projects = set(user.memberships.current().values_list("project", flat=True))
    towns = set(towns_of(user).values_list("pk", flat=True))
    found = {}
    for reuse in reuses:
        public, waiting = said[reuse.pk][State.PUBLISHED], said[reuse.pk][State.WAITING]
        can_speak = [
            (Side.ADOPTER, reuse.municipality_id in towns),
            (Side.ORIGIN, reuse.measure.maintainer_id in projects),
            (Side.THIRD, user.is_moderator and Side.THIRD in public),
        ]
        sides = sorted((side for side, can in can_speak if can), key=lambda side: side not in public)
        if public and reuse.status != Reuse.Status.ENDED and sides and sides[0] not in waiting:
            found[reuse.pk] = sides[0]
    return found


def only_confirms(statements: Iterable[Statement]) -> bool:
    """Return whether what waits of a re-use is said by editors and says no more than is public.

    Such statements can be published without reading them. `statements` are those that wait, object, or are public.
    """
    statements = list(statements)
    public = [one for one in statements if one.state == State.PUBLISHED]
    waiting = [one for one in statements if one.state != State.PUBLISHED]
    if not public or not waiting:
        return False
    known = leading(public)
    return all(
        one.state == State.WAITING
        and one.by_id
        and all(getattr(one, name) == getattr(known, name) for name in SAME)
        and not any(getattr(one, name) for name in SAID if name not in SAME)
        for one in waiting
    )


def asked_of(user: User):
    """Return the re-uses that the user was asked to confirm and that nobody has confirmed since.

    If a town was asked by mail, its re-use is left out. Moderators are asked where a project has no editor.
    """
    last = Max("statements__made_at", filter=Q(statements__state__in=(State.PUBLISHED, State.WAITING)))
    by_mail = Statement.objects.filter(reuse=OuterRef("pk"), side=Side.ADOPTER, state=State.PUBLISHED).exclude(email="")
    found = Reuse.objects.open_to(user).annotate(said_at=last).filter(~Exists(by_mail), asked_at__gt=F("said_at"))
    if user.is_moderator:
        found = found.exclude(measure__maintainer__in=Membership.objects.current().values("project"))
    return found.exclude(status=Reuse.Status.ENDED)
