"""Names one person in every place where users can write, through the pages: the canary of R22.

`run("make")` fills the database, `run("look")` tells what of it the database holds in ways that its bytes do not show.
All forms of the name and address begin with "zitr", which occurs nowhere else.
"""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from measures import workflow
from measures.asking import publishing
from measures.asking import verbs as asking
from measures.asking.links import confirm_path
from measures.finding.current import index
from measures.finding.documents import TEXTS
from measures.finding.open_questions import key_of, store
from measures.intake import uploads
from measures.models import (
    AdviceRequest,
    Edition,
    Enquiry,
    Indicator,
    OpenQuestion,
    ReturnedContent,
    Reuse,
    SolutionType,
    Statement,
    Subscription,
)
from measures.public.form_token import token
from measures.public.freezing import freeze
from measures.reuse import verbs
from municipalities.accounts.mail_queue import send_due_mails
from municipalities.accounts.models import Attempt, Mail
from municipalities.accounts.rate_limits import FORM_WINDOW
from tests.factories import (
    make_draft,
    make_editor,
    make_effect,
    make_invitation,
    make_municipality,
    make_person,
    make_project,
    make_reuse,
    make_statement,
    make_user,
)  # fmt: skip
from tests.forms import filled
from tests.pages.cast import STATES, make_in_state

NAME, ADDRESS = "Zitra Zitrönchen", "zitra.zitroenchen@example.org"


def run(what):
    return {"make": make, "look": look}[what]()


def make():
    call_command("migrate", verbosity=0)
    if not Path(settings.STATIC_ROOT, "staticfiles.json").exists():  # else other sites may be serving them
        call_command("collectstatic", verbosity=0, interactive=False)
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA secure_delete = OFF")  # some builds have it on: the worse case counts
    project = make_project("Musterstadt", note=f"Ansprechpartnerin: {NAME}.", website=f"https://example.org/?{ADDRESS}")
    editor, moderator = (
        make_editor(project, email="anna@example.org"),
        make_user("carla@example.org", is_moderator=True),
    )
    for state in STATES:
        make_entry(state, project, editor, moderator)
    make_past(project, editor, moderator)
    upload_picture(make_draft("Mit Bild", project=project, by=editor), editor)
    type_half(make_draft("Halbfertig", project=project, by=editor), editor)
    make_copies(project, editor, moderator)
    ask()
    send_message()
    follow_a_list()
    an_hour_later()
    ask_a_municipality(editor, moderator)
    an_hour_later()
    ask_for_advice()
    an_hour_later()
    re_use(editor, moderator)
    recommend_an_indicator()
    catalogue = freeze("2026-1")
    pages = [edition.get_absolute_url() for edition in Edition.objects.readable()]
    return {"pages": [*pages, catalogue.get_absolute_url(), f"{catalogue.get_absolute_url()}massnahmen.json"]}


def content():
    texts = dict.fromkeys(TEXTS, f"Fragen beantwortet **{NAME}** ({ADDRESS}), das ist {NAME.upper()}s Aufgabe.")
    more = {
        "summary": f"Von {NAME}.",
        "image_alt": f"{NAME} im Bus",
        "image_rights": NAME,
        "offers_note": f"Mit {NAME}.",
    }
    sources = [{"url": f"https://example.org/?von={ADDRESS}"}]
    contact = {"contact_name": NAME.lower(), "contact_email": ADDRESS, "sources": sources}
    contact["effects"] = [make_effect(f"Gezählt von {NAME}", url=f"https://example.org/?von={ADDRESS}")]
    return {**texts, **more, **contact, **make_person(NAME, person_email=ADDRESS)}


def make_entry(state, project, editor, moderator):
    make_in_state(state, project=project, by=editor, moderator=moderator, title=f"Eintrag {state}", **content())


def make_past(project, editor, moderator):
    """Make an entry whose notes and reasons name the person, with an image that did not come through the form."""
    picture = ContentFile(naming_the_person(), "zitra.jpg")
    edition = make_draft("Mit Vergangenheit", project=project, by=editor, **{**content(), "image": picture})
    workflow.submit(edition=edition, by=editor, version=1)
    workflow.return_with_note(edition=edition, by=moderator, version=2, note=f"Bitte ohne {NAME}.")
    workflow.submit(edition=edition, by=editor, version=3)
    workflow.publish(edition=edition, by=editor, version=4, reason=f"{ADDRESS} drängt.")
    workflow.start_draft(measure=edition.measure, by=editor)
    workflow.archive(edition=edition, by=moderator, version=5, reason=f"{NAME} ist nicht mehr da.")
    discarded = make_draft("Verworfen", project=project, by=editor, **content())
    workflow.discard(edition=discarded, by=editor, version=1)


def naming_the_person():
    file, exif = BytesIO(), Image.Exif()
    exif[0x013B] = ADDRESS  # the artist
    Image.new("RGB", (20, 10)).save(file, "JPEG", exif=exif)
    return file.getvalue()


def recommend_an_indicator():
    app = SolutionType.objects.get(slug="app")
    Indicator.objects.create(solution_type=app, level="output", name="Anrufe", description=f"Fragen Sie {NAME}.")


def upload_picture(draft, editor):
    """Upload an image through the form, with the person in the file name and in the file."""
    settings.ALLOWED_HOSTS.append("testserver")
    client = Client()
    client.force_login(editor)
    url = reverse("admin:entry_edit", args=[draft.pk])
    form = filled(client.get(url).content.decode(), "eintrag")
    picture = ContentFile(naming_the_person(), f"{NAME}.jpg")
    form |= {"image": picture, "image_alt": NAME, "image_rights": ADDRESS}
    assert client.post(url, form).status_code == 302


def type_half(draft, editor):
    """Save what the fields of a draft do not take: half a person, and an address that is none."""
    client = Client()
    client.force_login(editor)
    url = reverse("admin:entry_edit", args=[draft.pk])
    form = filled(client.get(url).content.decode(), "eintrag")
    form |= {"person_name": NAME, "contact_email": f"{NAME} <{ADDRESS}", "sources-0-url": f"siehe {NAME}"}
    form |= {"effects-0-indicator": f"Siehe {NAME}", "effects-0-value": NAME}
    assert client.post(url, form).status_code == 302
    assert draft.unfinished.count() > 2
    ReturnedContent.objects.create(edition=draft, texts={"goals": f"{NAME} fragen."})


def make_copies(project, editor, moderator):
    mail = {"subject": f"Frage an {NAME}", "text": f"Liebe {NAME}!"}
    Mail.objects.create(to="anna@example.org", **mail)
    send_due_mails()  # no mail server is there: all wait, with the error of the first try
    Mail.objects.create(to=ADDRESS, subject="Frage", text="Guten Tag!")
    uploads.store_upload(ContentFile(f"Titel;Ansprechstelle\nBus;{NAME}\n".encode(), f"{NAME}.csv"), editor)
    make_invitation(ADDRESS, first_name="Zitra", last_name="Zitrönchen", by=moderator, projects=[project])
    session = SessionStore()
    session["typed"] = NAME
    session.create()
    change = '[{"changed": {"name": "Zitra Zitr\\u00f6nchen"}}]'
    kind = ContentType.objects.get_for_model(project)
    LogEntry.objects.create(
        user=moderator, content_type=kind, object_repr=NAME, action_flag=CHANGE, change_message=change
    )


def ask():
    """Ask for the person in three hours, as the thread of the index stores it.

    The hours are to come: if an hour ended meanwhile, that thread would store it, and then takes no earlier one.
    """
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    for number in range(1, 4):
        notes = {key_of(text): (text, 0) for text in (NAME, f"Frau {NAME}")}
        store(hour + timedelta(hours=number), notes)
    assert OpenQuestion.objects.known().count() == 2


def send_message():
    """Send the feedback form, as a visitor does."""
    settings.MASSWERK_FEEDBACK_TO = "kts@example.org"
    form = {"token": token(), "message": f"Fragen Sie {NAME}!", "email": ADDRESS, "page": f"/massnahmen/?q={ADDRESS}"}
    assert Client().post(reverse("feedback"), form).status_code == 302
    assert Mail.objects.filter(to="kts@example.org", text__contains=NAME).exists()


def follow_a_list():
    """Ask for mails about a search for the person, as the person."""
    form = {"token": token(), "email": ADDRESS, "rhythm": "sofort", "list": f"q={ADDRESS}"}
    assert Client().post(reverse("subscribe"), form).status_code == 302
    assert Subscription.objects.get().query
    assert Mail.objects.filter(to=ADDRESS, is_list_mail=True).exists()


def an_hour_later():
    """Let the next form send a mail: within an hour, one goes to an address."""
    Attempt.objects.update(at=timezone.now() - FORM_WINDOW)


def ask_a_municipality(editor, moderator):
    """Ask about a measure as the person, confirm, and answer; publish one answer, and propose another."""
    measure = Edition.objects.public().first().measure
    form = {"token": token(), "name": NAME, "email": ADDRESS, "town": NAME, "question": f"Grüße von {NAME}!"}
    other = Enquiry.objects.create(measure=measure, name=NAME, email=ADDRESS, question="?", confirmed_at=timezone.now())
    asking.answer(other, text="Ja.", by=editor, for_all=(f"Was macht {NAME}?", f"{NAME} wartet."))
    publishing.consent(other.answered_question)
    publishing.publish(answered=other.answered_question, by=moderator)
    assert Client().post(reverse("measure_ask", args=[measure.slug]), form).status_code == 302
    enquiry = Enquiry.objects.get(confirmed_at=None)
    assert Client().post(confirm_path(enquiry)).status_code == 302
    asking.answer(enquiry, text=f"Guten Tag, {NAME}!", by=editor, for_all=(f"Wer ist {NAME}?", f"{NAME} eben."))
    assert Mail.objects.filter(text__contains=f"Guten Tag, {NAME}!", to=ADDRESS).exists()


def ask_for_advice():
    """Ask for advice as the person: a request that waits for the link in the mail."""
    settings.MASSWERK_START_SMART_TO = "kts@example.org"
    form = {"token": token(), "name": NAME, "email": ADDRESS, "kommune": "", "message": f"{NAME} fragt."}
    town = make_municipality("Fernort")
    workflow.catalogue_changed()  # so that the form knows the town
    index.catch_up()
    assert Client().post(reverse("start_smart"), form | {"kommune": town.ars}).status_code == 302
    assert AdviceRequest.objects.filter(text__contains=NAME).exists()


def re_use(editor, moderator):
    """Declare re-uses as the person: not proved yet, public, with a reason in the audit, with an objection."""
    edition = Edition.objects.public().first()
    town = make_municipality("Nachbarort")
    workflow.catalogue_changed()  # so that the form knows the town
    index.catch_up()
    said = {"status": "nutzt", "adapted": f"Alles von {NAME}.", "effort": NAME, "contact": ADDRESS, "remark": NAME}
    form = {"token": token(), "kommune": town.ars, "email": ADDRESS, **said}
    assert Client().post(reverse("reuse_declare", args=[edition.measure.slug]), form).status_code == 302
    other = {"municipality": make_municipality("Anderer Ort"), "email": ADDRESS, "content": said, "sends_mail": False}
    statement = verbs.declare(measure=edition.measure, **other)
    verbs.prove(statement=statement)
    reuse = Reuse.objects.get(pk=statement.reuse_id)
    verbs.publish(reuse=reuse, by=moderator, version=reuse.version)
    make_statement(edition, municipality=town, side="third", evidence=f"{NAME} sagt es.")
    for side in ("adopter", "third"):
        reuse = make_reuse(edition, sides=[side], source_url=f"https://example.org/?{ADDRESS}")
    verbs.withdraw(reuse=reuse, by=moderator, version=reuse.version, reason=f"{NAME} will es so.")
    said = make_statement(edition, municipality=make_municipality("Dritter Ort"), side="adopter")
    verbs.answer(reuse=said.reuse, by=editor, version=said.reuse.version, agrees=False, remark=f"Sagt {NAME}?")
    assert Statement.objects.filter(email=ADDRESS).count() == 2


def look():
    return {"sessions": str([session.get_decoded() for session in Session.objects.all()])}
