"""Imprint, accessibility statement and sign language: what the operator has not said is a gap, nothing is made up."""

from datetime import date

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from config import environment
from measures.public.checks import check_operator

pytestmark = pytest.mark.django_db
STATED = {
    "conformity": "partial",
    "written_on": date(2026, 11, 2),
    "checked_on": date(2026, 11, 20),
    "method": "Selbstbewertung",
    "gaps": ["Die Karte lässt sich nicht drehen."],
    "easy_language_checked_by": "Werkstatt",
    "norm": "EN 301 549 V4.1.1 (WCAG 2.2)",
}
UNKNOWN = "Noch nicht angegeben"


def page(client, name):
    response = client.get(reverse(name))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_statement_names_what_nobody_has_said(client):
    html = page(client, "accessibility")
    assert html.count(f"<dd>{UNKNOWN}</dd>") == 3
    assert "noch nicht festgestellt, ob die Website sie erfüllt" in html
    assert "Ein Video in Deutscher Gebärdensprache gibt es noch nicht." in html
    for part in ("EN 301 549 V4.1.1 (WCAG 2.2)", "Mauerstraße 53", "info@schlichtungsstelle-bgg.de"):
        assert part in html
    assert 'href="/feedback/?seite=%2Fbarrierefreiheit%2F"' in html


def test_the_statement_says_what_the_operator_has_said(client, settings):
    settings.MASSWERK_ACCESSIBILITY, settings.MASSWERK_SIGN_LANGUAGE = STATED, True
    html = page(client, "accessibility")
    assert UNKNOWN not in html
    for text in (
        "2. November 2026",
        "20. November 2026",
        "Selbstbewertung",
        STATED["gaps"][0],
        "erfüllt sie teilweise",
    ):
        assert text in html
    assert "gibt es noch nicht" not in html


def test_a_changed_setting_changes_the_etag(client, settings):
    tag = client.get(reverse("accessibility"))["ETag"]
    settings.MASSWERK_ACCESSIBILITY = STATED
    assert client.get(reverse("accessibility"))["ETag"] != tag


def test_the_imprint_comes_from_the_settings(client, settings):
    assert page(client, "imprint").count(UNKNOWN) == 4
    settings.MASSWERK_CONTROLLER, settings.MASSWERK_CONTACT = "Stadt X, Markt 1", "redaktion@example.org"
    settings.MASSWERK_IMPRINT = {**settings.MASSWERK_IMPRINT, "representative": "Die Oberbürgermeisterin", "phone": "0"}
    html = page(client, "imprint")
    assert UNKNOWN not in html
    assert "Die Oberbürgermeisterin" in html
    assert "Umsatzsteuer" not in html


def test_sign_language_is_linked_and_shown_once_it_is_there(client, settings, tmp_path):
    link = f'href="{reverse("sign_language")}"'
    assert link not in page(client, "start")
    assert "noindex" in page(client, "sign_language")
    files = tmp_path / "gebaerdensprache"
    files.mkdir()
    (files / "transkript.txt").write_text("\ufeffGuten Tag!\n\nDas ist <Maßwerk>.", encoding="utf-8")
    settings.SIGN_LANGUAGE_FILES, settings.MASSWERK_SIGN_LANGUAGE = files, True
    assert page(client, "start").count(link) == 2
    html = page(client, "sign_language")
    assert "<p>Guten Tag!</p> <p>Das ist &lt;Maßwerk&gt;.</p>" in html
    assert 'src="/gebaerdensprache/video.mp4"' in html
    assert "<track" not in html
    assert 'src="/gebaerdensprache/video.mp4"' in client.get("/en/gebaerdensprache/").content.decode()
    assert "media-src 'self'" in client.get(reverse("sign_language"))["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["start", "imprint", "not found"])
def test_every_page_links_them(client, name):
    html = client.get("/gibt-es-nicht/" if name == "not found" else reverse(name)).content.decode()
    for linked in ("imprint", "accessibility", "easy_language", "privacy"):
        assert f'href="{reverse(linked)}"' in html


def test_the_deployment_check_asks_for_what_is_missing(settings):
    said = [warning.msg for warning in check_operator(None)]
    assert len(said) == 5
    for name in ("MASSWERK_PHONE", "MASSWERK_ACCESSIBILITY_METHOD", "MASSWERK_FEEDBACK_TO"):
        assert name in " ".join(said)
    settings.MASSWERK_CONTACT = settings.MASSWERK_FEEDBACK_TO = "redaktion@example.org"
    settings.MASSWERK_CONTROLLER, settings.MASSWERK_ACCESSIBILITY = "Stadt X", STATED
    settings.MASSWERK_IMPRINT = {"representative": "Y", "phone": "0"}
    assert check_operator(None) == []


def test_days_and_words_of_settings_are_checked(monkeypatch):
    monkeypatch.setenv("DAY", "28.11.2026")
    with pytest.raises(ImproperlyConfigured, match="such as 2026-11-28"):
        environment.day("DAY")
    with pytest.raises(ImproperlyConfigured, match="allowed are full, none"):
        environment.one_of("DAY", ["full", "none"])
    monkeypatch.setenv("DAY", " 2026-11-28 ")
    assert environment.day("DAY") == date(2026, 11, 28)
    monkeypatch.setenv("DAY", "")
    assert (environment.day("DAY"), environment.one_of("DAY", ["full"])) == (None, "")
