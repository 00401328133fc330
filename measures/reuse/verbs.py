"""The verbs that change a re-use: with `loading.py`, the only writers of `Reuse`, `Statement` and `ReuseAuditEntry`.

Each takes keyword arguments only, runs in one transaction, adds a row to the audit, and queues the mails that tell
others. Whether somebody may act is checked by the pages that call it. Verbs of moderators and of the origin name the
version of the re-use that they saw, and raise Conflict if it has changed.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from measures.models import Measure, Reuse, ReuseAuditEntry, Statement
from measures.reuse import mails
from measures.reuse.classes import is_current, leading
from measures.transitions import Conflict, WorkflowError, catalogue_changed, require_reason
from municipalities.accounts.models import User
from municipalities.models import Municipality

Side, State, Verb = Statement.Side, Statement.State, ReuseAuditEntry.Verb
OPEN = (State.WAITING, State.OBJECTION)
SAID = (
    "status", "since", "ended", "is_productive", "adapted", "effort", "software_version", "link", "contact",
    "source_url", "evidence", "remark",
)  # fmt: skip
Content = dict[str, Any]  # {name of SAID: value}


@transaction.atomic
def declare(
    *, measure: Measure, municipality: Municipality, email: str, content: Content, sends_mail: bool
) -> Statement:
    """Store what a town says without an account, and queue the mail whose link proves the address.

    Nobody but the owner of the address sees it before that; it is deleted after Statement.PROVEN_WITHIN. Without
    `sends_mail`, it waits behind the link of an earlier mail.
    """
    reuse = _reuse(measure, municipality)
    statement = Statement.objects.create(
        reuse=reuse, side=Side.ADOPTER, state=State.UNPROVEN, email=email, **_said(content)
    )
    record(Verb.DECLARE, reuse, statement=statement)
    if sends_mail:
        mails.ask_to_prove(statement)
    return statement


@transaction.atomic
def prove(*, statement: Statement) -> bool:
    """Let a declared statement wait for publication. Return False if its link was used before."""
    reuse = _locked(statement.reuse_id)
    if not Statement.objects.filter(pk=statement.pk, state=State.UNPROVEN).exists():
        return False
    _close(reuse, Side.ADOPTER, OPEN)
    Statement.objects.filter(pk=statement.pk).update(state=State.WAITING, made_at=timezone.now())
    statement.refresh_from_db()
    _moved_on(reuse)
    record(Verb.PROVE, reuse, statement=statement)
    mails.tell_of_statement(statement, by=None)
    return True


@transaction.atomic
def state(*, measure: Measure, municipality: Municipality, side: Side, by: User, content: Content) -> Statement:
    """Store what an editor says about their town or measure, or a moderator from a public source."""
    return state_all(side=side, by=by, statements=[(measure, municipality, content)])[0]


@transaction.atomic
def state_all(
    *, side: Side, by: User | None, statements: list[tuple[Measure, Municipality, Content]]
) -> list[Statement]:
    """Do what `state` does for each triple of measure, municipality and content, in few statements of the database.

    One mail tells the moderators of all of them; the other side is asked if it is only one.
    """
    pairs = {(measure.pk, municipality.pk) for measure, municipality, _content in statements}
    Reuse.objects.bulk_create(
        [Reuse(measure_id=measure, municipality_id=town) for measure, town in sorted(pairs)], ignore_conflicts=True
    )
    measures, towns = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    stored = Reuse.objects.select_for_update().filter(measure__in=measures, municipality__in=towns).order_by("pk")
    reuses = {(reuse.measure_id, reuse.municipality_id): reuse for reuse in stored}
    chosen = [reuses[measure.pk, municipality.pk] for measure, municipality, _content in statements]
    keys = [reuse.pk for reuse in chosen]
    open_ones = Statement.objects.filter(reuse__in=keys, side=side, state__in=OPEN)
    open_ones.update(state=State.SUPERSEDED, closed_at=timezone.now(), email="")
    made = Statement.objects.bulk_create(
        Statement(reuse=reuse, side=side, state=State.WAITING, by=by, **_said(content))
        for reuse, (_measure, _town, content) in zip(chosen, statements, strict=True)
    )
    Reuse.objects.filter(pk__in=keys).update(version=F("version") + 1)
    ReuseAuditEntry.objects.bulk_create(_entry(Verb.STATE, one.reuse, by=by, statement=one) for one in made)
    for one in made:
        one.reuse.version += 1
    if by is not None:
        mails.tell_of_statements(made, by=by)
    return made


@transaction.atomic
def answer(*, reuse: Reuse, by: User, version: int, agrees: bool, remark: str = "") -> Statement:
    """Store whether the origin confirms what the town says, in words that the town and moderators see.

    A confirmation says the same as the town and waits for publication with it; an objection is never public.
    """
    reuse = _locked(reuse.pk, version)
    adopters = Statement.objects.filter(reuse=reuse, side=Side.ADOPTER, state__in=(State.WAITING, State.PUBLISHED))
    said = adopters.order_by("-pk").first()
    if said is None:
        raise WorkflowError(_("The town has taken back what it said."))
    if not agrees:
        require_reason(remark, _("Say what is not right; the town and the moderators read it."))
    _close(reuse, Side.ORIGIN, OPEN)
    statement = Statement.objects.create(
        reuse=reuse,
        side=Side.ORIGIN,
        state=State.WAITING if agrees else State.OBJECTION,
        by=by,
        status=said.status,
        since=said.since,
        ended=said.ended,
        remark=remark,
    )
    _moved_on(reuse)
    record(Verb.CONFIRM if agrees else Verb.OBJECT, reuse, by=by, statement=statement)
    mails.tell_town(said, answered=statement)
    mails.tell_moderators_of([statement], by=by)
    return statement


@transaction.atomic
def publish(*, reuse: Reuse, by: User | None, version: int) -> list[Statement]:
    """Make all statements that wait public; an objection stays with the moderators. Return them."""
    catalogue_changed(past_stays=True)
    return publish_all(by=by, reuses=[(reuse, version)])


@transaction.atomic
def publish_all(*, by: User | None, reuses: list[tuple[Reuse, int]], at: datetime | None = None) -> list[Statement]:
    """Do what `publish` does for each pair of re-use and version. Call `catalogue_changed` before."""
    now = at or timezone.now()
    published = []
    for seen, version in reuses:
        reuse = _locked(seen.pk, version)
        waiting = list(reuse.statements.filter(state=State.WAITING))
        if not waiting:
            raise WorkflowError(_("Nothing of this re-use waits for publication any more."))
        for statement in waiting:
            _close(reuse, statement.side, (State.PUBLISHED,))
            statement.state, statement.published_at, statement.decided_by = State.PUBLISHED, now, by
            statement.save(update_fields=["state", "published_at", "decided_by"])
        set_status(reuse)
        _moved_on(reuse)
        for statement in waiting:
            record(Verb.PUBLISH, reuse, by=by, statement=statement)
        published += waiting
    if by is not None:
        mails.tell_of_publication(published)
    return published


@transaction.atomic
def refuse(*, reuse: Reuse, by: User, version: int, reason: str) -> None:
    """Do not publish what waits, and tell those who said it why."""
    require_reason(reason, _("Say why; those who declared it read it."))
    reuse = _locked(reuse.pk, version)
    waiting = list(reuse.statements.filter(state__in=OPEN))
    if not waiting:
        raise WorkflowError(_("Nothing of this re-use waits for publication any more."))
    mails.tell_of_refusal(waiting, reason=reason)
    for statement in waiting:
        _close(reuse, statement.side, OPEN, state=State.REFUSED, by=by)
        record(Verb.REFUSE, reuse, by=by, statement=statement, note=reason)
    _moved_on(reuse)


@transaction.atomic
def withdraw(*, reuse: Reuse, by: User | None, version: int, reason: str) -> None:
    """Take a re-use away from the public; past days show it as before."""
    require_reason(reason, _("Say why; it stands in the audit."))
    catalogue_changed(past_stays=True)
    reuse = _locked(reuse.pk, version)
    public = list(reuse.statements.filter(state=State.PUBLISHED))
    if not public:
        raise WorkflowError(_("This re-use is not public."))
    for statement in public:
        _close(reuse, statement.side, (State.PUBLISHED,), state=State.WITHDRAWN, by=by)
    set_status(reuse)
    _moved_on(reuse)
    for statement in public:
        record(Verb.WITHDRAW, reuse, by=by, statement=statement, note=reason)


@transaction.atomic
def renew(*, statement: Statement, by: User | None = None) -> Statement:
    """Record that what a public statement says is still so: the same, said today. It needs no publication again."""
    catalogue_changed(past_stays=True)
    return renew_all(statements=[statement], by=by)[0]


@transaction.atomic
def renew_all(*, statements: list[Statement], by: User | None) -> list[Statement]:
    """Do what `renew` does for each statement. Call `catalogue_changed` before."""
    renewed = []
    for statement in statements:
        reuse = _locked(statement.reuse_id)
        stored = Statement.objects.filter(pk=statement.pk, state=State.PUBLISHED).first()
        if stored is None:
            raise WorkflowError(_("This statement is not public any more."))
        email = stored.email  # before _close deletes it
        _close(reuse, stored.side, (State.PUBLISHED,))
        said = {name: getattr(stored, name) for name in SAID}
        again = Statement.objects.create(
            reuse=reuse, side=stored.side, state=State.PUBLISHED, by=by or stored.by, email=email,
            published_at=timezone.now(), decided_by=stored.decided_by, **said,
        )  # fmt: skip
        set_status(reuse)
        _moved_on(reuse)
        record(Verb.RENEW, reuse, by=by, statement=again)
        renewed.append(again)
    return renewed


@transaction.atomic
def end(*, statement: Statement, year: int) -> Statement:
    """Store that the town says it has ended the re-use. It waits for publication as every change does."""
    reuse = _locked(statement.reuse_id)
    _close(reuse, Side.ADOPTER, OPEN)
    said = {name: getattr(statement, name) for name in SAID} | {"status": Reuse.Status.ENDED, "ended": year}
    ended = Statement.objects.create(
        reuse=reuse, side=Side.ADOPTER, state=State.WAITING, by=statement.by, email=statement.email, **said
    )
    _moved_on(reuse)
    record(Verb.STATE, reuse, statement=ended)
    mails.tell_moderators_of([ended], by=None)
    return ended


@transaction.atomic
def ask_all(*, reuses: list[Reuse]) -> None:
    """Note that somebody is asked today whether these still run, and queue the mails."""
    now = timezone.now()
    asked = [one for one in reuses if Reuse.objects.filter(pk=one.pk, asked_at=one.asked_at).update(asked_at=now)]
    for reuse in asked:
        record(Verb.ASK, reuse)
    mails.ask_whether_they_run(asked)


@transaction.atomic
def lapse(*, reuse: Reuse) -> None:
    """Let a re-use that nobody has answered for not count any more. Call `catalogue_changed` before."""
    reuse = _locked(reuse.pk)
    reuse.statements.filter(state=State.PUBLISHED, lapsed_at=None).update(lapsed_at=timezone.now())
    set_status(reuse)
    _moved_on(reuse)
    record(Verb.LAPSE, reuse)


def record(verb: Verb, reuse: Reuse, **more: Any) -> None:
    """Add a row to the audit."""
    _entry(verb, reuse, **more).save()


def _entry(verb, reuse, *, by=None, statement=None, note=""):
    return ReuseAuditEntry(
        verb=verb,
        by=by,
        reuse_key=reuse.pk,
        measure_key=reuse.measure_id,
        municipality_key=reuse.municipality_id,
        statement_key=statement.pk if statement else None,
        side=statement.side if statement else "",
        status=reuse.status,
        note=note,
    )


def _said(content):
    return {name: value for name, value in content.items() if name in SAID}


def _reuse(measure, municipality):
    return Reuse.objects.get_or_create(measure=measure, municipality=municipality)[0]


def _locked(key: int, version: int | None = None) -> Reuse:
    """Return the re-use, locked until the transaction ends. Raises Conflict if it is not at `version` any more."""
    reuse = Reuse.objects.select_for_update().filter(pk=key).first()
    if reuse is None or (version is not None and reuse.version != version):
        raise Conflict(_("Somebody else has changed this re-use in the meantime."))
    return reuse


def _close(reuse, side, states, *, state=State.SUPERSEDED, by=None):
    """Close the statements of one side in these states. The address behind a statement goes with it."""
    changes = {"state": state, "closed_at": timezone.now(), "email": ""}
    if by is not None:
        changes["decided_by"] = by
    reuse.statements.filter(side=side, state__in=states).update(**changes)


def set_status(reuse: Reuse) -> None:
    """Set what counts now, from the public statements that have not lapsed."""
    public = [one for one in reuse.statements.filter(state=State.PUBLISHED) if is_current(one, None)]
    reuse.status = leading(public).status if public else ""


def _moved_on(reuse):
    reuse.version += 1
    reuse.save(update_fields=["status", "version"])
