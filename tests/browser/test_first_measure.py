"""The way of an entry: a new editor writes, a moderator returns and publishes it, and a visitor finds it."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.test_admin_pages import MODERATOR, sign_in

pytestmark = pytest.mark.browser

EDITOR = "redaktion@example.org"
TITLE = "Nebelwarnung für die Saalebrücke"


@pytest.fixture
def person(new_context, site):
    """Return a function that opens a window for a user and signs in (None: a visitor)."""

    def person(name):
        page = new_context(viewport={"width": 1280, "height": 900}, locale="de-DE").new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        if name:
            sign_in(page, site, name)
        return page

    return person


def test_from_the_first_sign_in_to_a_visitor_who_finds_it(person, site):
    editor, moderator, visitor = person(EDITOR), person(MODERATOR), person(None)

    # The editor writes and submits.
    editor.get_by_role("link", name="Neue Maßnahme").click()
    editor.get_by_label("Titel").fill(TITLE)
    editor.get_by_role("button", name="Entwurf anlegen").click()
    editor.get_by_label("Kurzfassung", exact=True).fill("Sensoren warnen Radfahrende vor Nebel.")
    editor.get_by_label("Sensorik/IoT").check()
    preview = editor.frame_locator("iframe[name=vorschau]")
    expect(preview.get_by_text("Sensoren warnen Radfahrende vor Nebel.")).to_be_visible()
    editor.get_by_role("button", name="Speichern und zur Prüfung geben").click()
    expect(editor.locator("main")).to_contain_text("liegt der KTS zur Prüfung vor")

    # The moderator returns it.
    moderator.reload()
    moderator.get_by_role("link", name="Prüfung beginnen").click()
    moderator.get_by_role("link", name=TITLE).click()
    moderator.locator("[name=note]").fill("Bitte nennen Sie die Kosten.")
    moderator.get_by_role("button", name="Zurückgeben").click()

    # The editor finds the note and corrects the entry.
    editor.goto(f"{site.url}/admin/")
    expect(editor.locator("main")).to_contain_text("Bitte nennen Sie die Kosten.")
    editor.get_by_role("link", name=re.compile(f"Überarbeiten.*{TITLE}")).click()
    editor.get_by_label("Kosten", exact=True).fill("Rund 8.000 € je Brücke.")
    editor.get_by_role("button", name="Speichern und zur Prüfung geben").click()
    expect(editor.locator("main")).to_contain_text("liegt der KTS zur Prüfung vor")
    visitor.goto(f"{site.url}/massnahmen/?q=Nebelwarnung")
    expect(visitor.locator("main")).not_to_contain_text(TITLE)

    # The moderator publishes, and a visitor's search finds it.
    moderator.goto(f"{site.url}/admin/measures/edition/queue/")
    moderator.get_by_role("link", name=TITLE).click()
    moderator.get_by_role("button", name="Veröffentlichen").click()
    expect(moderator.get_by_role("status")).to_contain_text("veröffentlicht")
    published = time.monotonic()
    while "die Saalebrücke" not in visitor.request.get(f"{site.url}/massnahmen/?q=Nebelwarnung").text():
        # tests/serving holds it to one second; here, browsers share the machine with it.
        assert time.monotonic() - published < 5, "not found soon after"
    visitor.reload()
    visitor.get_by_role("link", name=TITLE, exact=True).click()
    expect(visitor.locator("main")).to_contain_text("Rund 8.000 € je Brücke.")
    assert [page.complaints for page in (editor, moderator, visitor)] == [[], [], []]


def test_the_form_works_without_javascript(new_context, site):
    page = new_context(java_script_enabled=False, viewport={"width": 360, "height": 780}).new_page()
    sign_in(page, site, EDITOR)
    page.get_by_role("link", name="Neue Maßnahme").click()
    page.get_by_label("Titel").fill("Ohne Skript")
    page.get_by_role("button", name="Entwurf anlegen").click()
    page.get_by_label("Kurzfassung", exact=True).fill("Geht auch so.")
    with page.context.expect_page() as opened:
        page.locator("#vorschau-zeigen").click()
    expect(opened.value.locator("main")).to_contain_text("Geht auch so.")
    page.get_by_role("button", name="Entwurf speichern", exact=True).click()
    expect(page.locator("main")).to_contain_text("Gespeichert.")


def test_two_windows_and_no_lost_text(person, site):
    first, second = person(EDITOR), person(EDITOR)
    first.get_by_role("link", name="Neue Maßnahme").click()
    first.get_by_label("Titel").fill("Zwei Fenster")
    first.get_by_role("button", name="Entwurf anlegen").click()
    second.goto(first.url)
    first.get_by_label("Kurzfassung", exact=True).fill("Aus dem ersten Fenster.")
    first.get_by_role("button", name="Entwurf speichern", exact=True).click()
    second.get_by_label("Kurzfassung", exact=True).fill("Aus dem zweiten Fenster.")
    second.get_by_role("button", name="Entwurf speichern", exact=True).click()
    expect(second.locator("main")).to_contain_text("aber nicht verloren")
    expect(second.locator("main")).to_contain_text("Aus dem ersten Fenster.")
    expect(second.get_by_role("textbox", name="Kurzfassung")).to_have_value("Aus dem zweiten Fenster.")
    second.get_by_role("button", name="Meinen Text speichern").click()
    expect(second.locator("main")).to_contain_text("Gespeichert.")


def test_unsaved_text_is_not_left_behind_unasked(person, site):
    page = person(EDITOR)
    page.get_by_role("link", name="Neue Maßnahme").click()
    page.get_by_label("Titel").fill("Halb getippt")
    page.get_by_role("button", name="Entwurf anlegen").click()
    page.get_by_label("Kurzfassung", exact=True).type("Noch nicht gespeichert")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_role("link", name="Verlauf").click()
    page.wait_for_url("**/history/")
    assert asked == ["beforeunload"]
