"""Mails about re-uses. Each is queued in the transaction of its verb. No side gets the address of the other."""

from collections import defaultdict

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from measures import notices
from measures.models import Edition, Measure, Reuse, Statement
from measures.reuse.links import answer_path, prove_path, renew_path
from municipalities.accounts.mail_queue import queue_mail
from municipalities.accounts.models import Membership, User

Side, State = Statement.Side, Statement.State
MOST_NAMED = 100  # re-uses that one mail lists


def ask_to_prove(statement: Statement) -> None:
    """Ask whoever typed an address whether they were it."""
    _queue([statement.email], "mail/reuse_prove.txt", statement, address=prove_path(statement.email))


def tell_of_statement(statement: Statement, *, by: User | None) -> None:
    """Ask the editors of the other side whether it is right, and tell the moderators that something waits."""
    reuse = statement.reuse
    if statement.side == Side.ADOPTER:
        for user in notices.editors_of(reuse.measure.maintainer_id):
            if user != by:
                _queue([user.email], "mail/reuse_stated.txt", statement, address=answer_path(reuse, user))
    elif statement.side == Side.ORIGIN:
        path = f"{reverse('admin:reuse_add')}?{urlencode({'nachnutzung': reuse.pk})}"
        projects = reuse.municipality.participations.values("project")
        editors = User.objects.filter(pk__in=Membership.objects.current().filter(project__in=projects).values("user"))
        addresses = [user.email for user in editors if user != by]
        _queue(addresses, "mail/reuse_named.txt", statement, address=path, is_secret=False)
    tell_moderators_of([statement], by=by)


def tell_of_statements(statements: list[Statement], *, by: User) -> None:
    """Do what `tell_of_statement` does; of several, tell the moderators only, in one mail."""
    if len(statements) == 1:
        tell_of_statement(statements[0], by=by)
    else:
        tell_moderators_of(statements, by=by)


def tell_moderators_of(statements: list[Statement], *, by: User | None) -> None:
    """Tell the moderators who want that at once, but not `by`, that statements wait for them.

    The others get a mail a day (measures/reminders/).
    """
    addresses = [user.email for user in notices.moderators().filter(wants_mail_at_once=True) if user != by]
    if addresses and statements:
        more = {"number": len(statements), "address": reverse("admin:reuses")}
        _queue(addresses, "mail/reuse_waiting.txt", statements[0], **more, is_secret=False)


def tell_town(said: Statement, *, answered: Statement) -> None:
    """Tell the town what the origin has answered."""
    if said.email:
        _queue([said.email], "mail/reuse_answered.txt", said, answered=answered, address=renew_path(said))
    elif said.by:
        path = reverse("admin:reuses")
        _queue([said.by.email], "mail/reuse_answered.txt", said, answered=answered, address=path)


def tell_of_publication(statements: list[Statement]) -> None:
    """Tell the towns whose own statements are public now."""
    for statement in statements:
        if statement.email:
            _queue([statement.email], "mail/reuse_published.txt", statement, address=renew_path(statement))


def tell_of_refusal(statements: list[Statement], *, reason: str) -> None:
    """Tell those whose statements are not published why. Call it while the addresses are still there."""
    for statement in statements:
        address = statement.email or (statement.by.email if statement.by else "")
        if address:
            _queue([address], "mail/reuse_refused.txt", statement, reason=reason, is_secret=False)


def ask_whether_they_run(reuses: list[Reuse]) -> None:
    """Ask the towns that have declared these re-uses by mail whether they still run; about the others, the editors.

    A town gets a mail about each, with its own link. An editor gets one mail about all, a moderator one about those
    whose projects have no editor.
    """
    of_user: dict[str, list[Statement]] = defaultdict(list)
    for reuse in reuses:
        public = list(reuse.statements.filter(state=State.PUBLISHED).select_related("by"))
        said = next((one for one in public if one.side == Side.ADOPTER), None)
        if said and said.email:
            _queue([said.email], "mail/reuse_asked.txt", said, address=renew_path(said))
            continue
        by_town = [said.by] if said and said.by and said.by.is_active else []
        for user in by_town or notices.editors_of(reuse.measure.maintainer_id) or notices.moderators():
            of_user[user.email] += public[:1]
    for email, statements in of_user.items():
        entries = sorted(
            [(one, title_of(one.reuse.measure)) for one in statements[:MOST_NAMED]],
            key=lambda entry: (entry[1], entry[0].reuse.municipality.name),
        )
        context = {"number": len(statements), "entries": entries, "more": len(statements) - len(entries)}
        queue_mail([email], "mail/reuses_asked.txt", context | {"address": reverse("admin:reuses_asked")})


def title_of(measure: Measure) -> str:
    """Return the title of a measure that visitors read, or last read."""
    edition = measure.editions.filter(state__in=Edition.ONCE_PUBLIC).order_by("-number").only("title").first()
    return edition.title if edition else measure.slug


def _queue(addresses, template, statement, *, is_secret=True, **context):
    reuse = statement.reuse
    with translation.override(settings.LANGUAGE_CODE):  # as the mail, whatever page the form was on
        said = " ".join(filter(None, [str(statement.get_status_display()), _years(statement)]))
        context |= {
            "statement": statement,
            "said": said,
            "project": reuse.measure.project,
            "town": reuse.municipality.name,
            "measure_title": title_of(reuse.measure),
            "measure_address": reuse.measure.get_absolute_url(),
        }
        queue_mail(addresses, template, context, is_secret=is_secret)


def _years(statement):
    if statement.since and statement.ended:
        return f"({statement.since}–{statement.ended})"
    return _("(since %(year)s)") % {"year": statement.since} if statement.since else ""
