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
FOUND = """(page) => {
  const addresses = ["href", "src", "action", "formaction", "data", "xlink:href"];
  const bad = ({name, value}) => name.startsWith("on") || name === "srcdoc" || name === "ping"
    || (/^(data-)?hx-/.test(name) && /evil|alert|logout/.test(value))
    || (addresses.includes(name) && /^(javascript|vbscript|data):/i.test(value.replace(/[\\s\\u0000-\\u0020]/g, "")));
  const found = [...page.querySelectorAll("*")].flatMap((element) =>
    [...element.attributes].filter(bad).map(({name, value}) => `${element.tagName} ${name}=${value}`));
  for (const script of page.querySelectorAll("script")) { // page.scripts lacks those in SVG
    const type = script.getAttribute("type"), text = script.textContent;
    if (type === "application/ld+json") JSON.parse(text);
    else if (!script.hasAttribute("src") && type !== "application/json") found.push(`script ${text}`);
  }
  // What a browser asks for by itself, or where it goes.
  const asks = "[src], [srcset], [poster], object[data], [action], [formaction], [background], image[href], use[href],"
    + " link[rel~=stylesheet], link[rel~=icon], link[rel~=prefetch], link[rel~=preload],"
    + " link[rel~=import], link[rel~=manifest]";
  for (const element of page.querySelectorAll(asks))
    for (const name of ["src", "srcset", "poster", "data", "action", "formaction", "background", "href"])
      if (element.hasAttribute(name) && new URL(element.getAttribute(name), location.href).origin !== location.origin)
        found.push(`${element.tagName} asks for ${element.getAttribute(name)}`);
  for (const element of page.querySelectorAll("base[href], meta[http-equiv], [style*=evil], style"))
    found.push(element.outerHTML);
  return found;
}"""
# The same browser reads the HTML of an answer as it reads a page, but runs and loads nothing.
READ = f"""(html) => {{
  const page = new DOMParser().parseFromString(html, "text/html");
  return [({FOUND})(page), page.querySelector("h1")?.textContent];
}}"""
ALL_OPENED = {"list", "lists", "places", "form"}  # together they show each text, once as it is and once in a field


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory):
    environment, printed = server.filled("tests.browser.poisoned", "poisoned", tmp_path_factory)
    made = json.loads(printed)
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
    """Open a page, with all that it would run and load; return its heading."""
    response = page.goto(address, wait_until="load")
    assert response.status in expected, (address, response.status)
    look(page)
    return page.evaluate("document.querySelector('h1')?.textContent")


def look(page):
    try:
        found = page.evaluate(f"() => ({FOUND})(document)")
    except Error as error:  # a page that leads elsewhere by itself
        found = [str(error)]
    page.done += [f"{page.url}: stands in the page: {what}" for what in found]


def read(page, address, expected=(200,)):
    """Look at an answer without opening it, which takes a fraction of the time; return its heading."""
    response = page.request.get(address)
    assert response.status in expected, (address, response.status)
    found, heading = page.evaluate(READ, response.text())
    page.done += [f"{address}: stands in the page: {what}" for what in found]
    return heading


def opened_or_read(kinds):
    """Yield (kind, address, how to look at it): of most kinds the first and every eighth is opened.

    Each kind begins elsewhere, so that an attack which is read in one kind is opened in another.
    """
    for start, (kind, addresses) in enumerate(kinds.items()):
        for position, address in enumerate(addresses):
            opened = kind in ALL_OPENED or position == 0 or position % 8 == start % 8
            yield kind, address, visit if opened else read


def plain(text):
    return " ".join(text.split())


def test_there_are_about_two_hundred_attacks():
    assert len(set(PAYLOADS)) == len(PAYLOADS) > 200
    assert max(map(len, PAYLOADS)) <= 80


def test_no_visitor_runs_what_is_stored(poisoned, tab):
    tab.goto(poisoned.url)
    for kind, address, look_at in opened_or_read(poisoned.pages):
        heading = look_at(tab, poisoned.url + address, (410,) if kind == "withdrawn" else (200,))
        if address in poisoned.titles:  # nothing was swallowed, and no template was filled in
            assert plain(heading) == plain(poisoned.titles[address])
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
    for _kind, address, look_at in opened_or_read(poisoned.desk):
        look_at(tab, poisoned.url + address, (200, 404) if "?p=" in address else (200,))
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
        with tab.expect_navigation() as answer:
            tab.locator("#eintrag button[name=_save]").click()
        assert answer.value.status == 409, tab.locator(".errorlist").all_inner_texts()
        look(tab)
        tab.evaluate("delete document.getElementById('eintrag')?.dataset.unsaved")  # or the page asks to stay
    assert tab.done == []
