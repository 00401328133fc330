"""Test an editor's first table, from the invitation by mail to a visitor who finds a measure."""

import email
import re
import subprocess
import sys
import time
from email.policy import default as modern

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import expect

from tests import server
from tests.browser.test_admin_pages import MODERATOR, WIDE, sign_in
from tests.intake.sheet_files import xlsx_bytes

pytestmark = pytest.mark.browser

NEW, CHOSEN = "jana@example.org", "ein-Langes-7-Wort"
TITLE = "Gießanzeiger für Straßenbäume"
HEADERS = ["Titel", "Kurzfassung", "Bearbeitungsstand", "Lösungstypen", "Beginn (Jahr)"]
ROWS = [
    [TITLE, "Sensoren sagen, welcher Baum Wasser braucht.", "geplannt", "Sensorik/IoT", 2024],
    ["Quartiersbildschirm", "Nachrichten im Treppenhaus.", "in Betrieb", "Infrastruktur", 2023],
]


@pytest.fixture
def mailbox():
    """A mail server at `mailbox.port`; `mailbox.messages` are those it has received."""

    class Mailbox:
        messages = []

        async def handle_DATA(self, server, session, envelope):  # noqa: N802 - named by the protocol
            self.messages.append(email.message_from_bytes(envelope.content, policy=modern))
            return "250 OK"

    mailbox = Mailbox()
    mailbox.port = server.free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port)
    controller.start()
    yield mailbox
    controller.stop()


@pytest.fixture
def window(new_context):
    def window():
        page = new_context(locale="de-DE", **WIDE).new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        return page

    return window


def send_mail(site, mailbox):
    """Send the waiting mails, as the timer does."""
    address = {
        "MASSWERK_SMTP_HOST": "127.0.0.1",
        "MASSWERK_SMTP_PORT": str(mailbox.port),
        "MASSWERK_SMTP_STARTTLS": "0",
    }
    subprocess.run([sys.executable, "manage.py", "send_mail"], env={**site.environment, **address}, check=True)
    return mailbox.messages


def upload(page, rows):
    page.get_by_role("link", name="Tabelle hochladen oder herunterladen").click()
    page.get_by_label("Datei").set_input_files(
        {"name": "Maßnahmen.xlsx", "mimeType": "application/octet-stream", "buffer": xlsx_bytes([HEADERS, *rows])}
    )
    page.get_by_role("button", name="Tabelle prüfen").click()


def test_from_the_invitation_to_a_public_measure_with_a_table(site, window, mailbox):
    moderator, editor, visitor = window(), window(), window()

    # The moderator invites.
    sign_in(moderator, site, MODERATOR)
    moderator.goto(f"{site.url}/admin/accounts/invitation/add/")
    moderator.get_by_label("E-Mail-Adresse").fill(NEW)
    moderator.get_by_role("group", name="Modellprojekte").get_by_label("Gera", exact=True).check()
    moderator.get_by_role("button", name="Einladung senden").click()
    expect(moderator.get_by_role("status")).to_contain_text(NEW)

    # The mail arrives; the editor chooses a password and signs in.
    (mail,) = (message for message in send_mail(site, mailbox) if message["To"] == NEW)
    assert "Gera" in mail.get_content()
    editor.goto(site.url + re.search(r"/admin/invitation/\S+", mail.get_content())[0])
    editor.get_by_label("Vorname").fill("Jana")
    editor.get_by_label("Nachname").fill("Süß")
    editor.get_by_label("Passwort", exact=True).fill(CHOSEN)
    editor.get_by_label("Passwort wiederholen").fill(CHOSEN)
    editor.get_by_role("button", name="Konto einrichten").click()
    expect(editor.get_by_role("status")).to_contain_text(NEW)
    sign_in(editor, site, NEW, CHOSEN)

    # The table has a wrong value; the page names it with the nearest one. Once corrected, it becomes drafts.
    upload(editor, ROWS)
    expect(editor.locator("main")).to_contain_text("geplannt")
    expect(editor.locator("main")).to_contain_text("geplant")
    editor.goto(f"{site.url}/admin/")
    upload(editor, [[cell if cell != "geplannt" else "geplant" for cell in row] for row in ROWS])
    editor.get_by_role("button", name="2 Entwürfe anlegen").click()
    editor.get_by_role("link", name=TITLE).click()
    expect(editor.get_by_label("Kurzfassung", exact=True)).to_have_value("Sensoren sagen, welcher Baum Wasser braucht.")
    editor.get_by_role("button", name="Speichern und zur Prüfung geben").click()
    expect(editor.locator("main")).to_contain_text("liegt der KTS zur Prüfung vor")

    # The moderator publishes, a visitor finds the measure, and a mail informs the editor.
    moderator.goto(f"{site.url}/admin/measures/edition/queue/")
    moderator.get_by_role("link", name=TITLE).click()
    moderator.get_by_role("button", name="Veröffentlichen").click()
    expect(moderator.get_by_role("status")).to_contain_text("veröffentlicht")
    published = time.monotonic()
    while "Straßenbäume" not in visitor.request.get(f"{site.url}/massnahmen/?q=Giessanzeiger").text():
        assert time.monotonic() - published < 5, "not found soon after"
    visitor.goto(f"{site.url}/massnahmen/?q=Giessanzeiger")
    visitor.get_by_role("link", name=TITLE, exact=True).click()
    expect(visitor.locator("main")).to_contain_text("Gera")
    assert any(TITLE in message["Subject"] and message["To"] == NEW for message in send_mail(site, mailbox))
    assert [page.complaints for page in (moderator, editor, visitor)] == [[], [], []]
