"""Every mail has the same parts: salutation, what, what to do with one link, why it came, and who to ask."""

import re
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.conf import settings as site
from django.template import engines

from municipalities.accounts.mail_queue import queue_mail, rendered
from municipalities.accounts.models import Mail
from tests.factories import make_user

MAILS = site.BASE_DIR / "templates" / "mail"
FRAMES = {"base.txt", "to_accounts.txt", "to_editors.txt", "to_moderators.txt", "to_visitors.txt"}
URL = "https://masswerk.example"
NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)
PERSON = SimpleNamespace(email="kts@example.org", is_moderator=True)
PROJECT = SimpleNamespace(name="Ortsnetz", funding_ends_on=date(2027, 1, 1))
EDITION = SimpleNamespace(
    title="Pegel", person_until=date(2026, 5, 1), measure=SimpleNamespace(project=PROJECT), slug="pegel"
)
ENTRY = {
    "edition": EDITION,
    "project": PROJECT,
    "note": "Bitte die Kosten nennen.",
    "comments": True,
    "without_editors": False,
    "working_address": "/arbeit/",
    "review_address": "/pruefung/",
    "queue_address": "/warteschlange/",
    "public_address": "/massnahmen/pegel/",
}
STATEMENT = {
    "project": PROJECT,
    "without_editors": False,
    "statement": SimpleNamespace(remark="Läuft gut."),
    "answered": SimpleNamespace(state="objection", remark="Anders."),
    "said": "In Betrieb (seit 2024)",
    "town": "Lemgo",
    "measure_title": "Pegel",
    "measure_address": "/massnahmen/pegel/",
    "address": "/nachnutzung/",
    "number": 2,
    "reason": "Die Quelle fehlt.",
}
QUESTION = {
    "enquiry": SimpleNamespace(question="Was kostet es?", name="Kim", town="Lemgo", wish="Besuch vor Ort"),
    "answer": "3.600 €",
    "consent": "",
    "title": "Pegel",
    "project": PROJECT,
    "without_editors": True,
    "address": "/fragen/",
}
PERSONS = {"project": PROJECT, "entries": [EDITION, EDITION], "without_editors": False, "address": "/admin/"}
ACCOUNT = {"at": NOW, "by": "Kim", "address": "/zugang/", "institution": "Amt"}
LIST = {"filters": ["Bayern"], "address": "/liste/"}
DUE = SimpleNamespace(edition=EDITION, kind="draft", project=None)
CONTEXTS = {
    "archived": ENTRY,
    "archiving_asked": ENTRY,
    "archiving_declined": ENTRY,
    "published": ENTRY,
    "returned": ENTRY,
    "submitted": ENTRY,
    "withdrawn": ENTRY,
    "submitted_several": {**ENTRY, "editions": [EDITION, EDITION], "projects": ["Ortsnetz"]},
    "lead_changed": {"project": PROJECT, "before": "Lemgo", "after": "Detmold", "note": "Neu", "address": "/projekt/"},
    "moved": {**ENTRY, "before": "Altes Netz", "may_write": False, "address": "/admin/"},
    "handover_accepted": {**ENTRY, "receiver": "Neu-Ulm", "reason": "Das Projekt endet.", "address": "/pegel/"},
    "handover_declined": {**ENTRY, "receiver": "Neu-Ulm", "reason": "Das Projekt endet.", "address": "/pegel/"},
    "handover_offered": {**ENTRY, "receiver": "Neu-Ulm", "reason": "Das Projekt endet.", "address": "/uebergaben/"},
    "person_ends": PERSONS,
    "person_removed": PERSONS,
    "reminders": {
        "user": PERSON,
        "number": 3,
        "address": "/admin/",
        "sections": [{"heading": "Entwürfe", "why": "Sie liegen.", "lines": [DUE], "more": 2}],
    },
    "institution_linked": ACCOUNT,
    "institution_unlinked": ACCOUNT,
    "password_changed": ACCOUNT,
    "password_reset": ACCOUNT,
    "rights_changed": {**ACCOUNT, "changes": ["Ihr Konto wurde geschlossen."]},
    "new_moderator": {**ACCOUNT, "person": PERSON},
    "second_factor": {**ACCOUNT, "change": "set up", "reset_address": "/passwort/"},
    "invitation": {
        "invitation": SimpleNamespace(invited_by="Kim", as_moderator=True, expires_at=NOW),
        "projects": [PROJECT],
        "address": "/einladung/",
    },
    "subscription_confirm": LIST,
    "subscription_known": LIST,
    "digest": {
        **LIST,
        "number": 1,
        "more": 1,
        "list_address": f"{URL}/massnahmen/",
        "changes": [
            (
                SimpleNamespace(label="neu", title="Pegel", slug="pegel", project=PROJECT, at=NOW, fields=["Kosten"]),
                f"{URL}/p/",
            )
        ],
    },
    "letter": {"letter": SimpleNamespace(subject="Brief im Mai", text="Viel Neues."), "address": "/liste/"},
    "enquiry_answered": QUESTION,
    "enquiry_asked": QUESTION,
    "enquiry_confirm": QUESTION,
    "enquiry_consent": {**QUESTION, "public_question": "Was kostet es?", "public_answer": "Wenig."},
    "answered_question_waiting": {**QUESTION, "answered": SimpleNamespace(question="Was kostet es?", answer="Wenig.")},
    "answered_question_decided": {
        **QUESTION,
        "without_editors": False,
        "answered": SimpleNamespace(question="Was kostet es?"),
        "reason": "Bitte kürzer.",
    },
    "advice_confirm": {"address": "/start-smart/bestaetigen/"},
    "advice_asked": {
        "sender": "Kim",
        "email": "kim@example.org",
        "text": "Wir bitten um Rat.",
        "address": "/start-smart/",
    },
    "feedback": {"page": "/ueber/", "email": "amt@example.org", "message": "Danke!"},
    "reuse_answered": STATEMENT,
    "reuse_asked": STATEMENT,
    "reuses_asked": {
        "number": 3,
        "entries": [
            (SimpleNamespace(reuse=SimpleNamespace(municipality=PROJECT), get_status_display="läuft"), "Pegel")
        ],
        "more": 2,
        "address": "/nachnutzungen/",
    },
    "reuse_named": STATEMENT,
    "reuse_prove": STATEMENT,
    "reuse_published": STATEMENT,
    "reuse_refused": STATEMENT,
    "reuse_stated": STATEMENT,
    "reuse_waiting": STATEMENT,
}
LISTED = {"digest": 2}  # links beside the one that every mail has: a page of each change, and the list


@pytest.mark.one_database
def test_every_mail_is_checked_here():
    assert {f"{name}.txt" for name in CONTEXTS} | FRAMES == {path.name for path in MAILS.glob("*")}


@pytest.mark.one_database
@pytest.mark.parametrize("contact", ["", "redaktion@example.org"])
@pytest.mark.parametrize("template", CONTEXTS)
def test_a_mail_has_all_its_parts(template, contact, monkeypatch):
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "FEHLT")
    given = {"site_url": URL, "contact": contact, "name": "Erika Muster", **CONTEXTS[template]}
    subject, text = rendered(f"mail/{template}.txt", given)
    salutation, what, *middle, last = text.strip().split("\n\n")
    assert "FEHLT" not in subject + text
    assert subject
    assert salutation == "Guten Tag Erika Muster,"
    assert what.strip()
    assert text.count(URL) == 1 + LISTED.get(template, 0)
    [asked] = re.findall(rf"(.*)\n{re.escape(URL)}/\S+$", "\n\n".join([what, *middle]), re.M)[-1:]
    assert re.search(r"\w[:.]$", asked), "a line before the link says what to do"
    why, who = last.split("\n")
    assert re.match(r"Sie (erhalten|bekommen) dies\w+ [\w-]+, weil ", why)
    assert re.match("Fragen beantworte[nt]+ ", who)
    assert contact in who or template in ("advice_asked", "feedback")  # which go to that address
    assert "\n\n\n" not in text


@pytest.mark.django_db
def test_the_salutation_has_the_name_of_the_account_if_it_has_one():
    make_user(email="erika@example.org", first_name="Erika", last_name="Muster")
    make_user(email="ohne@example.org", first_name="", last_name="")
    to = ["erika@example.org", "ohne@example.org", "niemand@example.org"]
    queue_mail(to, "mail/password_changed.txt", ACCOUNT)
    greeted = {mail.to: mail.text.partition("\n")[0] for mail in Mail.objects.all()}
    assert greeted == {
        "erika@example.org": "Guten Tag Erika Muster,",
        "ohne@example.org": "Guten Tag,",
        "niemand@example.org": "Guten Tag,",
    }
