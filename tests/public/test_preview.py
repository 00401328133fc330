"""The pictures that other sites show beside a link, and the icons."""

import json
import re
import time
from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image, ImageChops

from measures import workflow
from measures.finding.cards import DRAWN, NOT_DRAWN
from measures.finding.current import current
from measures.public import preview_pages
from measures.public.preview import (
    FILES,
    LONGEST,
    MOST_LINES,
    SIZE,
    TITLE_SIZES,
    drawings,
    fitted,
    preview,
    title_font,
    wrapped,
)
from tests.browser.pictures import ICO, ICONS, STATIC, checksums
from tests.factories import make_change, make_draft, make_person, make_project, make_public, make_user

pure = pytest.mark.one_database
SITE = "http://127.0.0.1:8000"
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenverordnungsbeauftragtenausweis"
TITLES = [
    "Bus",
    "Ein Bus " * 40,
    LONG,
    "W" * 200,
    "i" * 200,
    "a b " * 50,
    "Straßenlärm – „Übersicht“ & <b>",
    "",
    "🚌 バス",
]


def opened(content):
    picture = Image.open(BytesIO(content))
    picture.load()
    return picture


def address(edition):
    return reverse("measure_preview", args=[edition.measure.slug])


@pure
@pytest.mark.parametrize("title", TITLES)
def test_every_title_makes_a_picture_whose_lines_fit(title):
    size, lines = fitted(title, 600)
    assert len(lines) <= MOST_LINES
    assert all(title_font(size).getlength(line) <= 603 for line in lines)  # kerning is not added up
    picture = opened(preview(title, title, "app"))
    assert (picture.format, picture.size) == ("PNG", SIZE)


@pure
def test_titles_are_as_large_as_they_fit_and_end_with_an_ellipsis():
    assert fitted("Bus", 600) == (TITLE_SIZES[0], ["Bus"])
    size, lines = fitted("Bus und Bahn " * 30, 600)
    assert (size, len(lines), lines[-1][-1]) == (TITLE_SIZES[-1], MOST_LINES, "…")
    assert " ".join(fitted("Ein Bus fährt durch die ganze Stadt", 600)[1]) == "Ein Bus fährt durch die ganze Stadt"
    broken = list(wrapped(LONG, title_font(46), 600, 9))
    assert "".join(line.removesuffix("-") for line in broken) == LONG


@pure
def test_a_picture_takes_little_time_whatever_its_texts():
    """The bound is ten times what it took on the machine on which it was written: 9 ms of CPU time."""
    for title in TITLES:
        preview(title, title, "app")
    started = time.process_time()
    for title in TITLES:
        preview(title[:LONGEST], title, "app")
    assert (time.process_time() - started) / len(TITLES) < 0.09


@pure
def test_pictures_are_drawn_from_the_files_as_they_are():
    made_of = json.loads((FILES / "made_of.json").read_text(encoding="utf-8"))
    assert made_of["sha256"] == checksums(), "run python -m tests.browser.pictures"
    assert set(drawings()) == {*DRAWN, NOT_DRAWN, "mark"}
    for name, drawing in drawings().items():
        assert len(drawing.getcolors(100_000)) > 4, name


@pure
def test_icons_have_their_sizes():
    for name, side in ICONS.items():
        with Image.open(STATIC / "icons" / name) as icon:
            assert (icon.format, icon.size) == ("PNG", (side, side))
    with Image.open(STATIC / "icons" / "favicon.ico") as icon:
        assert icon.info["sizes"] == {(side, side) for side in ICO}


@pytest.mark.django_db
def test_picture_shows_title_project_state_and_type(client):
    ulm = make_project("Ulm", slug="ulm")
    edition = make_public("Stadt-App", project=ulm, types=["app"])
    others = [
        make_public("Anders", project=ulm, types=["app"]),
        make_public("Stadt-App", project=ulm, types=["dashboard"]),
    ]
    others.append(make_public("Stadt-App", project=make_project("Köln"), types=["app"]))
    response = client.get(address(edition))
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    for other in others:
        difference = ImageChops.difference(
            opened(response.content).convert("RGB"), opened(client.get(address(other)).content).convert("RGB")
        )
        assert difference.getbbox()


@pytest.mark.django_db
def test_picture_is_cached_until_the_catalogue_changes_and_says_nothing_of_drafts(client):
    edition = make_public("Bus", **make_person("Jana Muster"))
    first = client.get(address(edition))
    again = client.get(address(edition), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again["Cache-Control"]) == (304, first["Cache-Control"])
    assert client.get(address(edition)).content is not None
    assert [key[0] for key in current().previews] == ["Bus"]
    assert "Muster" not in str(list(current().previews))
    change = make_change(edition, None, title="Bahn")
    draft = make_draft("Geheim")
    assert client.get(address(edition)).content == first.content
    assert client.get(address(draft)).status_code == 404
    workflow.publish(edition=change, by=None, version=change.version)
    assert client.get(address(edition)).content != first.content
    change.refresh_from_db()
    workflow.withdraw(edition=change, by=make_user(is_moderator=True), reason="Doppelt.", version=change.version)
    assert client.get(address(edition)).status_code == 404
    assert not current().previews


@pytest.mark.django_db
def test_few_pictures_are_stored(client, monkeypatch):
    monkeypatch.setattr(preview_pages, "MOST_STORED", 2)
    for edition in [make_public(f"Bus {number}") for number in range(4)]:
        assert client.get(address(edition)).status_code == 200
    assert len(current().previews) <= 2


@pytest.mark.django_db
def test_pages_name_their_picture_and_their_icons(client):
    edition = make_public("Bus")
    named = {
        edition.get_absolute_url(): address(edition),
        f"/en{edition.get_absolute_url()}": f"/en{address(edition)}",
        "/": "/vorschau.png",
        "/merkliste/": "/vorschau.png",
        "/en/ueber/": "/en/vorschau.png",
        edition.measure.project.get_absolute_url(): "/vorschau.png",
    }
    for page, picture in named.items():
        body = client.get(page).content.decode()
        assert re.findall('<meta property="og:image" content="([^"]*)">', body) == [SITE + picture]
        assert all(
            f'<meta property="og:{name}" content="' in body for name in ("title", "description", "type", "image:alt")
        )
        assert 'icons/favicon.ico"' in body
        assert opened(client.get(picture).content).size == SIZE
    assert client.get("/vorschau.png").content != client.get("/en/vorschau.png").content
    assert client.get("/favicon.ico")["Location"].startswith("/static/icons/favicon")
    icons = client.get("/site.webmanifest").json()["icons"]
    assert [icon["sizes"] for icon in icons] == ["any", "192x192", "512x512"]


@pytest.mark.django_db
def test_page_of_an_archived_or_past_measure_has_the_picture_of_the_site(client):
    edition = make_public("Bus")
    workflow.archive(edition=edition, by=make_user(is_moderator=True), reason="Ruht.", version=edition.version)
    assert f'content="{SITE}/vorschau.png"' in client.get(edition.get_absolute_url()).content.decode()
    assert client.get(address(edition)).status_code == 404
