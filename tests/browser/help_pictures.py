"""Make the pictures of the help page for editors from the real pages: `make pictures`.

It serves a small made-up site, walks through it in Chromium, and writes the files that measures/desk/help_page.py names
to static/help/.
"""

import json
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import sync_playwright

from tests import server
from tests.browser.chromium import chromium

FOLDER = Path("static/help")
EDITOR, PASSWORD = "rike.redlich@example.org", "geheim"
WIDTH, HEIGHT = 1200, 800  # of the window, and of each picture before it is made smaller
SIZE = (960, 640)
QUALITY = 70  # of WebP, 1 to 100


def main():
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        environment = server.production(Path(folder), database_url=f"sqlite:///{folder}/site.sqlite3")
        addresses = json.loads(server.run("tests.browser.help_site", environment, EDITOR))
        with server.serving(environment) as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale="de-DE")
            walk(context.new_page(), url, addresses)
            browser.close()


def walk(page, url, addresses):
    """Take the six pictures as the editor would see the pages."""
    page.goto(f"{url}/admin/login/?next=/admin/")
    page.get_by_label("E-Mail-Adresse").fill(EDITOR)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url(f"{url}/admin/")
    take(page, "1-overview.webp")
    page.get_by_role("link", name="Neue Maßnahme").click()
    page.get_by_label("Titel").fill("Nebelwarnung für die Brücke am Hafen")
    take(page, "2-title.webp")
    page.get_by_role("button", name="Entwurf anlegen").click()
    page.get_by_label("Kurzfassung", exact=True).fill("Sensoren warnen Radfahrende, bevor sie in den Nebel kommen.")
    page.get_by_text("Gespeichert um").wait_for()
    page.get_by_label("Titel", exact=False).first.scroll_into_view_if_needed()
    take(page, "3-form.webp")
    page.get_by_role("button", name="Speichern und zur Prüfung geben").click()
    page.get_by_role("button", name="Zurückholen").wait_for()
    take(page, "4-submitted.webp")
    page.goto(url + addresses["returned"])
    take(page, "5-returned.webp")
    page.goto(url + addresses["public"])
    take(page, "6-public.webp")


def take(page, name):
    """Write what the window shows to a file with this name."""
    page.evaluate("document.activeElement.blur()")
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    picture.resize(SIZE, Image.Resampling.LANCZOS).save(FOLDER / name, "WEBP", quality=QUALITY, method=6)


if __name__ == "__main__":
    main()
