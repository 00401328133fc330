"""The lists of the desk as tables, for files: each has all rows that its page lists, and only what the user may see."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from measures.asking.titles import titles_of
from measures.desk import numbers
from measures.desk.answered_pages import questions_for_all
from measures.desk.dead_link_pages import links_of
from measures.desk.enquiry_pages import open_to
from measures.desk.handover_pages import entries_without_editor
from measures.desk.person_pages import chosen_editions
from measures.desk.project_pages import rows_of, searched
from measures.desk.question_pages import questions_still_open
from measures.desk.queue_filter import QueueFilter
from measures.desk.reuse_pages import by_side, reuses_of, title_of
from measures.desk.review_queue import requests_to_archive, rows
from measures.desk.tables import Table
from measures.models import Edition, Reminder
from municipalities.accounts.access_review import accounts_to_confirm, projects_without_editor


def queue(request: HttpRequest) -> Table:
    """Return the entries that wait for review and meet the filters of the request."""

    def kind(edition):
        parts = [_("Change") if edition.changes_something else _("New entry")]
        return ", ".join([*parts, _("submitted again")] if edition.returned_at else parts)

    return Table(
        "queue",
        _("Entries that wait for review"),
        [_("Entry"), _("Model project"), _("Kind"), _("Submitted by"), _("Submitted on"), _("Reviewed by")],
        [
            [
                edition.title,
                edition.measure.project.name,
                kind(edition),
                edition.submitted_by or _("Import"),
                edition.submitted_at,
                edition.taken_review.by if hasattr(edition, "taken_review") else None,
            ]
            for edition in rows(QueueFilter(request).editions)
        ],
    )


def archiving_requests(request: HttpRequest) -> Table:
    """Return the entries that editors ask to archive."""
    asked = [(edition, edition.measure.archiving_request) for edition in requests_to_archive()]
    return Table(
        "archiving-requests",
        _("Requests to archive"),
        [_("Entry"), _("Model project"), _("Asked by"), _("Asked on"), _("Reason")],
        [
            [edition.title, edition.measure.project.name, asked.asked_by, asked.asked_at, asked.reason]
            for edition, asked in asked
        ],
    )


def projects(request: HttpRequest) -> Table:
    """Return the model projects that the search of the request finds, with their numbers."""
    header = [_("Model project"), _("Editors"), _("Last here"), _("Public entries"), _("In progress")]
    return Table(
        "projects",
        _("Model projects and their editors"),
        [*header, _("Oldest confirmation"), _("End of funding")],
        [
            [
                row["project"].name,
                row["editors"],
                day(row.get("seen")),
                row.get("public", 0),
                row.get("working", 0),
                day(row.get("oldest")),
                row["project"].funding_ends_on,
            ]
            for row in rows_of(searched(request))
        ],
    )


def dead_links(request: HttpRequest) -> Table:
    """Return the dead links of the entries that the user may edit."""
    return Table(
        "dead-links",
        _("Dead links"),
        [_("Entry"), _("Model project"), _("Field"), _("Address"), _("What is wrong"), _("since")],
        [
            [
                link.edition.title,
                link.edition.measure.project.name,
                capfirst(link.label),
                link.url,
                link.problem,
                day(link.since),
            ]
            for link in links_of(request.user)
        ],
    )


def persons(request: HttpRequest) -> Table:
    """Return the named persons of the model project that the request asks for, or all."""
    _field, _project, editions = chosen_editions(request)
    header = [_("Person"), _("E-mail address"), _("Entry"), _("Model project"), _("State of the entry")]
    return Table(
        "persons",
        _("Named persons"),
        [*header, _("Basis"), _("Named until")],
        [
            [
                edition.person_name,
                edition.person_email,
                edition.title,
                edition.measure.project.name,
                edition.get_state_display(),
                _("Consent") if edition.person_basis == "consent" else _("Official task"),
                edition.person_until,
            ]
            for edition in editions
        ],
    )


def open_questions(request: HttpRequest) -> Table:
    """Return the searches of visitors that find little."""
    header = [_("Search text"), _("Results"), _("Hours in which it was asked"), _("Last asked in the week of")]
    return Table(
        "open-questions",
        _("What visitors did not find"),
        header,
        [[row["text"], row["results"], row["asked"], row["last"]] for row in questions_still_open()],
    )


def enquiries(request: HttpRequest) -> Table:
    """Return the questions of visitors that the user may see, without the names of the askers."""
    found = list(open_to(request.user))
    titles = titles_of({enquiry.measure_id for enquiry in found})

    def answered(enquiry):
        return _("Spam") if enquiry.spam_at else _("yes") if enquiry.answered_at else _("not yet")

    return Table(
        "enquiries",
        _("Questions to the municipality"),
        [_("Question"), _("Measure"), _("Model project"), _("Asked on"), _("Answered?")],
        [
            [
                enquiry.question,
                titles.get(enquiry.measure_id, ""),
                enquiry.measure.project.name,
                enquiry.confirmed_at,
                answered(enquiry),
            ]
            for enquiry in found
        ],
    )


def answered_questions(request: HttpRequest) -> Table:
    """Return the questions and answers for all that the user may see."""
    found = list(questions_for_all(request.user))
    titles = titles_of({answered.measure_id for answered in found})
    return Table(
        "answered-questions",
        _("Questions and answers for all"),
        [_("Question for all"), _("Answer for all"), _("Measure"), _("Model project"), _("What is decided")],
        [
            [
                answered.question,
                answered.answer,
                titles.get(answered.measure_id, ""),
                answered.measure.project.name,
                answered.get_state_display(),
            ]
            for answered in found
        ],
    )


def reuses(request: HttpRequest) -> Table:
    """Return what is said about the re-uses that the user may see, one row for each statement."""
    found = reuses_of(request.user, only_waiting="wartet" in request.GET)
    header = [_("Municipality"), _("Measure"), _("Model project"), _("Who says it"), _("What is said")]
    return Table("reuses", _("Re-uses"), [*header, _("State"), _("Asked on")], list(_statements(found)))


def _statements(found) -> Iterator[list[Any]]:
    for reuse in found:
        for side, said in by_side(reuse.shown):
            for statement in said:
                yield [
                    reuse.municipality,
                    title_of(reuse),
                    reuse.measure.project.name,
                    side.label,
                    statement.get_status_display(),
                    statement.get_state_display(),
                    reuse.asked_at,
                ]


def accounts(request: HttpRequest) -> Table:
    """Return the accounts that should be confirmed."""
    header = [_("Account"), _("E-mail address"), _("Moderation"), _("Last confirmed"), _("Last sign-in")]
    return Table(
        "accounts",
        _("Accounts to confirm"),
        header,
        [
            [user, user.email, _("yes") if user.is_moderator else _("no"), day(user.confirmed_at), day(user.last_login)]
            for user in accounts_to_confirm()
        ],
    )


def lonely_projects(request: HttpRequest) -> Table:
    """Return the model projects that have lost their editors."""
    public = Count("measures__editions", filter=Q(measures__editions__state=Edition.State.PUBLISHED))
    return Table(
        "without-editor",
        _("Model projects without an editor"),
        [_("Model project"), _("Public entries")],
        [[project.name, project.public] for project in projects_without_editor().annotate(public=public)],
    )


def orphans(request: HttpRequest) -> Table:
    """Return the public entries that have lost their editors."""
    return Table(
        "orphans",
        _("Entries without an editor"),
        [_("Entry"), _("Model project"), _("Maintained by")],
        [
            [edition.title, edition.measure.project.name, edition.measure.maintainer.name]
            for edition in entries_without_editor()
        ],
    )


def reminders(request: HttpRequest) -> Table:
    """Return who was reminded of what, the newest first."""
    found = Reminder.objects.select_related("user", "edition", "project").order_by("-at", "user", "pk")
    return Table(
        "reminders",
        _("Sent reminders"),
        [_("Recipient"), _("E-mail address"), _("What it said"), _("Entry or project"), _("Sent on")],
        [
            [
                row.user,
                row.user.email,
                row.get_kind_display(),
                row.edition.title if row.edition else row.project,
                row.at,
            ]
            for row in found
        ],
    )


def day(moment):
    """Return the day of a moment, or None."""
    return moment and localdate(moment)


FOR_EVERYBODY: dict[str, Callable[[HttpRequest], Table]] = {
    "answered-questions": answered_questions,
    "dead-links": dead_links,
    "enquiries": enquiries,
    "reuses": reuses,
}
FOR_MODERATORS: dict[str, Callable[[HttpRequest], Table]] = {
    "queue": queue,
    "archiving-requests": archiving_requests,
    "projects": projects,
    "persons": persons,
    "open-questions": open_questions,
    "accounts": accounts,
    "orphans": orphans,
    "reminders": reminders,
    "without-editor": lonely_projects,
    **{name: lambda request, make=make: make() for name, make in numbers.TABLES.items()},
}
