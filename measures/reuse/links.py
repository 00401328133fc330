"""Links in mails about re-uses: signed keys, so that the database holds no secret of them.

Each leads to a page that does nothing by itself (GET); a button does (POST).
"""

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from measures.models import Reuse, Statement
from municipalities.accounts.models import User

ANSWERED_WITHIN = timedelta(days=30)  # by the origin; afterwards at the desk
STATED_WITHIN = Reuse.LAPSES_AFTER + timedelta(days=30)

to_prove = TimestampSigner(salt="measures.reuse.prove")  # good for Statement.PROVEN_WITHIN
to_answer = TimestampSigner(salt="measures.reuse.answer")
to_renew = TimestampSigner(salt="measures.reuse.renew")


def prove_path(email: str) -> str:
    """Return the path of the page on which the owner of an address confirms what was declared with it.

    All of it: only one mail an hour goes to an address.
    """
    return _path("reuse_prove", to_prove.sign(email))


def answer_path(reuse: Reuse, user: User) -> str:
    return _path("reuse_answer", to_answer.sign(f"{reuse.pk}-{user.pk}"))


def renew_path(statement: Statement) -> str:
    """Return the path of the page on which the town sees its re-use, and says whether it still runs.

    The link names the address, not the statement, so that it also works after the statement was replaced.
    """
    return _path("reuse_state", to_renew.sign(f"{statement.reuse_id}-{statement.email}"))


def statements_to_prove(token: str) -> list[Statement] | None:
    """Return what waits for a link of `prove_path`, oldest first; None if the link is too old or not ours."""
    email = _read(to_prove, token, Statement.PROVEN_WITHIN)
    if not email:
        return None
    waiting = Statement.objects.filter(state=Statement.State.UNPROVEN, email=email)
    since = timezone.now() - Statement.PROVEN_WITHIN
    return list(waiting.filter(made_at__gte=since).select_related("reuse__measure", "reuse__municipality"))


def reuse_to_answer(token: str) -> tuple[Reuse, User] | None:
    """Return the re-use of a link of `answer_path` and the editor it was sent to, if they may still speak for it."""
    text = _read(to_answer, token, ANSWERED_WITHIN)
    if not text:
        return None
    key, _dash, user_key = text.partition("-")
    user = User.objects.filter(pk=int(user_key), is_active=True).first()
    reuse = Reuse.objects.select_related("measure__project", "municipality").filter(pk=int(key)).first()
    if user is None or reuse is None:
        return None
    if not user.memberships.current().filter(project=reuse.measure.maintainer_id).exists():
        return None
    return reuse, user


def statement_to_renew(token: str) -> Statement | None:
    """Return what the address of a link of `renew_path` has said last about the re-use, public or waiting."""
    text = _read(to_renew, token, STATED_WITHIN)
    if not text:
        return None
    key, _dash, email = text.partition("-")
    states = Statement.State.PUBLISHED, Statement.State.WAITING
    said = Statement.objects.filter(reuse=int(key), email=email, side=Statement.Side.ADOPTER, state__in=states)
    return said.select_related("reuse__measure__project", "reuse__municipality").order_by("-pk").first()


def _path(route, token):
    # As a query, which access logs leave out.
    return f"{reverse(route)}?{urlencode({'token': token})}"


def _read(signer, token, longest):
    try:
        return signer.unsign(token, max_age=longest)
    except BadSignature:
        return ""
