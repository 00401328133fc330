"""Erase a person from rows that are stored for a limited time: mails, uploads, sessions, questions, the admin log."""

from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from measures.models import (
    AdviceRequest,
    AnsweredQuestion,
    Enquiry,
    MendedText,
    OpenQuestion,
    ReturnedContent,
    Statement,
    Subscription,
    UnfinishedText,
    Upload,
)
from measures.persons.erasing.person_matcher import PersonMatcher
from municipalities.accounts.models import Invitation, Mail

LOG_NAME_LENGTH = LogEntry._meta.get_field("object_repr").max_length


def delete_copies(person: PersonMatcher) -> dict[str, int]:
    """Delete the rows that contain the person, and clean the admin log. Return {kind of row: number of rows}."""
    invitations = Invitation.objects.filter(user=None)  # accepted ones are part of an account
    return {
        "mails": _delete_rows(Mail.objects.all(), person, ["to", "subject", "text", "error"]),
        "uploaded tables": _delete_rows(Upload.objects.all(), person, ["file_name", "table", "result"]),
        "invitations": _delete_rows(
            invitations, person, ["email", "first_name", "last_name"], joined=["first_name", "last_name"]
        ),
        "subscriptions": _delete_rows(Subscription.objects.all(), person, ["email", "query"]),
        "questions to municipalities": _delete_questions(person),
        "requests for advice": _delete_rows(AdviceRequest.objects.all(), person, list(AdviceRequest.TEXTS)),
        "addresses behind re-uses": _forget_addresses(person),
        "unfinished texts": _delete_rows(UnfinishedText.objects.all(), person, ["typed"]),
        "corrections": _delete_rows(MendedText.objects.all(), person, ["said"]),
        "returned contents": _delete_rows(ReturnedContent.objects.all(), person, ["texts"]),
        "questions of visitors": _delete_rows(OpenQuestion.objects.all(), person, ["text"]),
        "sessions": _delete_sessions(person),
        "lines of the log": _clean_log(person),
    }


def _delete_rows(rows: QuerySet, person: PersonMatcher, fields: list[str], *, joined: list[str] | None = None) -> int:
    """Delete the rows that contain the person in one of `fields`, or in the `joined` fields read as one text.

    Return the number of deleted rows.
    """
    keys = _keys_with(rows, person, fields, joined)
    rows.filter(pk__in=keys).delete()
    return len(keys)


def _keys_with(rows, person, fields, joined=None):
    keys = []
    for row in rows.only("pk", *fields).iterator():
        values = [getattr(row, name) for name in fields]
        if joined:
            values.append(" ".join(getattr(row, name) for name in joined))
        if person.is_in(values):
            keys.append(row.pk)
    return keys


def _delete_questions(person: PersonMatcher) -> int:
    """Delete the questions of the person, with what was made of them and is not published. Return their number."""
    keys = _keys_with(Enquiry.objects.all(), person, list(Enquiry.TEXTS))
    AnsweredQuestion.objects.leave_askers(keys)
    Enquiry.objects.filter(pk__in=keys).delete()
    return len(keys)


def _forget_addresses(person: PersonMatcher) -> int:
    """Empty the addresses of the person in statements on re-uses; delete what was not proved yet. Return the number."""
    unproven = Statement.objects.filter(state=Statement.State.UNPROVEN)
    number = _delete_rows(unproven, person, ["email", "contact", "adapted", "effort", "remark"])
    for name in ("email", "contact"):
        rows = Statement.objects.exclude(**{name: ""}).values_list("pk", name)
        keys = [key for key, address in rows if person.is_in([address])]
        number += Statement.objects.filter(pk__in=keys).update(**{name: ""})
    return number


def _delete_sessions(person: PersonMatcher) -> int:
    """Delete the sessions that contain the person; their users have to sign in again. Return their number."""
    keys = [session.pk for session in Session.objects.iterator() if person.is_in(session.get_decoded())]
    Session.objects.filter(pk__in=keys).delete()
    return len(keys)


def _clean_log(person: PersonMatcher) -> int:
    """Replace the person in the log of the admin. Return the number of changed entries."""
    number = 0
    for entry in LogEntry.objects.only("object_repr", "change_message").iterator():
        if person.is_in([entry.object_repr, entry.change_message]):
            LogEntry.objects.filter(pk=entry.pk).update(
                object_repr=person.erased_from(entry.object_repr)[:LOG_NAME_LENGTH],
                change_message=person.erased_from(entry.change_message),
            )
            number += 1
    return number
