"""Erasing a person from what is kept for a while: mails, uploads, sessions, invitations, the log of the admin."""

from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session

from measures.models import Upload
from municipalities.accounts.models import Invitation, Mail


def delete_copies(sought):
    """Delete or clean all rows that contain the person; return {kind of row: number}."""
    invitations = Invitation.objects.filter(user=None)  # accepted ones are part of an account
    return {
        "mails": _delete(Mail.objects.all(), sought, "to", "subject", "text", "error"),
        "uploaded tables": _delete(Upload.objects.all(), sought, "file_name", "table", "result"),
        "invitations": _delete(invitations, sought, "email", "first_name", "last_name", whole="first_name last_name"),
        "sessions": _delete_sessions(sought),
        "lines of the log": _clean_log(sought),
    }


def _delete(rows, sought, *fields, whole=""):
    """Delete the rows with the person in one of `fields`, or in those of `whole` joined; return their number."""
    keys = []
    for row in rows.only("pk", *fields).iterator():
        values = [getattr(row, name) for name in fields] + [" ".join(getattr(row, name) for name in whole.split())]
        if sought.within(values):
            keys.append(row.pk)
    rows.filter(pk__in=keys).delete()
    return len(keys)


def _delete_sessions(sought):
    """Delete the sessions that contain the person; their users have to sign in again. Return their number."""
    keys = [session.pk for session in Session.objects.iterator() if sought.within(session.get_decoded())]
    Session.objects.filter(pk__in=keys).delete()
    return len(keys)


def _clean_log(sought):
    """Replace the person in the log of the admin; return the number of entries."""
    number = 0
    for entry in LogEntry.objects.only("object_repr", "change_message").iterator():
        if sought.within([entry.object_repr, entry.change_message]):
            cleaned = {name: sought.without(getattr(entry, name)) for name in ("object_repr", "change_message")}
            LogEntry.objects.filter(pk=entry.pk).update(object_repr=cleaned.pop("object_repr")[:200], **cleaned)
            number += 1
    return number
