"""The shortlist in a browser: without a script it is in the address; with one, the device remembers it if asked to."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def open_list(page, site):
    page.goto(site.url + "/massnahmen/", wait_until="load")


def remember(page, number):
    page.locator("a.remember").nth(number).click()


def test_device_remembers_only_after_the_visitor_says_so(page, site):
    open_list(page, site)
    remember(page, 0)
    page.get_by_role("link", name="Merkliste öffnen").click()
    assert page.evaluate("localStorage.length") == 0
    page.get_by_role("button", name="Auf diesem Gerät merken").click()
    assert page.get_by_role("status").inner_text() == "Dieses Gerät merkt sich die Liste."

    open_list(page, site)  # the address holds nothing any more
    remember(page, 1)
    expect(page.locator(".shortlist-bar")).to_contain_text("2 Maßnahmen gemerkt")

    page.goto(site.url + "/merkliste/")
    page.wait_for_url("**/merkliste/?m=*")
    expect(page.locator(".shortlist > li")).to_have_count(2)
    page.locator("a.remove").first.click()
    page.goto(site.url + "/merkliste/")
    page.wait_for_url("**/merkliste/?m=*")
    expect(page.locator(".shortlist > li")).to_have_count(1)

    page.get_by_role("button", name="Auf diesem Gerät vergessen").click()
    assert page.evaluate("localStorage.length") == 0


def test_list_of_somebody_else_does_not_replace_the_own_one(page, site):
    open_list(page, site)
    keys = page.locator("a.remember").evaluate_all(
        "links => links.map(link => new URL(link.href).searchParams.get('m'))"
    )
    page.goto(f"{site.url}/merkliste/?m={keys[0]}")
    page.get_by_role("button", name="Auf diesem Gerät merken").click()
    page.goto(f"{site.url}/merkliste/?m={keys[1]}")
    assert page.evaluate("localStorage.getItem('masswerk-merkliste')") == f'["{keys[0]}"]'
    assert page.get_by_role("button", name="Auf diesem Gerät merken").is_visible()


def test_without_a_script_the_address_holds_it(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    open_list(page, site)
    remember(page, 0)
    remember(page, 1)
    page.get_by_role("link", name="Merkliste öffnen").click()
    expect(page.locator(".shortlist > li")).to_have_count(2)
    page.get_by_role("link", name="Vergleichen").click()
    expect(page.locator("th[scope=col]")).to_have_count(2)
    context.close()
