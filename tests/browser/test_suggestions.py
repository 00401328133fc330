"""Suggestions while typing: a combobox for keyboard, mouse, finger and screen reader; nothing without JavaScript."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.test_every_page import AXE_OPTIONS, ITS_COLOURS, assert_nothing_found, in_the_dark

pytestmark = pytest.mark.browser


@pytest.fixture
def page(new_context):
    return new_context(viewport={"width": 1280, "height": 900}, locale="de-DE").new_page()


def field(page):
    return page.get_by_role("combobox", name="Wonach suchen Sie?")


def popup(page):
    return page.locator(".suggestions").first  # the start page has a second list, for towns


def active(page):
    return page.locator('[role="option"][aria-selected="true"]')


def type_text(page, text):
    """Type and wait until all that stands in the field is answered, and not only its beginning."""
    field(page).focus()
    whole = field(page).input_value() + text
    with page.expect_response(lambda answer: parse_qs(urlsplit(answer.url).query).get("q") == [whole]):
        page.keyboard.type(text)
    expect(page.locator(".htmx-request, .htmx-settling")).to_have_count(0)


def assert_closed(page):
    expect(popup(page)).not_to_be_visible()
    expect(field(page)).to_have_attribute("aria-expanded", "false")
    expect(field(page)).not_to_have_attribute("aria-activedescendant", re.compile("."))


@pytest.mark.parametrize("path", ["/", "/massnahmen/", "/gibt-es-nicht/"])
def test_typing_opens_a_list_and_says_how_long_it_is(site, page, path):
    page.goto(site.url + path)
    assert_closed(page)
    type_text(page, "betei")
    options = popup(page).get_by_role("option")
    expect(popup(page)).to_be_visible()
    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_attribute("aria-expanded", "true")
    listbox = page.locator("#" + field(page).get_attribute("aria-controls"))
    expect(listbox).to_have_attribute("role", "listbox")
    expect(listbox.get_by_role("group", name="Lösungstypen").get_by_role("option")).to_have_count(1)
    expect(page.locator(".search-row [role=status]").first).to_have_text(re.compile(rf"^{options.count()} "))
    expect(options.first.locator("mark")).to_have_text("Betei")
    expect(active(page)).to_have_count(0)
    assert page.evaluate("sessionStorage.length") == 0


def test_the_arrows_go_round_and_enter_opens_the_active_suggestion(site, page):
    page.goto(site.url)
    type_text(page, "ulm")
    options = popup(page).get_by_role("option")
    last = options.count() - 1
    for number in [*range(last + 1), None, 0]:
        page.keyboard.press("ArrowDown")
        if number is None:
            expect(active(page)).to_have_count(0)
        else:
            expect(options.nth(number)).to_have_attribute("aria-selected", "true")
            expect(active(page)).to_have_count(1)
            expect(field(page)).to_have_attribute("aria-activedescendant", options.nth(number).get_attribute("id"))
            expect(options.nth(number)).to_be_in_viewport()
        expect(field(page)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(options.nth(last)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page).to_have_url(site.url + "/kommunen/ulm/")


def test_moving_the_cursor_leaves_the_list_and_enter_searches(site, page):
    page.goto(site.url)
    type_text(page, "ulm")
    page.keyboard.press("ArrowDown")
    expect(active(page)).to_have_count(1)
    page.keyboard.press("ArrowLeft")
    expect(active(page)).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page).to_have_url(site.url + "/massnahmen/?q=ulm")


def test_enter_without_an_active_suggestion_searches_in_place_and_the_field_suggests_again(site, page):
    page.goto(site.url + "/massnahmen/")
    page.evaluate("window.stayed = true")
    type_text(page, "starkregen")
    expect(popup(page)).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(site.url + "/massnahmen/?q=starkregen")
    assert page.evaluate("window.stayed")
    expect(field(page)).to_be_focused()
    assert_closed(page)
    field(page).fill("")
    type_text(page, "ilzer")
    expect(popup(page).get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/massnahmen/[a-z-]+/$"))


def test_typing_in_the_list_changes_neither_results_nor_address_nor_what_was_said(site, page):
    page.goto(site.url + "/massnahmen/?land=BY")
    before = page.locator("h1").inner_text()
    asked = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(site.url)))
    type_text(page, "betei")
    page.keyboard.press("Tab")
    expect(popup(page)).not_to_be_visible()
    # The browser asks for the icon of the site whenever it likes.
    assert [url.partition("?")[0] for url in asked if "favicon" not in url] == ["/vorschlaege/"]
    expect(page).to_have_url(site.url + "/massnahmen/?land=BY")
    expect(page.locator("h1")).to_have_text(before)
    expect(page.locator("#ansage")).to_be_empty()


def test_escape_closes_and_keeps_the_text_and_an_arrow_opens_again(site, page):
    page.goto(site.url)
    type_text(page, "ulm")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert_closed(page)
    expect(field(page)).to_have_value("ulm")
    expect(field(page)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(popup(page)).to_be_visible()
    expect(popup(page).get_by_role("option").first).to_have_attribute("aria-selected", "true")


def test_an_answer_that_comes_too_late_opens_nothing(site, page):
    page.goto(site.url)
    field(page).focus()
    with page.expect_response(re.compile("/vorschlaege/")):
        page.keyboard.type("ulm")
        page.keyboard.press("Escape")
    expect(page.locator(".htmx-request, .htmx-settling")).to_have_count(0)
    assert_closed(page)


def test_tab_leaves_and_closes(site, page):
    page.goto(site.url)
    type_text(page, "ulm")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Suchen")).to_be_focused()
    assert_closed(page)
    expect(popup(page)).to_be_empty()


def test_the_mouse_opens_a_suggestion_or_closes_the_list_beside_it(site, page):
    page.goto(site.url)
    type_text(page, "ulm")
    popup(page).get_by_text("Modellprojekte").click()
    expect(popup(page)).to_be_visible()
    expect(field(page)).to_be_focused()
    page.locator("h1").click()
    assert_closed(page)
    page.keyboard.press("Tab")
    field(page).fill("")
    type_text(page, "ulm")
    popup(page).get_by_role("group", name="Modellprojekte").get_by_role("option").click()
    expect(page).to_have_url(site.url + "/modellprojekte/ulm/")


def test_a_finger_finds_targets_that_are_large_enough(site, new_context):
    page = new_context(viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True).new_page()
    page.goto(site.url)
    type_text(page, "st")
    options = popup(page).get_by_role("option")
    assert min(option.bounding_box()["height"] for option in options.all()) >= 44
    options.last.tap()
    expect(page).to_have_url(re.compile("/kommunen/[a-z-]+/$"))


def test_nothing_to_suggest_is_said_and_shows_nothing(site, page):
    page.goto(site.url)
    type_text(page, "drohnentaxi")
    assert_closed(page)
    expect(page.locator(".search-row [role=status]").first).not_to_be_empty()
    field(page).fill("")
    expect(page.locator(".search-row [role=status]").first).to_be_empty()


def test_the_page_does_not_move_when_the_list_opens(site, page):
    page.goto(site.url)
    place = page.locator(".examples").bounding_box()
    type_text(page, "st")
    expect(popup(page)).to_be_visible()
    assert page.locator(".examples").bounding_box() == place
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_keys_and_input_are_left_to_an_input_method_while_it_composes(site, page):
    page.goto(site.url)
    type_text(page, "ulm")
    composing = "(name, init) => document.activeElement.dispatchEvent(new {kind}(name, {{...init, isComposing: true}}))"
    press = composing.format(kind="KeyboardEvent")
    page.evaluate(f"({press})('keydown', {{key: 'ArrowDown', bubbles: true}})")
    expect(active(page)).to_have_count(0)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    enter = composing.format(kind="InputEvent")
    page.evaluate(f"document.activeElement.value = 'ilzer'; ({enter})('input', {{bubbles: true}})")
    page.wait_for_timeout(400)
    assert asked == []
    with page.expect_response(re.compile("ilzer")):
        page.evaluate("document.activeElement.dispatchEvent(new CompositionEvent('compositionend', {bubbles: true}))")


@pytest.mark.parametrize("path", ["/", "/massnahmen/"])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_in_the_open_list_and_it_fits(site, new_context, path, width):
    page = new_context(viewport={"width": width, "height": 900}, color_scheme="light", locale="de-DE").new_page()
    page.goto(site.url + path)
    type_text(page, "st")
    page.keyboard.press("ArrowDown")
    expect(active(page)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width == 1280:
        assert_nothing_found(page, AXE_OPTIONS)
        in_the_dark(page)
        expect(active(page)).to_be_visible()
        assert_nothing_found(page, ITS_COLOURS)


@pytest.mark.parametrize("path", ["/", "/massnahmen/", "/gibt-es-nicht/"])
def test_without_javascript_there_is_only_a_search_field(site, new_context, path):
    page = new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=False).new_page()
    page.goto(site.url + path)
    expect(page.get_by_role("combobox", name="Wonach suchen Sie?")).to_have_count(0)
    search = page.get_by_role("searchbox").first
    search.press_sequentially("ulm")
    expect(popup(page)).not_to_be_visible()
    search.press("Enter")
    expect(page).to_have_url(re.compile(r"/massnahmen/\?q=ulm"))
