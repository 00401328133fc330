"""Named persons: always with a basis and an end, and removable from all editions."""

import hashlib
from datetime import date

import pytest
from django.utils import timezone

from measures import workflow
from measures.content import NOBODY, PERSON
from measures.intake import uploads
from measures.models import AuditEntry, CatalogueVersion, Edition
from measures.persons import person_rules
from tests.database import assert_refused
from tests.factories import make_change, make_draft, make_person, make_public, make_user
from tests.intake.sheet_files import stored_upload

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
CONSENT = {"person_basis": "consent", "person_consent_on": TODAY, "person_consent_text": person_rules.NEWEST_CONSENT}


def change(edition, **changes):
    Edition.objects.filter(pk=edition.pk).update(**changes)


def named(edition):
    return Edition.objects.get(pk=edition.pk).person_name


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"person_name": ""}, "edition_person_has_basis_and_end"),
        ({"person_basis": ""}, "edition_person_has_basis_and_end"),
        ({"person_basis": "custom"}, "edition_person_has_basis_and_end"),
        ({"person_until": None}, "edition_person_has_basis_and_end"),
        ({**NOBODY, "person_email": "jana@example.org"}, "edition_person_has_basis_and_end"),
        ({**NOBODY, "person_until": TODAY}, "edition_person_has_basis_and_end"),
        ({**CONSENT, "person_consent_on": None}, "edition_person_consent_dated"),
        ({**CONSENT, "person_consent_text": ""}, "edition_person_consent_dated"),
        ({**CONSENT, "person_basis": "task"}, "edition_person_consent_dated"),
        ({"person_consent_text": "2026-11"}, "edition_person_consent_dated"),
    ],
)
def test_a_person_needs_a_basis_and_an_end(changes, constraint):
    draft = make_draft(**make_person())
    assert_refused(lambda: change(draft, **changes), constraint)
    for fine in (CONSENT, NOBODY, make_person(person_email="")):
        change(draft, **fine)


@pytest.mark.parametrize("decision", ["superseded", "withdrawn"])
def test_superseded_and_closed_editions_name_no_person(decision):
    public = make_public(**make_person())
    if decision == "superseded":
        draft = workflow.start_draft(measure=public.measure, by=None)
        workflow.submit(edition=draft, by=None, version=1)
        workflow.publish(edition=draft, by=None, version=2)
        assert named(draft) == "Jana Muster"
    else:
        workflow.withdraw(edition=public, by=None, version=public.version, reason="Ende")
    public.refresh_from_db()
    assert (public.state, {name: getattr(public, name) for name in PERSON}) == (decision, NOBODY)
    assert_refused(lambda: change(public, **make_person()), "edition_person_not_in_the_past")
    archived = make_public(**make_person())
    workflow.archive(edition=archived, by=None, version=archived.version, reason="Ende")
    assert named(archived) == "Jana Muster"


def test_taking_a_person_out_empties_public_and_working_edition_whatever_their_versions():
    editor = make_user()
    public = make_public(**make_person())
    waiting = make_change(public, editor, summary="Neu.", **make_person("Jan Beispiel"))
    other = make_public(**make_person())
    before = CatalogueVersion.objects.get().number

    removed = workflow.remove_person(measure=public.measure, by=editor)

    assert [edition.pk for edition in removed] == [public.pk, waiting.pk]
    for edition in (public, waiting):
        stored = Edition.objects.get(pk=edition.pk)
        assert {name: getattr(stored, name) for name in PERSON} == NOBODY
        assert (stored.state, stored.version) == (edition.state, edition.version + 1)
    assert Edition.objects.get(pk=waiting.pk).summary == "Neu."
    assert named(other) == "Jana Muster"
    assert CatalogueVersion.objects.get().number == before + 1
    audit = AuditEntry.objects.filter(verb="remove")
    assert [(entry.by, entry.edition_key, entry.state) for entry in audit] == [
        (editor, waiting.pk, "submitted"),
        (editor, public.pk, "published"),
    ]
    assert "Jana" not in str(list(AuditEntry.objects.values()))
    # Who has seen the entry with the name cannot decide about it, or store it, without looking again.
    with pytest.raises(workflow.Conflict):
        workflow.publish(edition=waiting, by=None, version=waiting.version)


def test_removing_a_person_where_none_is_named_changes_nothing():
    public = make_public()
    before = CatalogueVersion.objects.get().number
    assert workflow.remove_person(measure=public.measure, by=None) == []
    assert CatalogueVersion.objects.get().number == before
    assert not AuditEntry.objects.filter(verb="remove").exists()


def test_what_happens_to_a_draft_does_not_show_in_the_version_of_the_catalogue():
    draft = make_draft(**make_person())
    before = CatalogueVersion.objects.get().number
    workflow.remove_person(measure=draft.measure, by=None)
    assert (named(draft), CatalogueVersion.objects.get().number) == ("", before)


@pytest.mark.parametrize(("days", "name"), [(0, "Jana Muster"), (-1, "")])
def test_a_person_whose_last_day_is_over_is_not_copied_into_a_new_draft(days, name):
    public = make_public(**make_person(days=days))
    assert public.shows_person == bool(name)
    draft = workflow.start_draft(measure=public.measure, by=None)
    assert named(draft) == name
    if not name:
        assert {field: getattr(draft, field) for field in PERSON} == NOBODY


def test_the_last_day_is_three_years_from_now_also_on_a_leap_day():
    assert person_rules.last_day(date(2026, 11, 22)) == date(2029, 11, 22)
    assert person_rules.last_day(date(2028, 2, 29)) == date(2031, 2, 28)


@pytest.mark.parametrize(
    ("field", "text", "is_like_a_person"),
    [
        ("contact_email", "jana.muster@stadt.example.org", True),
        ("contact_email", "j.muster@stadt.example.org", True),
        ("contact_email", "jana_muster-schmidt@stadt.example.org", True),
        ("contact_email", "smart.city@stadt.example.org", False),
        ("contact_email", "smartcity@stadt.example.org", False),
        ("contact_email", "stabsstelle.digitales@stadt.example.org", False),
        ("contact_email", "", False),
        ("contact_email", "kein postfach", False),
        ("contact_name", "Frau Muster", True),
        ("contact_name", "Dr. Jana Muster", True),
        ("contact_name", "Stabsstelle Digitales", False),
        ("contact_name", "Frauenbüro", False),
    ],
)
def test_a_contact_that_looks_like_a_person_is_hinted_at(field, text, is_like_a_person):
    assert bool(person_rules.hint_about(field, text)) == is_like_a_person


def test_a_text_that_somebody_may_have_signed_never_changes():
    """A new wording gets a key of its own, and a line here."""
    digests = {key: hashlib.sha256(text.encode()).hexdigest()[:16] for key, text in person_rules.CONSENT_TEXTS.items()}
    assert digests == {"2026-11": "da9a6a91ffd24083"}


def test_a_table_names_nobody_and_leaves_who_is_named_alone():
    public = make_public("Altstadtbus", **make_person())
    moderator = make_user(is_moderator=True)
    rows = [["Kennung", "Titel", "Name der Person", "person_name"], [public.measure.slug, "Neu", "Lea Andere", "Lea"]]
    upload = stored_upload(rows, moderator)
    uploads.carry_out(upload.pk, by=moderator, confirmed=uploads.plan_of(upload, moderator).fingerprint)
    draft = Edition.objects.working().get()
    assert (draft.title, draft.person_name, draft.person_until) == ("Neu", "Jana Muster", public.person_until)
