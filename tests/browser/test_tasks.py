"""What visitors come for, without JavaScript, from the start page and only by visible links and forms."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def page(site, new_context):
    page = new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=False, locale="de-DE").new_page()
    page.goto(site.url)
    return page


def follow(page, name):
    page.get_by_role("link", name=name).first.click()


def search(page, text):
    page.get_by_role("searchbox", name="Wonach suchen Sie?").fill(text)
    page.get_by_role("button", name="Suchen").click()


def name_town(page, text):
    page.locator("#kommune").fill(text)
    page.get_by_role("button", name="Anzeigen").click()


def test_what_visitors_come_for_succeeds(site, page):
    name_town(page, "Hutthurm")
    expect(page.locator(".card-note").first).to_contain_text("Einwohner")  # why these places are like theirs
    follow(page, "Alle Maßnahmen, die nächsten zuerst")
    expect(page.locator(".chip")).to_contain_text("Nähe: Hutthurm")
    expect(page.locator(".card-facts").first).to_contain_text("km entfernt")
    for number in (0, 1):
        page.locator("a.remember").nth(number).click()
    follow(page, "Merkliste öffnen")
    follow(page, "Vergleichen")
    expect(page.locator("th[scope=row]").nth(1)).to_have_text("Entfernung von Hutthurm")
    expect(page.locator("th[scope=col]")).to_have_count(2)
    follow(page, "Merkliste öffnen")
    follow(page, "Vorlage für den Rat")
    expect(page.locator("main")).to_contain_text("Nicht bekannt:")

    page.goto(site.url)
    search(page, "Wie kommen ältere Menschen auf dem Land zum Arzt?")
    expect(page.locator(".card").first).to_be_visible()
    search(page, "Sensorik")
    with page.expect_download() as download:
        follow(page, "Excel (XLSX)")
    assert download.value.suggested_filename.endswith(".xlsx")
    page.locator(".card-title a").first.click()
    expect(page.get_by_text("Wen Sie fragen können", exact=True)).to_be_visible()

    page.goto(site.url)
    page.get_by_role("banner").get_by_role("link", name="Maßnahmen").click()
    for label in ("eingestellt", "mit Link"):
        expect(page.get_by_role("checkbox", name=label)).to_be_visible()
    page.get_by_role("checkbox", name="eingestellt").check()
    page.get_by_role("button", name="Filter anwenden").click()
    expect(page.locator(".status").first).to_have_text("eingestellt")

    page.goto(site.url)
    follow(page, "Leerstand")
    expect(page.locator("h1")).to_contain_text("Leerst")
    page.goto(site.url)
    follow(page, "Karte öffnen")
    page.locator(".map-places").get_by_role("link", name="Bayern").click()
    expect(page.locator(".chip")).to_contain_text("Bayern")
    page.goto(site.url)
    follow(page, "English")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("searchbox").first.fill("flooding")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".card").first).to_be_visible()
