"""What is typed into the form of an entry survives: no network, an ended session, a restarted server, a colleague."""

import pytest
from playwright.sync_api import expect

from tests import server
from tests.browser.test_admin_pages import PASSWORD, WIDE, sign_in

pytestmark = pytest.mark.browser

EDITOR = "redaktion@example.org"


@pytest.fixture(scope="module")
def own_site(tmp_path_factory, worker_id):
    """Return the environment and the port of a site that this file may stop and start."""
    environment = server.production(tmp_path_factory.mktemp("autosave"), f"masswerk_autosave_{worker_id}")
    server.run("tests.browser.colleague", environment, EDITOR, "neu@example.org")
    return environment, server.free_port()


def type_summary(page, text):
    page.get_by_label("Kurzfassung", exact=True).fill(text)


def save_now(page):
    """Let the form save itself without waiting for a pause, as when its tab is left."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def stored_summary(page, address):
    """Return the summary that a fresh page of the form has."""
    other = page.context.new_page()
    other.goto(address)
    text = other.get_by_label("Kurzfassung", exact=True).input_value()
    other.close()
    return text


def test_what_is_typed_survives(own_site, new_context):
    environment, port = own_site
    page = new_context(locale="de-DE", **WIDE).new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    saved, notice = page.locator("#gesichert"), page.locator("#sicherung-hinweis")
    with server.serving(environment, port=port) as url:
        site = type("Site", (), {"url": url})
        sign_in(page, site, EDITOR)
        page.get_by_role("link", name="Neue Maßnahme").click()
        page.get_by_label("Titel").fill("Nebelwarnung")
        page.get_by_role("button", name="Entwurf anlegen").click()
        address = page.url
        version = page.locator("[name=version]")
        expect(version).to_have_value("1")
        save_now(page)  # an untouched form saves nothing
        expect(version).to_have_value("1")

        # After a short pause, without a click
        type_summary(page, "Eins")
        expect(saved).to_contain_text("Gespeichert um")
        expect(version).to_have_value("2")
        assert stored_summary(page, address) == "Eins"
        page.get_by_role("button", name="Entwurf speichern", exact=True).click()
        expect(page.get_by_text("Gespeichert. Öffentlich ist")).to_be_visible()

        # Without a network
        page.context.set_offline(True)
        type_summary(page, "Zwei, ohne Netz")
        save_now(page)
        expect(notice).to_contain_text("nicht erreichbar")
        page.get_by_role("button", name="Entwurf speichern", exact=True).click()  # leads to no error page
        expect(notice).to_contain_text("nicht erreichbar")
        page.context.set_offline(False)
        expect(notice).to_be_empty()
        assert stored_summary(page, address) == "Zwei, ohne Netz"

        # After the session has ended, and in another tab a new one has begun
        page.context.clear_cookies()
        type_summary(page, "Drei, abgemeldet")
        save_now(page)
        expect(notice).to_contain_text("nicht mehr angemeldet")
        with page.context.expect_page() as opened:
            notice.get_by_role("link", name="Anmelden").click()
        sign_in(opened.value, site, EDITOR, PASSWORD)
        expect(opened.value).to_have_url(f"{url}/admin/")
        save_now(page)
        expect(notice).to_be_empty()
        assert stored_summary(page, address) == "Drei, abgemeldet"

    # While the server is stopped
    type_summary(page, "Vier, ohne Server")
    save_now(page)
    expect(notice).to_contain_text("nicht erreichbar")
    with server.serving(environment, port=port):
        expect(notice).to_be_empty(timeout=15_000)
        assert stored_summary(page, address) == "Vier, ohne Server"

        # Unsaved text asks once before it is left; saved text does not.
        type_summary(page, "Fünf")
        dialogs = []
        page.on("dialog", lambda dialog: (dialogs.append(dialog.type), dialog.dismiss()))
        page.evaluate("setTimeout(() => { location.href = '/admin/'; })")
        expect(saved).to_contain_text("Gespeichert um")
        page.wait_for_timeout(300)
        assert dialogs == ["beforeunload"]
        save_now(page)
        expect(page.locator("#eintrag[data-unsaved]")).to_have_count(0)
        page.goto(f"{address.split('/admin/')[0]}/admin/")
        assert dialogs == ["beforeunload"]

        # A colleague has saved meanwhile: nothing is overwritten, and both texts are shown.
        page.goto(address)
        colleague = page.context.new_page()
        colleague.goto(address)
        type_summary(colleague, "Sechs, von der Kollegin")
        save_now(colleague)
        expect(colleague.locator("#gesichert")).to_contain_text("Gespeichert um")
        type_summary(page, "Sieben, von mir")
        save_now(page)
        expect(notice).to_contain_text("nicht verloren")
        assert stored_summary(page, address) == "Sechs, von der Kollegin"
        page.get_by_role("button", name="Entwurf speichern", exact=True).click()
        expect(page.locator("main")).to_contain_text("Sechs, von der Kollegin")
        expect(page.get_by_label("Kurzfassung", exact=True)).to_have_value("Sieben, von mir")
    assert errors == []
