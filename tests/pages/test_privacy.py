"""The figures and names in the privacy notice are those of the code."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from config.access_log import access_entry
from measures.models import AdviceRequest, Enquiry, OpenQuestion, Statement, Subscription, UnfinishedText, Upload
from measures.persons import person_rules
from municipalities.accounts import mail_queue, rate_limits
from municipalities.accounts.models import User, invitation

pytestmark = pytest.mark.django_db

CHANGED = [
    (mail_queue, "RETENTION", timedelta(days=777), "777"),  # this one and the next also for messages of visitors
    (rate_limits, "RETENTION", timedelta(hours=777), "777"),
    (Upload, "RETENTION", timedelta(hours=777), "777"),
    (OpenQuestion, "RETENTION", timedelta(days=777), "777"),
    (Upload, "UNDO_RETENTION", timedelta(days=777), "777"),
    (Subscription, "CONFIRMED_WITHIN", timedelta(hours=777), "777"),
    (Enquiry, "CONFIRMED_WITHIN", timedelta(hours=777), "777"),
    (AdviceRequest, "CONFIRMED_WITHIN", timedelta(hours=777), "777"),
    (Enquiry, "RETENTION", timedelta(days=777), "777"),
    (Statement, "PROVEN_WITHIN", timedelta(hours=777), "777"),
    (UnfinishedText, "RETENTION_OF_PERSONS", timedelta(days=777), "777"),
    (invitation, "VALID_FOR", timedelta(hours=777), "777"),
    (person_rules, "MOST_YEARS", 777, "777"),
    (person_rules, "WARNED_BEFORE", timedelta(days=777), "777"),
]
# What stands in the notice for each table that refers to an account
SAID = {
    "admin.LogEntry": "Protokoll der Schritte",
    "measures.AnsweredQuestion": "Wer eine Frage und Antwort für alle vorgeschlagen oder veröffentlicht hat",
    "measures.AuditEntry": "Protokoll der Schritte",
    "measures.Comment": "Anmerkungen zu Einträgen",
    "measures.Edition": "Protokoll der Schritte",
    "measures.Enquiry": "Wer die Frage einer Besucherin oder eines Besuchers beantwortet hat",
    "measures.Letter": "Protokoll der Schritte",
    "measures.ReuseAuditEntry": "Protokoll der Schritte",
    "measures.Statement": "Protokoll der Schritte",
    "measures.Reminder": "Woran die tägliche E-Mail Sie erinnert hat",
    "measures.TakenReview": "Wer einen eingereichten Eintrag prüft",
    "measures.ArchivingRequest": "Wer um die Archivierung eines Eintrags gebeten hat",
    "measures.Handover": "wer einen wem angeboten hat",
    "measures.PlannedPublication": "wer eine Veröffentlichung",
    "measures.Upload": "Tabellen, die Sie hochladen",
    "accounts.InstitutionLogin": "über eine Einrichtung anmelden",
    "accounts.Invitation": "Einladungen",
    "accounts.Membership": "Modellprojekte",
    "accounts.RecoveryCodes": "Zweiter Faktor",
    "otp_totp.TOTPDevice": "Zweiter Faktor",
}
SETTINGS = [("SESSION_COOKIE_AGE", 777 * 60), ("PASSWORD_RESET_TIMEOUT", 777 * 3600), ("CSRF_COOKIE_AGE", 777 * 86400)]


def notice(client):
    return client.get("/datenschutz/").content.decode()


@pytest.mark.parametrize(("module", "name", "value", "said"), CHANGED)
def test_its_figures_are_those_of_the_code(client, monkeypatch, module, name, value, said):
    assert said not in notice(client)
    monkeypatch.setattr(module, name, value)
    assert notice(client).count(said) == (2 if module in (mail_queue, rate_limits) else 1)


@pytest.mark.parametrize(("name", "value"), SETTINGS)
def test_its_figures_are_those_of_the_settings(client, settings, name, value):
    setattr(settings, name, value)
    assert notice(client).count("777") == 1


def test_the_access_log_holds_no_more_than_it_says():
    """No address, browser, user or query."""
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/x", "QUERY_STRING": "q=Jana", "REMOTE_ADDR": "192.0.2.7"}
    entry = access_entry(SimpleNamespace(status="200 OK", sent=5), environ, 0.1)
    assert set(entry) == {
        "time", "method", "path", "route", "status", "bytes", "ms", "waited_ms", "queries", "queries_ms", "catalogue",
        "worker", "request_id",
    }  # fmt: skip
    assert "Jana" not in str(entry)
    assert "192.0.2.7" not in str(entry)


def test_it_names_who_is_responsible_and_the_operators_own_notice(client, settings):
    settings.MASSWERK_CONTROLLER, settings.MASSWERK_PRIVACY_URL = "Stadt X, Markt 1", ""
    assert "Stadt X, Markt 1" in notice(client)
    assert "https://x.example.org/datenschutz" not in notice(client)
    settings.MASSWERK_PRIVACY_URL = "https://x.example.org/datenschutz"
    assert "https://x.example.org/datenschutz" in notice(client)


def test_it_knows_every_table_that_refers_to_an_account(client):
    fields = User._meta.get_fields(include_hidden=True)
    tables = {
        field.related_model for field in fields if field.one_to_many and not field.related_model._meta.auto_created
    }
    assert {table._meta.label for table in tables} == set(SAID)
    assert [text for text in SAID.values() if text not in notice(client)] == []


def test_every_page_leads_to_it(client):
    assert 'href="/datenschutz/"' in client.get("/").content.decode()
