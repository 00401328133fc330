"""Erasing a contact: their data is removed, other data stays, and remaining mentions are reported."""

from datetime import date
from io import StringIO

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from PIL import Image

from measures import workflow
from measures.images.cleaning import clean_image
from measures.intake import uploads
from measures.models import (
    AdviceRequest,
    ArchivingRequest,
    AuditEntry,
    CatalogueVersion,
    Edition,
    Enquiry,
    Handover,
    MendedText,
    OpenQuestion,
    PlannedPublication,
    PublicCode,
    ReturnedContent,
    Source,
    UnfinishedText,
    Upload,
)
from measures.persons.erasing.erasing import erase
from measures.persons.erasing.person_matcher import PersonMatcher
from municipalities.accounts.models import Invitation, Mail, User
from municipalities.models import ModelProject
from tests.factories import (
    make_change,
    make_draft,
    make_editor,
    make_invitation,
    make_person,
    make_picture,
    make_project,
    make_public,
    make_user,
)
from tests.pages.dumps import dump

pytestmark = pytest.mark.django_db

NAME, ADDRESS = "Jürgen Muster", "juergen.muster@example.org"


def erased(text=NAME, **options):
    return erase(PersonMatcher(text), **options)


@pytest.mark.parametrize(
    ("typed", "stored", "equal", "within"),
    [
        (NAME, "Jürgen Muster", True, True),
        ("  jürgen   MUSTER ", "Jürgen Muster", True, True),
        (NAME, "JÜRGEN  MUSTER", True, True),
        (NAME, "Ju\u0308rgen Muster", True, True),
        (NAME, "Frau Jürgen Muster, Bauamt", False, True),
        (NAME, "Jürgen\nMuster", True, True),
        (NAME, "Jürgen Musters Büro", False, True),
        (NAME, '["J\\u00fcrgen Muster"]', False, True),
        (NAME, "Jürgen Muster-Schmidt", False, False),
        (NAME, "Jürgen Mustermann", False, False),
        (NAME, "Hansjürgen Muster", False, False),
        (NAME, "Jürgen", False, False),
        ("Anna Strauß", "anna strauss", True, True),
        ("Anna Strauss", "Anna Strauß", True, True),
        (ADDRESS, "Juergen.Muster@Example.org", True, True),
        (ADDRESS, "mailto:juergen.muster@example.org.", False, True),
        (ADDRESS, "hans-juergen.muster@example.org", False, False),
        (ADDRESS, "a.juergen.muster@example.org", False, False),
        (NAME, "", False, False),
    ],
)
def test_a_person_is_recognised_in_every_spelling(typed, stored, equal, within):
    sought = PersonMatcher(typed)
    assert (sought.equals(stored), sought.is_in(stored)) == (equal, within)
    assert ("[entfernt]" in sought.erased_from(stored)) == within
    assert sought.erased_from(sought.erased_from(stored)) == sought.erased_from(stored)


@pytest.mark.parametrize("text", ["", " ", "Muster", "MUSTER "])
def test_an_ambiguous_name_is_refused(text):
    assert not PersonMatcher(text).is_whole
    with pytest.raises(CommandError, match="full name"):
        call_command("erase_contact", text, stdout=StringIO())


def test_contacts_are_erased_in_editions_of_every_state_and_others_stay():
    editor = make_user()
    old = make_public(contact_name=NAME, contact_email=ADDRESS)
    new = make_change(old, editor, contact_name="Bauamt", **make_person("JÜRGEN muster"))
    workflow.publish(edition=new, by=None, version=new.version)
    draft = make_change(new, editor, summary="Neu.")
    other = make_public(contact_name="Bauamt", **make_person("Jürgen Muster-Schmidt"))
    version = CatalogueVersion.objects.get().number

    assert erased().counts["contacts"] == 3
    assert erased(ADDRESS).counts["contacts"] == 3

    found = Edition.objects.order_by("pk").values_list("pk", "contact_name", "contact_email", "person_name")
    assert list(found) == [
        (old.pk, "", "", ""),
        (new.pk, "Bauamt", "", ""),
        (draft.pk, "Bauamt", "", ""),
        (other.pk, "Bauamt", "", "Jürgen Muster-Schmidt"),
    ]
    assert Edition.objects.get(pk=draft.pk).summary == "Neu."
    assert CatalogueVersion.objects.get().number > version
    audit = AuditEntry.objects.filter(verb="remove").values_list("edition_key", flat=True)
    assert set(audit) == {old.pk, new.pk, draft.pk}


def make_copies():
    """Name the person, and another one, in everything that keeps copies for a while."""
    editor = make_editor(make_project())
    for text in (NAME, "Lea Andere"):
        Mail.objects.create(to="kts@example.org", subject="Neu", text=f"Von {text}.")
        Mail.objects.create(to=f"{text.split()[0].lower()}@example.org", subject=text, text="x")
        rows = f"Titel;Ansprechstelle\nBus;{text}\n".encode()
        uploads.store_upload(ContentFile(rows, "t.csv"), editor)
        OpenQuestion.objects.create(key=text.lower(), text=text.lower(), week=date(2026, 6, 1), hours=3)
        first, last = text.split()
        make_invitation(first_name=first, last_name=last, by=editor)
        draft = make_draft(project=editor.memberships.get().project)
        UnfinishedText.objects.create(edition=draft, name="person_name", typed=text)
        Enquiry.objects.create(measure=draft.measure, name=text, email="x@example.org", question="Was kostet das?")
        AdviceRequest.objects.create(name=text, email="x@example.org", text="Wir fragen.")
        MendedText.objects.create(edition=draft, said=f"Ziele: „{text}“ gestrichen")
        ReturnedContent.objects.create(edition=draft, texts={"goals": f"{text} fragen.", "sources": []})
        session = SessionStore()
        session["typed"] = text
        session.create()
        LogEntry.objects.create(
            user=editor,
            content_type=ContentType.objects.get_for_model(ModelProject),
            object_repr=text,
            action_flag=CHANGE,
            change_message='[{"changed": {"name": "J\\u00fcrgen Muster"}}]' if text == NAME else text,
        )
    Mail.objects.filter(subject__contains="Zugang").delete()


def test_copies_are_erased():
    make_copies()
    counts = erased().counts
    assert counts == {
        "contacts": 0, "mails": 2, "uploaded tables": 1, "invitations": 1, "sessions": 1, "lines of the log": 1,
        "questions of visitors": 1, "unfinished texts": 1, "subscriptions": 0,
        "addresses behind re-uses": 0, "images": 0,
        "questions to municipalities": 1, "requests for advice": 1,
        "returned contents": 1, "corrections": 1,
    }  # fmt: skip
    assert AdviceRequest.objects.count() == 1
    cleaned = (Mail, Upload, Enquiry, OpenQuestion, UnfinishedText, ReturnedContent, MendedText, Invitation, Session)
    assert [model.objects.count() for model in cleaned] == [2, 1, 1, 1, 1, 1, 1, 1, 1]
    assert [entry.object_repr for entry in LogEntry.objects.order_by("pk")] == ["[entfernt]", "Lea Andere"]
    assert "Muster" not in str(dump())
    assert "Lea Andere" in str(dump())


def make_texts():
    """Name the person in texts of an entry, of its decisions and of its project."""
    project, moderator = make_project(note=f"{NAME} hat geschrieben."), make_user(is_moderator=True)
    draft = make_draft(
        "Altstadtbus",
        project=project,
        by=make_editor(project),
        description=f"Idee: {NAME}. Gebaut von Jürgen Muster-Schmidt.",
        sources=[{"url": f"https://example.org/?von={ADDRESS}"}],
        **{**make_picture(), "image_rights": NAME},
    )
    workflow.submit(edition=draft, by=None, version=1)
    workflow.return_with_note(edition=draft, by=moderator, version=2, note=f"Bitte ohne {NAME}.")
    ArchivingRequest.objects.create(measure=draft.measure, reason=f"{NAME} ist fort.", asked_by=moderator)
    PlannedPublication.objects.create(
        edition=draft, day=date(2030, 1, 1), version=1, reason=f"{NAME} wartet.", planned_by=moderator
    )
    Handover.objects.create(measure=draft.measure, reason=f"{NAME} ging in Rente.", offered_by=moderator)
    PublicCode.objects.create(
        repository="https://example.org/app", read_at=timezone.now(), used_by=[{"name": NAME, "ars": ""}]
    )
    Mail.objects.all().delete()
    return draft


def test_texts_are_reported_and_stay_without_the_option():
    draft = make_texts()
    before = {table: rows for table, rows in dump().items() if "catalogue" not in table}
    report = erased()
    assert {table: rows for table, rows in dump().items() if "catalogue" not in table} == before
    assert sorted(f"{place.model.__name__}.{place.field.name}" for place in report.remaining) == [
        "ArchivingRequest.reason", "AuditEntry.note", "Edition.description", "Edition.image_rights",
        "Edition.return_note", "Handover.reason", "ModelProject.note", "PlannedPublication.reason",
        "PublicCode.used_by",
    ]  # fmt: skip
    assert any(f"/admin/measures/edition/{draft.pk}/history/" in str(place) for place in report.remaining)
    assert NAME not in "".join(map(str, report.remaining))


def test_texts_are_overwritten_with_the_option():
    draft = make_texts()
    version = draft.version
    for text in (NAME, ADDRESS):
        report = erased(text, texts=True)
        assert (report.remaining, report.remaining_files) == ([], [])
    draft.refresh_from_db()
    assert draft.description == "Idee: [entfernt]. Gebaut von Jürgen Muster-Schmidt."
    assert (draft.image_rights, draft.return_note) == ("[entfernt]", "Bitte ohne [entfernt].")
    assert Source.objects.get().url == "https://example.org/?von=[entfernt]"
    assert AuditEntry.objects.get(verb="return").note == "Bitte ohne [entfernt]."
    assert draft.version > version
    assert ADDRESS not in str(dump())


def test_the_audit_is_closed_again_afterwards():
    make_texts()
    erased(texts=True)
    with pytest.raises(IntegrityError, match="only added to"), transaction.atomic():
        super(type(AuditEntry.objects.all()), AuditEntry.objects.all()).update(note="Anders")


def test_an_account_is_reported_and_not_changed():
    user = make_user(ADDRESS, first_name="Jürgen", last_name="Muster")
    report = erased(ADDRESS, texts=True)
    assert [(place.model, place.key) for place in report.remaining] == [(User, user.pk)]
    assert User.objects.get(pk=user.pk).email == ADDRESS


def test_a_dry_run_counts_the_same_and_changes_nothing():
    make_copies()
    make_texts()
    make_public(**make_person(NAME))
    before = dump()
    planned = erased(texts=True, dry_run=True).counts
    assert dump() == before
    done = erased(texts=True).counts
    assert {**planned, "images": 0} == done
    assert done["contacts"] == 1


def picture_naming_the_person():
    file = ContentFile(b"", "x.jpg")
    exif = Image.Exif()
    exif[0x013B] = "Juergen Muster"  # the artist
    Image.new("RGB", (20, 10)).save(file, "JPEG", exif=exif)
    return file.file.getvalue()


def test_an_image_that_names_the_person_is_rewritten(settings, django_capture_on_commit_callbacks):
    sought, data = PersonMatcher("Juergen Muster"), picture_naming_the_person()
    assert sought.is_in_bytes(data)
    assert not sought.is_in_bytes(clean_image(ContentFile(data, "x.jpg")).read())  # as every upload is cleaned
    edition = make_public(image=ContentFile(data, "bus.jpg"), image_alt="Bus", image_rights="Stadt X")
    copy = workflow.start_draft(measure=edition.measure, by=None)
    untouched = make_public(**make_picture())
    broken = make_public(image=ContentFile(data, "kaputt.jpg"), image_alt="Bus", image_rights="Stadt X")
    left = [settings.MEDIA_ROOT / broken.image.name, settings.MEDIA_ROOT / "rest.txt"]
    for path in left:
        path.write_text("Juergen Muster")
    names = dict(Edition.objects.values_list("pk", "image"))

    with django_capture_on_commit_callbacks(execute=True):
        report = erase(sought)

    assert (report.counts["images"], report.remaining_files) == (1, [str(path) for path in left])
    new = dict(Edition.objects.values_list("pk", "image"))
    assert new[edition.pk] == new[copy.pk] != names[edition.pk]
    assert new[untouched.pk] == names[untouched.pk]
    stored = list((settings.MEDIA_ROOT / "editions").iterdir())
    assert sorted(path.name for path in stored) == sorted({name.rpartition("/")[2] for name in new.values()})
    assert [path for path in stored if sought.is_in_bytes(path.read_bytes())] == left[:1]
    edition.refresh_from_db()
    assert (edition.image_width, edition.image_height) == (20, 10)


def test_the_command_reports_the_remaining_places_without_the_name():
    make_texts()
    out = StringIO()
    call_command("erase_contact", NAME, "--dry-run", stdout=out)
    assert "Still named in 9 places" in out.getvalue()
    assert "Nothing was changed." in out.getvalue()
    assert "Muster" not in out.getvalue()
