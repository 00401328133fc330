"""By an institution to the desk, as in production: gunicorn, our policy, a real provider, a real browser."""

from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from tests import identity_provider, server
from tests.browser.test_accounts import assert_sound
from tests.browser.test_every_page import WIDE
from tests.identity_provider import NAME

pytestmark = pytest.mark.browser

COLLEAGUE, INVITED = "ada@example.org", "nele@example.org"
BUTTON = f"Anmelden mit {NAME}"


@pytest.fixture(scope="module")
def provider():
    with identity_provider.running() as running:
        running.set_user("colleague", COLLEAGUE)
        running.set_user("invited", INVITED, given_name="Nele", family_name="Neu")
        running.set_user("stranger", "fremd@example.org")
        yield running


@pytest.fixture(scope="module")
def town(tmp_path_factory, worker_id, provider):
    """A site at which people sign in by their town: its `url`, and an `invitation` that waits."""
    environment = server.production(tmp_path_factory.mktemp("town"), f"masswerk_town_{worker_id}")
    invitation = server.run("tests.browser.colleague", environment, COLLEAGUE, INVITED).decode().strip()
    with server.serving({**environment, **identity_provider.settings_for(provider.url)}) as url:
        yield SimpleNamespace(url=url, invitation=invitation)


@pytest.fixture
def open_page(new_context, town):
    def open_page(address):
        page = new_context(locale="de-DE", **WIDE).new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append((message.location["url"], message.text)))
        page.goto(town.url + address)
        return page

    return open_page


def sign_in_there(page, subject):
    page.get_by_placeholder("sub").fill(subject)
    page.get_by_role("button", name="Authorize", exact=True).click()


def test_from_the_login_by_the_town_to_the_desk_and_out(town, open_page):
    page = open_page("/admin/measures/edition/")
    page.get_by_role("link", name=BUTTON).click()
    sign_in_there(page, "colleague")
    expect(page).to_have_url(f"{town.url}/admin/measures/edition/")
    page.get_by_role("button", name="Abmelden").click()
    expect(page.get_by_role("heading", name="Sie sind abgemeldet")).to_be_visible()
    assert [text for place, text in page.complaints if place.startswith(town.url)] == []


def test_the_pages_on_the_way_are_accessible(open_page):
    page = open_page("/admin/login/")
    assert_sound(page)
    page.get_by_role("link", name=BUTTON).click()
    sign_in_there(page, "stranger")
    expect(page.locator("h1")).to_have_text("Zu dieser Anmeldung gibt es hier kein Konto")
    assert_sound(page)
    page.get_by_role("link", name="Zurück zur Anmeldung").click()
    page.get_by_role("link", name=BUTTON).click()
    page.get_by_role("button", name="Deny").click()
    expect(page.locator("h1")).to_have_text("Die Anmeldung wurde nicht abgeschlossen")
    assert_sound(page)


def test_an_invitation_leads_by_the_town_to_the_desk(town, open_page):
    page = open_page(town.invitation)
    expect(page.locator("main")).to_contain_text(INVITED)
    assert_sound(page)
    page.get_by_role("link", name=BUTTON).click()
    sign_in_there(page, "invited")
    expect(page).to_have_url(f"{town.url}/admin/")
    expect(page.get_by_role("banner")).to_contain_text("Nele Neu")
    expect(page.get_by_role("link", name="Passwort ändern")).to_have_count(0)
