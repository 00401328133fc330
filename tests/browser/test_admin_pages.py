"""What editors and moderators work with: as accessible, narrow and self-contained as the public pages."""

import json
import os
import subprocess
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import expect

from tests.browser.test_every_page import (
    AXE_OPTIONS,
    ITS_COLOURS,
    PHONE,
    WIDE,
    assert_fits_a_phone,
    assert_fits_both_widths,
    assert_nothing_found,
    in_the_dark,
    open_all_details,
)

pytestmark = pytest.mark.browser

MODERATOR, EDITOR, PASSWORD = "moderation@example.org", "redaktion@example.org", "geheim"
DESK = [
    "open questions", "index", "lists of one kind", "list", "list filtered and sorted", "list without result",
    "list of several pages", "looked at", "rows", "dates and long lists", "account", "added",
    "in a window of its own", "deleted", "not deleted", "history", "password", "password changed",
    "second factor", "setting it up", "new recovery codes", "resetting a second factor",
    "help", "asking to archive", "keeping",
    "form of an entry", "new entry", "preview", "discarding", "edition shown", "history of an entry", "two editions",
    "correcting", "comments", "projects and editors", "one project", "another lead", "moving",
    "numbers", "sent reminders", "dead links",
    "entries without an editor", "handing over", "handovers",
    "queue", "review", "archiving", "withdrawing", "audit", "merging",
    "tables", "table with errors", "table that changes something",
    "question", "questions", "answers for all", "answer for all",
    "named persons", "removing a person", "form with a person",
    "invitations", "inviting", "invitation", "accounts to confirm", "letter",
]  # fmt: skip
# Scripts of Django's admin hang what they open at the end of the page, outside its landmarks.
WITH_SOMETHING_OPEN = {**AXE_OPTIONS, "rules": {**AXE_OPTIONS["rules"], "region": {"enabled": False}}}


def sign_in(page, site, name=MODERATOR, password=PASSWORD):
    """Sign in by the form; the moderator comes with a session, since an app shows each code only once."""
    if (name, password) == (MODERATOR, PASSWORD):
        page.context.add_cookies([{"name": "masswerk_session", "value": site.session, "url": site.url}])
        page.goto(f"{site.url}/admin/")
        return
    page.goto(f"{site.url}/admin/login/?next=/admin/")
    page.get_by_label("E-Mail-Adresse").fill(name)
    page.get_by_label("Passwort").fill(password)
    page.get_by_role("button", name="Anmelden").click()


@pytest.fixture(scope="session")
def signed_in(browser, site):
    """The cookies of a moderator who has signed in."""
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, site)
    expect(page).to_have_url(f"{site.url}/admin/")
    yield context.storage_state()
    context.close()


@pytest.fixture
def open_page(new_context, signed_in, site):
    """Open a page of the desk by its name or address: `open_page("list", **settings)`."""

    def open_page(name, **settings):
        page = new_context(storage_state=signed_in, locale="de-DE", **settings).new_page()
        page.complaints, page.hosts = [], set()
        page.on("request", lambda request: page.hosts.add(request.url.split("/")[2]))
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(site.url + site.desk.get(name, name), wait_until="load")
        return page

    return open_page


def assert_sound(page, site, options=AXE_OPTIONS):
    """Assert that axe finds nothing, and that the page fits the window and a phone and keeps to itself."""
    assert_nothing_found(page, options)
    assert_fits_both_widths(page)
    assert page.hosts == {site.url.split("/")[2]}
    assert page.complaints == []


def test_every_page_is_named_here(site):
    assert set(DESK) == set(site.desk)


@pytest.mark.parametrize("name", DESK)
def test_each_page_is_accessible_fits_a_phone_and_is_on_its_own(site, open_page, name):
    page = open_page(name, **WIDE)
    open_all_details(page)
    assert_sound(page, site)
    in_the_dark(page)
    assert_nothing_found(page, ITS_COLOURS)
    assert_fits_a_phone(page)
    assert page.complaints == []


def test_signing_in_says_what_is_wrong(site, new_context):
    page = new_context(locale="de-DE", **WIDE).new_page()
    page.goto(f"{site.url}/admin/")
    assert_nothing_found(page, AXE_OPTIONS)
    sign_in(page, site, password="falsch")
    expect(page.get_by_role("alert")).to_contain_text("Passwort")
    assert_nothing_found(page, AXE_OPTIONS)
    in_the_dark(page)
    assert_nothing_found(page, ITS_COLOURS)
    assert_fits_both_widths(page)


def test_who_has_no_business_here_is_told_so(site, new_context):
    page = new_context(locale="de-DE", **WIDE).new_page()
    sign_in(page, site, name="leser@example.org")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("button", name="Abmelden")).to_have_count(0)


def test_in_and_out_with_the_keyboard(site, new_context):
    page = new_context(locale="de-DE", **WIDE).new_page()
    page.goto(f"{site.url}/admin/")
    expect(page.get_by_label("E-Mail-Adresse")).to_be_focused()
    page.keyboard.type(EDITOR)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Anmelden")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Zum Inhalt springen")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    for _ in range(6):
        page.keyboard.press("Tab")
    out = page.get_by_role("button", name="Abmelden")
    expect(out).to_be_focused()
    assert page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 3
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Sie sind abgemeldet")).to_be_visible()
    assert_nothing_found(page, AXE_OPTIONS)


def test_the_skip_link_leads_past_head_and_breadcrumb(open_page):
    page = open_page("rows", **WIDE)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#inhalt")).to_be_focused()


@pytest.mark.parametrize("size", [(1280, 800), (360, 640), (320, 256)])
def test_the_buttons_of_a_long_form_stay_in_reach_and_hide_no_focus(open_page, size):
    page = open_page("form of an entry", viewport=dict(zip(("width", "height"), size, strict=True)))
    save = page.get_by_role("button", name="Entwurf speichern", exact=True)
    if size[1] > 480:
        expect(save).to_be_in_viewport()
    page.get_by_role("navigation", name="Abschnitte").get_by_role("link", name="Kontakt").click()
    expect(page.get_by_role("heading", name="Kontakt")).to_be_in_viewport()
    for _ in range(45):
        page.keyboard.press("Tab")
        hidden = page.evaluate(
            """() => {
                const focused = document.activeElement, bar = document.querySelector(".form-actions");
                if (bar.contains(focused) || getComputedStyle(bar).position === "static") return false;
                const top = focused.getBoundingClientRect().top, edge = bar.getBoundingClientRect();
                return top >= edge.top && top < edge.bottom;
            }"""
        )
        assert not hidden, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


def test_mistakes_are_listed_above_and_named_at_their_fields(site, open_page):
    page = open_page("rows", **WIDE)
    name = page.get_by_label("Name (nötig)", exact=True)
    name.fill("")
    page.get_by_role("button", name="Speichern", exact=True).click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(page).to_have_title("Fehler: Landkreis Hof · Redaktion · Maßwerk")
    expect(name).to_have_attribute("aria-invalid", "true")
    assert_sound(page, site)
    summary.get_by_role("link", name="Name").click()
    expect(name).to_be_focused()


def test_a_municipality_is_found_by_typing(site, open_page):
    page = open_page(f"{site.desk['rows'].rsplit('/', 3)[0]}/add/", **WIDE)
    page.get_by_role("button", name="Teilnahme hinzufügen").click()
    field = page.get_by_role("combobox", name="Kommune")
    field.press_sequentially("Ulm")
    suggestion = page.locator("#municipalities option[value*='084210000000']")
    expect(suggestion).to_be_attached()
    ulm = suggestion.get_attribute("value")
    field.fill(ulm)
    expect(field).to_have_value(ulm)
    assert_sound(page, site)


@pytest.mark.parametrize("setting", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_calendar_opens_within_the_page(site, open_page, setting):
    page = open_page("dates and long lists", **setting)
    page.locator(".datetimeshortcuts a").last.click()
    expect(page.locator(".calendarbox")).to_be_visible()
    if setting is WIDE:
        assert_nothing_found(page, WITH_SOMETHING_OPEN)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    page.keyboard.press("Escape")
    expect(page.locator(".calendarbox")).not_to_be_visible()


def test_chosen_lines_can_be_deleted_together(site, open_page):
    page = open_page("/admin/measures/synonymgroup/", **WIDE)
    boxes = page.locator(".action-select")
    boxes.nth(0).check()
    boxes.nth(1).check()
    expect(page.locator(".action-counter")).to_have_text("2 von 100 ausgewählt")
    page.locator("#action-toggle").check()
    expect(page.get_by_role("button", name="Alle 492 auswählen")).to_be_visible()
    assert_sound(page, site)
    page.get_by_role("combobox", name="Aktion").select_option("delete_selected")
    page.get_by_role("button", name="Ausführen").click()
    expect(page.get_by_role("heading", name="Synonymgruppen löschen?")).to_be_visible()
    assert_sound(page, site)
    page.get_by_role("link", name="Behalten").click()
    expect(page.locator("h1")).to_have_text("492 Synonymgruppen")


def test_what_was_saved_is_said(site, open_page):
    page = open_page("account", **WIDE)
    page.get_by_role("button", name="Speichern und weiter bearbeiten").click()
    expect(page.get_by_role("status").first).to_contain_text(MODERATOR)
    assert_sound(page, site)


def test_without_javascript_one_signs_in_searches_and_saves(site, new_context):
    page = new_context(java_script_enabled=False, locale="de-DE", **WIDE).new_page()
    sign_in(page, site)
    page.goto(site.url + site.desk["list"])
    page.get_by_label("Modellprojekte durchsuchen").fill("Ulm")
    page.get_by_role("button", name="Suchen").click()
    expect(page.locator("h1")).to_have_text("1 Modellprojekt")
    page.locator("#result_list").get_by_role("link", name="Ulm", exact=True).click()
    expect(page.locator("noscript p")).to_contain_text("JavaScript")
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Ulm")


def test_the_html_is_valid(site, signed_in, tmp_path):
    jar = os.environ.get("VNU_JAR")
    assert jar, "name the validator (vnu.jar of the npm package vnu-jar) in VNU_JAR"
    cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in signed_in["cookies"])
    for name in DESK:
        request = Request(site.url + site.desk[name], headers={"Cookie": cookies})  # noqa: S310 - our own server
        with urlopen(request) as answer:  # noqa: S310
            Path(tmp_path, f"{name}.html").write_bytes(answer.read())
    checked = subprocess.run(
        ["java", "-jar", jar, "--format", "json", str(tmp_path)],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    found = {
        f"{Path(message['url']).stem}: {message['message']} {message.get('extract', '').strip()}"
        for message in json.loads(checked.stderr)["messages"]
    }
    assert found == set(), "\n".join(sorted(found))
