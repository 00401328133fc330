"""The way of a re-use: a town finds a measure, asks, declares that it uses it, both sides confirm, visitors see it.

Whoever acts without an account does so without JavaScript, on a phone. Mails are read from the queue.
"""

import json
import re
import sqlite3
import time
from contextlib import closing
from urllib.parse import urlsplit

import psycopg
import pytest
from playwright.sync_api import expect

from tests import server
from tests.browser.test_admin_pages import EDITOR, MODERATOR, sign_in

pytestmark = pytest.mark.browser

TOWN, SLUG = "Nebelstadt", "nebelwarnung-fuer-radwege"
# Two mailboxes: one gets one mail to confirm something an hour
ASKER, OFFICE = "kim.beispiel@nebelstadt.example", "digital@nebelstadt.example"
TITLE = "Nebelwarnung für Radwege"
EDITORS = ["faktor@example.org", EDITOR]


class Mailbox:
    """The mails in the queue. `new` returns those since the last call, `steps` collects who got them."""

    def __init__(self, address):
        self.address, self.last, self.steps = address, 0, {}
        self.new("before")

    def new(self, step):
        """Return the mails since the last call as {recipient: text}."""
        query = f'SELECT id, "to", text FROM accounts_mail WHERE id > {self.last} ORDER BY id'  # noqa: S608 - a number
        if self.address.startswith("sqlite"):
            with closing(sqlite3.connect(self.address.removeprefix("sqlite:///"))) as database:
                rows = database.execute(query).fetchall()
        else:
            with psycopg.connect(self.address) as database:
                rows = database.execute(query).fetchall()
        self.last = max([self.last, *[key for key, _to, _text in rows]])
        self.steps[step] = sorted(to for _key, to, _text in rows)
        return {to: text for _key, to, text in rows}


def link_in(text, path):
    """Return the path and query of the link in a mail that begins with `path`."""
    [link] = [url for url in re.findall(r"http\S+", text) if urlsplit(url).path.startswith(path)]
    return link.removeprefix(f"{urlsplit(link).scheme}://{urlsplit(link).netloc}")


def open_soon(page, url, text):
    """Open a page that soon has a text: a browser that has seen the page gets the old one until the index has changed.

    tests/serving holds that to one second; here, browsers share the machine with the site.
    """
    deadline = time.monotonic() + 15
    page.goto(url)
    while text not in page.locator("main").inner_text():
        assert time.monotonic() < deadline, f"{text} does not appear at {url}"
        time.sleep(0.2)
        page.goto(url)


@pytest.fixture
def window(new_context, site):
    """Return a function that opens a window: of a user who signs in, or of somebody on a phone without JavaScript."""

    def window(name=None):
        if name is None:
            return new_context(java_script_enabled=False, viewport={"width": 360, "height": 780}).new_page()
        page = new_context(viewport={"width": 1280, "height": 900}, locale="de-DE").new_page()
        sign_in(page, site, name)
        return page

    return window


def test_a_measure_goes_from_town_to_town(window, site):
    town, editor, moderator = window(), window(EDITOR), window(MODERATOR)
    mailbox = Mailbox(site.environment["DATABASE_URL"])

    # The town finds the measure and asks.
    town.goto(f"{site.url}/")
    town.get_by_role("searchbox").or_(town.get_by_role("combobox")).first.fill("Nebel Radwege warnen")
    town.get_by_role("button", name="Suchen").click()
    town.get_by_role("link", name=TITLE, exact=True).click()
    town.get_by_role("link", name="Frage an die Kommune").first.click()
    town.get_by_label("Ihre Frage").fill("Was kostet ein Sensor?")
    town.get_by_label("Ihr Name").fill("Kim Beispiel")
    town.get_by_label("Ihre E-Mail-Adresse").fill(ASKER)
    town.get_by_label("Ihre Kommune").fill(TOWN)
    town.get_by_role("button", name="Link").click()
    mails = mailbox.new("asked")
    town.goto(site.url + link_in(mails[ASKER], "/frage/"))
    town.get_by_role("button", name="Ja").click()
    mails = mailbox.new("question confirmed")

    # The editor answers through the site.
    editor.goto(site.url + link_in(mails[EDITOR], "/admin/"))
    editor.get_by_label("Ihre Antwort").fill("Rund 300 Euro.")
    editor.get_by_role("button", name="Antwort").click()
    expect(editor.get_by_role("status")).to_contain_text("unterwegs")
    mails = mailbox.new("answered")
    assert "Rund 300 Euro." in mails[ASKER]

    # The town takes it over and says so; its mail proves who it is.
    open_soon(town, f"{site.url}/massnahmen/{SLUG}/", "1 beantwortet, 0 offen")
    town.get_by_role("link", name="Ihre Kommune nutzt").click()
    town.get_by_label("Ihre Kommune").fill(TOWN)
    town.get_by_role("button", name="Auswählen").click()
    town.get_by_role("main").get_by_role("link", name=TOWN).click()
    town.locator("#status").select_option("nutzt")
    town.locator("#email").fill(OFFICE)
    town.get_by_role("button", name="Link").click()
    mails = mailbox.new("declared")
    town.goto(site.url + link_in(mails[OFFICE], "/nachnutzung/"))
    town.get_by_role("button", name="Ja").click()
    mails = mailbox.new("declaration proved")

    # The origin confirms with two clicks from its mail, without signing in.
    origin = window()
    origin.goto(site.url + link_in(mails[EDITOR], "/nachnutzung/"))
    origin.get_by_role("button", name="Ja").click()
    mailbox.new("origin confirmed")
    visitor = window()
    visitor.goto(f"{site.url}/massnahmen/{SLUG}/")
    expect(visitor.locator("main")).not_to_contain_text(TOWN)

    # A moderator publishes. Moderators hear of it once a day (measures/reminders/).
    moderator.goto(f"{site.url}/admin/measures/edition/reuses/?wartet=ja")
    moderator.get_by_role("link", name=TOWN).click()
    moderator.get_by_role("button", name="Veröffentlichen").first.click()
    expect(moderator.get_by_role("status")).to_contain_text("öffentlich")
    mailbox.new("published")

    # A visitor sees it: on the measure with its map, in the facet, in a search for the town, in API, feed and network.
    open_soon(visitor, f"{site.url}/massnahmen/?nachnutzung=nutzt", TITLE)
    expect(visitor.get_by_role("link", name=TITLE, exact=True)).to_be_visible()
    open_soon(visitor, f"{site.url}/massnahmen/?q={TOWN}", TITLE)
    expect(visitor.locator(".card-note")).to_have_text(f"Wird nachgenutzt von: {TOWN}")
    visitor.get_by_role("link", name=TITLE, exact=True).click()
    section = visitor.locator("section[aria-labelledby=nachnutzung]")
    expect(section).to_contain_text("1 Kommune nutzt das")
    expect(section).to_contain_text("von beiden Seiten bestätigt")
    expect(section.get_by_role("img")).to_have_count(1)
    visitor.goto(f"{site.url}/nachnutzung/")
    expect(visitor.get_by_role("row").filter(has_text=TITLE)).to_contain_text(TOWN)
    [listed] = json.loads(visitor.request.get(f"{site.url}/api/v1/reuses").text())["reuses"]
    assert (listed["measure"]["id"], listed["municipality"]["name"], listed["class"]["id"]) == (
        SLUG,
        TOWN,
        "bestaetigt",
    )
    assert f"{TOWN}: nutzt" in visitor.request.get(f"{site.url}/nachnutzung/feed.atom").text()

    # A year later the town is asked again, and answers.
    server.run("tests.browser.a_year_later", site.environment)
    mails = mailbox.new("asked a year later")
    town.goto(site.url + link_in(mails[OFFICE], "/nachnutzung/"))
    town.get_by_role("button", name="Ja").click()
    expect(town.get_by_role("status")).to_contain_text("heute bestätigt")

    print(json.dumps(mailbox.steps, indent=2))  # noqa: T201 - shown with pytest -rP
    assert mailbox.steps | {"before": []} == {
        "before": [],
        "asked": [ASKER],
        "question confirmed": EDITORS,
        "answered": [ASKER],
        "declared": [OFFICE],
        "declaration proved": EDITORS,
        "origin confirmed": [OFFICE],
        "published": [OFFICE],
        "asked a year later": [OFFICE],
    }
