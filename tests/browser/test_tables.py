"""Test uploading a table in a browser, from the file to the drafts."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_admin_pages import sign_in
from tests.browser.test_every_page import AXE_OPTIONS, PHONE, WIDE, assert_nothing_found
from tests.intake.sheet_files import csv_bytes

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("setting", "scripts"), [(WIDE, True), (PHONE, False)], ids=["wide", "on a phone, no scripts"])
def test_from_a_file_to_drafts(site, new_context, setting, scripts):
    page = new_context(locale="de-DE", java_script_enabled=scripts, **setting).new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    sign_in(page, site, name="redaktion@example.org")
    page.get_by_role("link", name="Tabelle hochladen oder herunterladen").click()
    title = f"{len(setting)}-{scripts}"  # each run has titles of its own
    rows = [["Titel", "Ziele"], *([f"Aus der Tabelle {title} {number}", "Ziel"] for number in range(60))]
    file = {"name": "tabelle.csv", "mimeType": "text/csv", "buffer": csv_bytes(rows)}
    page.get_by_label("Datei").set_input_files(file)
    page.get_by_role("button", name="Tabelle prüfen").click()
    expect(page.get_by_role("status")).to_contain_text("60 neu")
    page.get_by_role("button", name="60 Entwürfe anlegen").click()
    expect(page.get_by_role("heading", name="Alle Zeilen sind übernommen")).to_be_visible()
    assert complaints == []
    if scripts:
        assert_nothing_found(page, AXE_OPTIONS)
    page.get_by_role("link", name=f"Aus der Tabelle {title} 0").click()
    expect(page.get_by_label("Ziele", exact=False).first).to_have_value("Ziel")
