"""The way of a moderator through the second factor: set up, asked for, and a recovery code when the phone is lost."""

from base64 import b32decode

import pytest
from django_otp.oath import totp
from playwright.sync_api import expect

from tests.browser.test_admin_pages import sign_in
from tests.browser.test_every_page import AXE_OPTIONS, WIDE, assert_fits_both_widths, assert_nothing_found

pytestmark = pytest.mark.browser


def assert_sound(page):
    assert_nothing_found(page, AXE_OPTIONS)
    assert_fits_both_widths(page)
    assert [text for text in page.complaints if "status of 4" not in text] == []  # Chromium tells of 400 and 429


def window(new_context, **settings):
    page = new_context(locale="de-DE", **settings).new_page()
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    return page


def enter_code(page, code, button):
    page.get_by_label("Code aus der App").fill(code)
    page.get_by_role("button", name=button).click()


def code_in(page):
    """The code that an app shows which was told the key on this page."""
    return f"{totp(b32decode(''.join(page.locator('.secret span').all_inner_texts()))):06d}"


def test_from_the_password_through_the_second_factor_and_back_without_the_phone(site, new_context):
    page = window(new_context, **WIDE)
    name = "moderation-faktor@example.org"
    sign_in(page, site, name)
    expect(page.locator("h1")).to_have_text("Zweiten Faktor einrichten")
    assert_sound(page)
    enter_code(page, "12", "Einrichten")
    expect(page.get_by_role("alert")).to_contain_text("sechs Ziffern")
    assert_sound(page)
    code = code_in(page)
    enter_code(page, code, "Einrichten")
    expect(page.locator(".recovery-codes code")).to_have_count(10)  # waits for the page, as the next line does not
    codes = page.locator(".recovery-codes code").all_inner_texts()
    assert_sound(page)
    page.get_by_role("link", name="Ich habe sie aufbewahrt").click()
    expect(page).to_have_url(f"{site.url}/admin/")
    page.get_by_role("button", name="Abmelden").click()

    sign_in(page, site, name)
    expect(page.get_by_label("Code aus der App")).to_be_focused()
    assert_sound(page)
    enter_code(page, code, "Anmelden")
    expect(page.locator("main")).to_contain_text("wurde schon benutzt")
    expect(page.get_by_label("Code aus der App")).to_be_focused()
    assert_sound(page)
    for _ in range(4):  # the wait doubles each time; a slow machine has waited a second already
        enter_code(page, code, "Anmelden")
        if "Bitte warten Sie" in page.locator("main").inner_text():
            break
    expect(page.locator("main")).to_contain_text("Bitte warten Sie")
    assert_sound(page)

    page.get_by_role("link", name="Telefon nicht zur Hand?").click()
    assert_sound(page)
    page.get_by_label("Ersatzcode").fill(codes[3])
    page.get_by_role("button", name="Anmelden", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Es bleiben noch 9")
    page.goto(f"{site.url}/admin/second_factor/codes/")
    page.get_by_label("Ihr Passwort").fill("falsch")
    page.get_by_role("button", name="Neue Codes erzeugen").click()
    expect(page.locator("main")).to_contain_text("Das stimmt nicht")
    assert_sound(page)


def test_an_editor_sets_it_up_and_removes_it_without_javascript(site, new_context):
    page = window(new_context, java_script_enabled=False, **WIDE)
    sign_in(page, site, "faktor@example.org")
    page.get_by_role("link", name="Zweiter Faktor").click()
    page.get_by_role("link", name="Zweiten Faktor einrichten").click()
    page.get_by_label("Ihr Passwort").fill("geheim")
    enter_code(page, code_in(page), "Einrichten")
    page.get_by_role("link", name="Ich habe sie aufbewahrt").click()
    expect(page.locator("main")).to_contain_text("Sie haben noch 10 Ersatzcodes")
    page.get_by_role("link", name="Entfernen").click()
    page.get_by_label("Ihr Passwort").fill("geheim")
    page.get_by_role("button", name="Zweiten Faktor entfernen").click()
    expect(page.get_by_role("status")).to_contain_text("entfernt")


def test_the_recovery_codes_fit_on_one_sheet_without_the_rest(site, new_context):
    page = window(new_context, **WIDE)
    sign_in(page, site, "faktor@example.org")
    page.goto(f"{site.url}/admin/second_factor/setup/")
    page.get_by_label("Ihr Passwort").fill("geheim")
    enter_code(page, code_in(page), "Einrichten")
    page.emulate_media(media="print")
    expect(page.locator(".recovery-codes")).to_be_visible()
    expect(page.get_by_role("link", name="Ich habe sie aufbewahrt")).not_to_be_visible()
