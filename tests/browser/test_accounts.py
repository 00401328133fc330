"""The pages around an account that need no sign-in, and the way from an invitation to the first draft."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_every_page import AXE_OPTIONS, WIDE, assert_fits_both_widths, assert_nothing_found

pytestmark = pytest.mark.browser

CHOSEN = "ein-Langes-7-Wort"
PAGES = {
    "link gone": "/admin/invitation/?token=geraten",
    "asking for a password": "/admin/password_reset/",
    "asked": "/admin/password_reset/done/",
    "wrong link": "/admin/password_reset/MQ/?token=geraten",
    "password set": "/admin/password_reset/complete/",
}


def assert_sound(page):
    assert_nothing_found(page, AXE_OPTIONS)
    assert_fits_both_widths(page)


@pytest.fixture
def open_page(new_context, site):
    def open_page(address):
        page = new_context(locale="de-DE", **WIDE).new_page()
        page.goto(site.url + address)
        return page

    return open_page


@pytest.mark.parametrize("name", PAGES)
def test_each_page_is_accessible_and_narrow(open_page, name):
    assert_sound(open_page(PAGES[name]))


def test_the_invitation_says_what_is_wrong(site, open_page):
    page = open_page(site.invitations[1])
    assert_sound(page)
    page.get_by_label("Passwort", exact=True).fill("kurz")
    page.get_by_role("button", name="Konto einrichten").click()
    expect(page.get_by_role("alert")).to_contain_text("Nachname")
    assert "token" not in page.url
    assert_sound(page)


def test_after_wrong_passwords_one_has_to_wait(open_page):
    page = open_page("/admin/login/")
    for _ in range(6):
        page.get_by_label("E-Mail-Adresse").fill("niemand@example.org")
        page.get_by_label("Passwort").fill("falsch")
        page.get_by_role("button", name="Anmelden").click()
    expect(page.locator("main")).to_contain_text("In 15 Minuten")
    assert_sound(page)


def test_from_the_invitation_to_the_first_draft(site, new_context):
    page = new_context(locale="de-DE", **WIDE).new_page()
    page.goto(site.url + site.invitations[0])
    expect(page.locator("main")).to_contain_text("nele@example.org")
    page.get_by_label("Vorname").fill("Nele")
    page.get_by_label("Nachname").fill("Neu")
    page.get_by_label("Passwort", exact=True).fill(CHOSEN)
    page.get_by_label("Passwort wiederholen").fill(CHOSEN)
    page.get_by_role("button", name="Konto einrichten").click()
    expect(page.get_by_role("status")).to_contain_text("nele@example.org")
    page.get_by_label("E-Mail-Adresse").fill("nele@example.org")
    page.get_by_label("Passwort").fill(CHOSEN)
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_role("link", name="Neue Maßnahme").click()
    page.get_by_label("Titel").fill("Mein erster Entwurf")
    page.get_by_role("button", name="Entwurf anlegen").click()
    expect(page).to_have_url(re.compile(r"/change/"))
    page.goto(site.url + site.invitations[0])
    expect(page.locator("h1")).to_have_text("Dieser Link gilt nicht")
