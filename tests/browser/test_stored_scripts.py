"""R15: whatever is stored in any field, no browser runs it, asks another host for it, or complains about it."""

import json
from types import SimpleNamespace

import pytest
from playwright.sync_api import Error

from tests import server
from tests.browser.payloads import PAYLOADS
from tests.browser.test_admin_pages import sign_in

pytestmark = pytest.mark.browser

# What an attack leaves in a document, also where the policy of the site keeps it from running.
FOUND = """() => {
  const addresses = ["href", "src", "action", "formaction", "data", "xlink:href"];
  const bad = ({name, value}) => name.startsWith("on") || name === "srcdoc" || name === "ping"
    || (/^(data-)?hx-/.test(name) && /evil|alert/.test(value))
    || (addresses.includes(name) && /^[\\s\\u0000-\\u0020]*(javascript|vbscript|data):/i.test(value));
  const found = [...document.querySelectorAll("*")].flatMap((element) =>
    [...element.attributes].filter(bad).map(({name, value}) => `${element.tagName} ${name}=${value}`));
  for (const script of document.scripts) {
    if (script.type === "application/ld+json") JSON.parse(script.text);
    else if (!script.src && script.type !== "application/json") found.push(`script ${script.text}`);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory, worker_id):
    environment = server.production(tmp_path_factory.mktemp("poisoned"), f"masswerk_poisoned_{worker_id}")
    made = json.loads(server.run("tests.browser.poisoned", environment))
    with server.serving(environment) as url:
        yield SimpleNamespace(url=url, **made)


@pytest.fixture
def tab(poisoned, new_context):
    """A page that notes all that an attack could do."""
    page = new_context(locale="de-DE").new_page()
    page.done = []
    host = poisoned.url.split("/")[2]

    def note(what):
        page.done.append(f"{page.url}: {what}")

    def asked(request):
        if request.url.split("/")[2] != host:
            note(f"asked {request.url}")

    def told(message):
        if not any(f"status of {status}" in message.text for status in (404, 409, 410)):  # Chromium tells of them
            note(f"console: {message.text}")

    def dialog(opened):
        note(f"dialog: {opened.message}")
        opened.dismiss()

    page.on("request", asked)
    page.on("console", told)
    page.on("dialog", dialog)
    page.on("pageerror", lambda error: note(f"error: {error}"))
    return page


def visit(page, address, expected=(200,)):
    response = page.goto(address, wait_until="load")
    assert response.status in expected, (address, response.status)
    look(page)


def look(page):
    try:
        found = page.evaluate(FOUND)
    except Error as error:  # a page that leads elsewhere by itself
        found = [str(error)]
    page.done += [f"{page.url}: stands in the page: {what}" for what in found]


def plain(text):
    return " ".join(text.split())


def test_there_are_about_two_hundred_attacks():
    assert len(set(PAYLOADS)) == len(PAYLOADS) > 200
    assert max(map(len, PAYLOADS)) <= 80


def test_no_visitor_runs_what_is_stored(poisoned, tab):
    for kind, addresses in poisoned.pages.items():
        for address in addresses:
            visit(tab, poisoned.url + address, (410,) if kind == "withdrawn" else (200,))
            if address in poisoned.titles:  # nothing was swallowed, and no template was filled in
                assert plain(tab.locator("h1").text_content()) == plain(poisoned.titles[address])
    assert tab.done == []


def test_no_suggestion_runs_what_is_stored(poisoned, tab):
    for text in ("alert", "onerror", "svg"):
        tab.goto(poisoned.url)
        tab.get_by_role("combobox", name="Wonach suchen Sie?").press_sequentially(text)
        tab.get_by_role("option").first.wait_for()
        look(tab)
    assert tab.done == []


def test_no_moderator_runs_what_is_stored(poisoned, tab):
    sign_in(tab, poisoned)
    for addresses in poisoned.desk.values():
        for address in addresses:
            visit(tab, poisoned.url + address, (200, 404) if "?p=" in address else (200,))
    assert tab.done == []


def test_no_conflict_runs_what_is_stored(poisoned, tab):
    """Each text twice: as it is stored, and as somebody has typed it meanwhile."""
    sign_in(tab, poisoned)
    for position, address in enumerate(poisoned.desk["form"][::5]):
        tab.goto(poisoned.url + address)
        tab.locator("[name=version]").evaluate("field => field.value = 999")
        tab.locator("[name=base]").evaluate("field => field.value = '{}'")
        for name in ("contact_email", "person_email"):
            tab.locator(f"#eintrag [name={name}]").fill("stelle@example.org")  # what is stored, a form refuses
        for name in ("title", "summary", "goals", "lessons"):
            tab.locator(f"#eintrag [name={name}]").fill(" ".join(PAYLOADS[position * 40 : position * 40 + 3])[:200])
        with tab.expect_response(lambda response: response.url.endswith("/change/")) as answer:
            tab.locator("#eintrag button[type=submit]").first.click()
        assert answer.value.status == 409, tab.locator(".errorlist").all_inner_texts()
        tab.wait_for_load_state("load")
        look(tab)
    assert tab.done == []
