"""Using the site: with the keyboard, without JavaScript, and with everything in place."""

import re

import pytest
from playwright.sync_api import expect

from municipalities.ordering import sort_key

pytestmark = pytest.mark.browser


@pytest.fixture
def page(new_context):
    return new_context(viewport={"width": 1280, "height": 900}, locale="de-DE").new_page()


@pytest.fixture
def plain_page(new_context):
    """A browser with JavaScript switched off."""
    return new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=False).new_page()


def total(page):
    return int(re.sub(r"\D", "", page.locator("h1").inner_text()))


@pytest.fixture
def everything(site, page):
    """What the list says without a filter; other tests publish measures."""
    page.goto(site.url + "/massnahmen/")
    return page.locator("h1").inner_text()


def test_the_first_stop_of_the_keyboard_leads_past_the_navigation(site, page):
    page.goto(site.url)
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Zum Inhalt springen")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_every_stop_of_the_keyboard_can_be_seen(site, page):
    page.goto(site.url + site.pages["filtered"])
    seen = 0
    for _ in range(60):
        page.keyboard.press("Tab")
        ring = page.evaluate(
            """() => {
                const element = document.activeElement;
                if (element === document.body) return null;
                const style = getComputedStyle(element), box = element.getBoundingClientRect();
                return [element.outerHTML.slice(0, 80), style.outlineStyle, parseFloat(style.outlineWidth),
                        box.width > 0 && box.height > 0];
            }"""
        )
        if ring is None:
            break
        html, style, width, visible = ring
        assert (style, width >= 3, visible) == ("solid", True, True), html
        seen += 1
    assert seen > 30


def test_a_filter_swaps_the_results_in_place_and_keeps_the_focus(site, page, everything):
    assert total(page) > 400
    box = page.get_by_role("checkbox", name="Digitaler Zwilling")
    page.locator("#mehr-typ > summary").click()
    box.focus()
    page.evaluate("window.stayed = true")
    page.keyboard.press("Space")
    expect(page.locator("h1")).to_have_text("20 Maßnahmen")
    expect(page.locator("#typ-digitaler-zwilling")).to_be_focused()
    expect(page.locator("#ansage")).to_have_text("20 Maßnahmen")
    expect(page).to_have_url(site.url + "/massnahmen/?typ=digitaler-zwilling")
    other = page.get_by_role("link", name="English")
    expect(other).to_have_attribute("href", site.url + "/en/massnahmen/?typ=digitaler-zwilling")
    assert page.evaluate("window.stayed")
    page.get_by_role("link", name="Entfernen: Lösungstyp Digitaler Zwilling").click()
    expect(page.locator("h1")).to_have_text(everything)


def test_a_value_that_moves_into_a_folded_part_keeps_the_focus(site, page, everything):
    page.goto(site.url + "/massnahmen/?typ=reallabor")
    page.locator("#typ-reallabor").focus()
    page.keyboard.press("Space")
    expect(page.locator("h1")).to_have_text(everything)
    expect(page.locator("#typ-reallabor")).to_be_focused()
    expect(page.locator("#typ-reallabor")).to_be_visible()


def test_the_way_back_leads_to_the_question_before(site, page):
    page.goto(site.url + "/massnahmen/?land=BY")
    before = page.locator("h1").inner_text()
    page.locator("#status-geplant").check()
    expect(page).to_have_url(re.compile("status=geplant"))
    expect(page.locator("h1")).not_to_have_text(before)
    page.go_back()
    expect(page).to_have_url(site.url + "/massnahmen/?land=BY")
    expect(page.locator("h1")).to_have_text(before)
    expect(page.locator("#status-geplant")).not_to_be_checked()


def test_searching_and_sorting_happen_in_place(site, page, everything):
    page.goto(site.url + "/massnahmen/")
    page.get_by_role("combobox", name="Wonach suchen Sie?").fill("starkregen")
    page.keyboard.press("Enter")
    expect(page).to_have_url(site.url + "/massnahmen/?q=starkregen")
    expect(page.locator("h1")).not_to_have_text(everything)
    page.get_by_label("Sortieren").select_option("titel")
    expect(page).to_have_url(site.url + "/massnahmen/?q=starkregen&sort=titel")
    assert page.evaluate("sessionStorage.length") == 0
    titles = page.locator(".card-title").all_inner_texts()
    assert len(titles) > 3
    assert titles == sorted(titles, key=sort_key)


def test_filters_work_without_javascript(site, plain_page):
    plain_page.goto(site.url + "/massnahmen/")
    box = plain_page.locator("#feld-mobilitaet")
    label = plain_page.locator("label").filter(has=box).inner_text()
    announced = int(re.sub(r"\D", "", label))
    box.check()
    plain_page.get_by_role("button", name="Filter anwenden").click()
    assert "feld=mobilitaet" in plain_page.url
    assert total(plain_page) == announced > 0
    plain_page.get_by_label("Sortieren").select_option("titel")
    plain_page.get_by_role("button", name="Sortieren").click()
    assert "sort=titel" in plain_page.url
    assert total(plain_page) == announced


def test_removing_a_chip_leads_to_the_results_without_javascript(site, plain_page):
    plain_page.goto(site.url + "/massnahmen/?typ=app&land=BY")
    plain_page.get_by_role("link", name="Entfernen: Bundesland Bayern").click()
    expect(plain_page).to_have_url(site.url + "/massnahmen/?typ=app#treffer")
    plain_page.keyboard.press("Tab")
    assert plain_page.evaluate("document.activeElement.closest('#treffer') !== null")


def test_filters_have_a_name_and_a_heading_at_any_width(site, page):
    page.goto(site.url + "/massnahmen/")
    region = page.get_by_role("region", name="Filter")
    expect(region.get_by_role("heading", name="Filter", exact=True)).to_have_count(1)
    page.set_viewport_size({"width": 360, "height": 740})
    expect(region.get_by_role("heading", name="Filter", exact=True)).to_have_count(1)


def test_small_screens_without_javascript(site, new_context):
    """Nothing scrolls sideways, the notice is one line, and a long list is no wall of tables."""
    page = new_context(viewport={"width": 320, "height": 256}, java_script_enabled=False).new_page()
    for address in ("/massnahmen/?typ=app&land=BY", "/loesungstypen/app/", "/probleme/hitze/", "/modellprojekte/"):
        page.goto(site.url + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
        assert page.locator(".notice-line").bounding_box()["height"] < 40
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollHeight") < 73 * 160


@pytest.mark.parametrize("height", [640, 256])
def test_the_button_at_the_bottom_hides_no_focus(site, new_context, height):
    page = new_context(viewport={"width": 320, "height": height}).new_page()
    page.goto(site.url + "/massnahmen/")
    page.locator("#filter > summary").click()
    for _ in range(30):
        page.keyboard.press("Tab")
        covered = page.evaluate(
            """() => {
                const button = document.getElementById('anwenden'), focused = document.activeElement;
                const a = button.getBoundingClientRect(), b = focused.getBoundingClientRect();
                return focused !== button && b.top >= a.top && b.top < innerHeight && b.bottom <= a.bottom;
            }"""
        )
        assert not covered, page.evaluate("document.activeElement.id")


def test_wide_screens_are_used(site, page):
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(site.url + "/massnahmen/")
    first, second = (page.locator(".cards > li").nth(number).bounding_box() for number in (0, 1))
    assert first["y"] == second["y"]
    assert second["x"] + second["width"] - page.locator(".catalogue-filters").bounding_box()["x"] > 1400


def test_on_a_phone_the_filters_fold_away_and_say_how_many_are_set(site, new_context):
    page = new_context(viewport={"width": 360, "height": 740}).new_page()
    page.goto(site.url + "/massnahmen/?land=BY&status=geplant")
    expect(page.locator("#staffel-2020")).not_to_be_visible()
    page.get_by_text("Filter (2)").click()
    expect(page.locator("#staffel-2020")).to_be_visible()
    page.locator("#staffel-2020").check()
    expect(page.get_by_text("Filter (3)")).to_be_visible()
    expect(page.locator("#staffel-2020")).to_be_visible()


def test_from_the_start_page_to_a_profile_and_its_project(site, page):
    page.goto(site.url)
    page.get_by_role("combobox", name="Wonach suchen Sie?").fill("Mülleimer")
    page.get_by_role("button", name="Suchen").click()
    page.get_by_role("link", name="Smart Waste", exact=True).click()
    expect(page.locator("h1")).to_have_text("Smart Waste")
    page.locator(".answers").get_by_role("link", name="Mannheim", exact=True).first.click()
    expect(page).to_have_url(site.url + "/modellprojekte/mannheim/")


def test_a_printed_profile_leaves_out_what_paper_cannot_do(site, page):
    page.goto(site.url + site.pages["measure"])
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Hauptnavigation")).not_to_be_visible()
    expect(page.get_by_text("Per E-Mail weitergeben")).not_to_be_visible()
    expect(page.get_by_role("heading", name="Beschreibung")).to_be_visible()
