"""What expires: named persons, with a warning before; uploads, failed attempts and sessions."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone

from measures.models import AuditEntry, CatalogueVersion, Edition, UnfinishedText, Upload
from municipalities.accounts import rate_limits
from municipalities.accounts.models import Attempt, Mail, Membership
from tests.factories import make_change, make_draft, make_editor, make_person, make_project, make_public, make_user

pytestmark = pytest.mark.django_db


def forget():
    out = StringIO()
    call_command("forget_expired", stdout=out)
    return out.getvalue().strip()


@pytest.fixture
def project(db):
    return make_project("Musterstadt")


@pytest.fixture
def editor(project):
    return make_editor(project, email="anna@example.org")


def named():
    return dict(Edition.objects.naming_persons().values_list("pk", "person_name"))


def test_a_person_is_removed_after_the_last_day_and_the_editors_get_a_mail(project, editor, settings):
    over = make_public("Altstadtbus", project=project, **make_person(days=-1))
    draft = make_draft("Entwurf", project=project, by=editor, **make_person(days=-300))
    today = make_public("Heute", project=project, **make_person("Lea Heute", days=0, person_basis="task"))
    elsewhere = make_public(**make_person(days=400))
    version = CatalogueVersion.objects.get().number

    assert forget() == "Persons: removed from 2 entries, warned of 1 more."

    assert named() == {today.pk: "Lea Heute", elsewhere.pk: "Jana Muster"}
    assert CatalogueVersion.objects.get().number > version
    removed = AuditEntry.objects.filter(verb="remove").values_list("edition_key", "by")
    assert sorted(removed) == [(over.pk, None), (draft.pk, None)]
    told = Mail.objects.order_by("pk").first()
    assert told.to == "anna@example.org"
    assert "Altstadtbus" in told.text
    assert "Entwurf" in told.text
    assert re.findall(r"https?://\S+", told.text) == [f"{settings.MASSWERK_URL}/admin/"]  # where all of them are
    assert "Jana" not in str(list(Mail.objects.values()))  # a mail about a name must not keep it


def test_a_public_edition_may_end_while_its_draft_goes_on(project, editor):
    public = make_public(project=project, **make_person(days=-1))
    draft = make_change(public, editor, **make_person(days=100))
    forget()
    assert named() == {draft.pk: "Jana Muster"}


def test_the_editors_are_warned_once_for_each_end(project, editor):
    public = make_public("Altstadtbus", project=project, **make_person(days=30))
    make_public("Später", project=project, **make_person(days=31))
    make_draft("Nur ein Entwurf", project=project, by=editor, **make_person(days=3))
    assert forget() == "Persons: removed from 0 entries, warned of 1 more."
    warning = Mail.objects.get()
    assert f"/admin/measures/edition/{public.pk}/change/" in warning.text
    assert (warning.to, "Altstadtbus" in warning.text, "Später" in warning.text) == ("anna@example.org", True, False)
    assert forget() == "Persons: removed from 0 entries, warned of 0 more."
    Edition.objects.filter(pk=public.pk).update(**make_person(days=20))
    assert forget() == "Persons: removed from 0 entries, warned of 1 more."


def test_if_a_project_has_no_editors_the_moderators_get_the_mail(project, editor):
    Membership.objects.update(starts_on="2020-01-01", ends_on="2020-12-31")
    make_user("kts@example.org", is_moderator=True)
    make_user("frueher@example.org", is_moderator=True, is_active=False)
    make_public(project=project, **make_person(days=-1))
    forget()
    assert [mail.to for mail in Mail.objects.all()] == ["kts@example.org"]


def test_each_project_hears_of_its_own_entries(project, editor):
    other = make_project("Anderswo")
    make_editor(other, email="berta@example.org")
    make_public("Altstadtbus", project=project, **make_person(days=-1))
    make_public("Fähre", project=other, **make_person(days=-1))
    forget()
    told = {mail.to: mail.text for mail in Mail.objects.all()}
    assert ("Altstadtbus" in told["anna@example.org"], "Fähre" in told["anna@example.org"]) == (True, False)
    assert ("Altstadtbus" in told["berta@example.org"], "Fähre" in told["berta@example.org"]) == (False, True)


def test_no_person_is_removed_unless_the_mail_is_queued(project, editor):
    make_public(project=project, **make_person(days=-1))

    def full(execute, sql, *rest):
        if sql.startswith('INSERT INTO "accounts_mail"'):
            raise OperationalError("the disk is full")
        return execute(sql, *rest)

    with connection.execute_wrapper(full), pytest.raises(OperationalError):
        forget()
    assert (len(named()), Mail.objects.count()) == (1, 0)
    forget()
    assert (len(named()), Mail.objects.count()) == (0, 1)


def test_unfinished_texts_about_a_person_are_deleted_after_a_month(editor):
    draft = make_draft(by=editor)
    for name in ("person_name", "contact_email"):
        UnfinishedText.objects.create(edition=draft, name=name, typed="Jana")
    for age, left in ((timedelta(days=29), 2), (timedelta(days=31), 1)):
        UnfinishedText.objects.update(since=timezone.now() - age)
        forget()
        assert UnfinishedText.objects.count() == left


def test_expired_uploads_attempts_and_sessions_are_deleted(editor, client):
    now = timezone.now()
    for age in (timedelta(hours=-1), timedelta(hours=1)):
        Upload.objects.create(user=editor, file_name="t.csv", created_at=now - Upload.RETENTION - age)
        Attempt.objects.create(kind="sign-in", account_hash="x", at=now - rate_limits.RETENTION - age)
        Session.objects.create(session_key=f"s{age}"[:40], session_data="", expire_date=now - age)
    forget()
    assert (Upload.objects.count(), Attempt.objects.count(), Session.objects.count()) == (1, 1, 1)
