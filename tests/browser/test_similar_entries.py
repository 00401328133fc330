"""The closest public entries below the title, while an editor types it."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_admin_pages import sign_in

pytestmark = pytest.mark.browser


def test_the_closest_entries_follow_the_title_that_is_typed(page, site):
    sign_in(page, site, "redaktion@example.org")
    page.goto(f"{site.url}/admin/measures/edition/add/")
    found = page.locator(".similar-entries")
    title = page.get_by_label("Titel")
    title.press_sequentially("Parksensoren")
    expect(found.get_by_role("link", name="Parksensoren", exact=True)).to_be_visible()
    title.fill("Märchen per QR-Code")
    expect(found.get_by_role("link", name="Märchen per QR-Code")).to_be_visible()
    title.fill("")
    expect(found.get_by_role("link")).to_have_count(0)
