"""The public page of a measure (Steckbrief)."""

import json
import re

import pytest
from django.core.files.base import ContentFile

from measures.models import Edition
from tests.factories import make_municipality, make_project, make_public

pytestmark = pytest.mark.django_db


def page_of(client, edition):
    response = client.get(edition.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def headings(html):
    return [re.sub(r"<[^>]+>|\s+", " ", text).strip() for text in re.findall(r"<h2[^>]*>(.*?)</h2>", html, re.S)]


def answers_of(html):
    """Return {question: answer as text} of the first screen."""
    box = html[html.index('<dl class="answers">') :].split("</dl>")[0]
    rows = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", box, re.S)
    return {question: re.sub(r"(?:<[^>]+>|\s)+", " ", answer).strip() for question, answer in rows}


def test_a_thin_entry_shows_no_empty_heading(client):
    html = page_of(client, make_public("Nur ein Titel"))
    assert headings(html) == ["Wer das nachnutzt"]  # that nobody is known to is said
    assert "<dd></dd>" not in re.sub(r"\s+", "", html)


def test_everything_that_is_filled_is_shown(client):
    edition = make_public(
        "Füllstandsmelder",
        summary="Mülleimer melden sich.",
        description="Mit **Funk**.",
        goals="Weniger Fahrten",
        target_groups="Bauhof",
        partners="Stadtwerke",
        costs="20.000 Euro",
        funding="Land",
        operation="Übernimmt der Bauhof",
        what_worked="Das Netz",
        lessons="Die Batterien",
        transfer_hints="Klein anfangen",
        status="in-betrieb",
        start_year=2021,
        end_year=2023,
        website="https://example.org/muell",
        source_code_url="https://example.org/code",
        licence="EUPL-1.2",
        contact_name="Stabsstelle Digitales",
        contact_email="digital@example.org",
        sources=[{"url": "https://example.org/quelle", "kind": "press", "confidence": "high"}],
    )
    html = page_of(client, edition)
    assert headings(html) == [
        "Ziele",
        "Beschreibung",
        "Zielgruppen",
        "Was daraus wurde",
        "Für alle, die es nachmachen wollen",
        "Partner",
        "Finanzierung",
        "Quellen",
        "Wer das nachnutzt",
    ]
    assert answers_of(html)["Kosten"] == "20.000 Euro"  # so short that it needs no section
    for text in (
        "<strong>Funk</strong>", "Das Netz", "Die Batterien", "Klein anfangen", "in Betrieb", "2021–2023",
        "https://example.org/muell", "https://example.org/code", "EUPL-1.2", "Stabsstelle Digitales",
        "mailto:digital@example.org", "https://example.org/quelle", "Presse und Fachmedien",
    ):  # fmt: skip
        assert text in html, text
    assert html.count("(externe Seite)") == 3


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[klick](javascript:alert(1))",
        "[klick](data:text/html;base64,PHN2Zz4=)",
        "![bild](https://example.org/x.png)",
        '<img src=x onerror="alert(1)">',
        '<https://example.org/"onmouseover=alert(1)>',
    ],
)
def test_markdown_brings_in_no_script_no_image_and_no_other_scheme(client, text):
    html = page_of(client, make_public(description=text))
    shown = html[html.index('class="profile-text"') :]
    assert not re.search(r"<(script|img)|href=\"(?!https?:|mailto:|/)|<[a-z][^>]* on[a-z]+=", shown)


def test_linked_data_is_valid_json_and_cannot_leave_its_element(client):
    edition = make_public("Titel </script><script>alert(1)</script>", summary="Kurz & gut")
    html = page_of(client, edition)
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    described = json.loads(blocks[0])
    assert described["name"] == edition.title
    assert described["abstract"] == "Kurz & gut"
    assert described["genre"] == ["App"]
    assert described["url"].startswith("http://127.0.0.1:8000/massnahmen/")
    assert [place["name"] for place in described["spatialCoverage"]] == [edition.places.get().name]


def test_similar_measures_share_type_and_field_and_belong_to_another_project(client):
    project = make_project()
    edition = make_public("Diese", project=project, types=["app"], fields=["mobilitaet"])
    make_public("Gleiches Projekt", project=project, types=["app"], fields=["mobilitaet"])
    make_public("Anderes Feld", types=["app"], fields=["bildung"])
    make_public("Anderer Typ", types=["dashboard"], fields=["mobilitaet"])
    make_public("Ähnlich", types=["app", "dashboard"], fields=["mobilitaet", "bildung"])
    html = page_of(client, edition)
    assert re.findall(r'class="card-title"><a[^>]*>(.*?)</a>', html) == ["Ähnlich"]


def test_many_places_are_folded_and_said_to_be_the_whole_project(client):
    project = make_project(municipalities=[make_municipality(f"Dorf {n}") for n in range(6)])
    html = page_of(client, make_public(project=project))
    assert "das ganze Projekt: 6 Orte" in html
    assert html.count("Dorf 5") == 2  # once in the list, once in the linked data


def test_the_image_is_served_while_its_edition_is_public_and_never_before(client):
    edition = make_public("Mit Bild")
    address = edition.get_absolute_url() + "bild"
    assert client.get(address).status_code == 404
    edition.image.save("bild.png", ContentFile(PIXEL, "bild.png"), save=False)
    edition.image_alt, edition.image_rights = "Ein Punkt", "Stadt X"
    edition.save()
    response = client.get(address)
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == PIXEL
    assert 'alt="Ein Punkt"' in page_of(client, edition)
    Edition.objects.filter(pk=edition.pk).update(state="superseded", superseded_at=edition.published_at)
    assert client.get(address).status_code == 404


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc0f01f"
    "00050001ffab9ca2b50000000049454e44ae426082"
)
