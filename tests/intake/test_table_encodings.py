"""Test how the umlauts of CSV files are read: rightly, or after asking with a sample, never wrongly in silence."""

import random

import pytest
from django.urls import reverse

from measures.intake.encodings import readings
from measures.intake.reading import read_tables
from measures.models import Upload
from tests.factories import make_editor, make_project
from tests.intake.sheet_files import csv_bytes, upload

WORDS = [
    "Bänke",
    "Größe",
    "für",
    "Fußgänger",
    "Straße",
    "Übergänge",
    "Öffnung",
    "Äcker",
    "Müll",
    "Gemeinschaftsgärten",
    "Bürgerämter",
    "Städte",
    "Wärme",
    "Förderung",
    "können",
    "müssen",
    "schöne",
    "grüne",
    "weiß",
    "süß",
    "Café",
    "André",
    "Öl",
    "Ärzte",
    "Höfe",
    "Türen",
    "läuft",
    "Maß",
    "Spaß",
    "heißt",
    "öffentlich",
    "über",
    "ähnlich",
    "Fläche",
    "Gebäude",
    "Verkehrsströme",
    "Behörde",
    "Prüfung",
    "Schüler",
    "Lösung",
    "möglich",
    "Mobilität",
]
PLAIN = "und die neue Stadt hat drei Sensoren am Markt mit Daten von heute in Betrieb; Ziel".split()  # noqa: SIM905
SIGNS = ["„Süd“", "–", "40.000 €", "§ 5", "20 m²", "‚so‘", "21 °C", "…", "»neu«", "Müller’s"]
ENCODINGS = ["cp1252", "mac_roman", "cp850", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]


def sentence(dice):
    words = dice.choices(PLAIN, k=dice.randrange(3, 20)) + dice.choices(WORDS, k=dice.randrange(1, 8))
    words += dice.choices(SIGNS, k=dice.randrange(0, 3))
    dice.shuffle(words)
    return " ".join(words)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_german_is_read_rightly_or_asked_about(encoding):
    asked = 0
    for seed in range(400):
        dice = random.Random(f"{encoding} {seed}")  # noqa: S311 - repeatable on purpose
        rows = [["Titel", "Ziele"], *([sentence(dice), sentence(dice)] for _ in range(dice.randrange(1, 5)))]
        text = csv_bytes(rows).decode()
        text = text.encode(encoding, "ignore").decode(encoding)  # MS-DOS has no €
        found = readings(text.encode(encoding))
        assert text in [reading.text for reading in found], (seed, found)
        assert found[0].text == text or len(found) > 1, (seed, text, found)
        asked += len(found) > 1
    assert asked <= 40  # of 400


@pytest.mark.parametrize("wrong", ["cp1252", "mac_roman", "cp850"])
def test_utf_8_that_was_read_wrongly_is_asked_about(wrong):
    for seed in range(200):
        dice = random.Random(seed)  # noqa: S311 - repeatable on purpose
        text = "Titel;Ziele\n" + sentence(dice) + ";x\n"
        try:
            twice = text.encode().decode(wrong)
        except UnicodeDecodeError:
            continue  # five bytes are not defined in Windows-1252
        assert [reading.text for reading in readings(twice.encode())] == [text, twice]


@pytest.mark.parametrize("text", ["‚Ärger‘", "Ãgypten", "Âge", "¬ √2", "20 € â", "São Paulo", "Łódź", "naïve"])
def test_right_texts_are_not_asked_about(text):
    [reading] = readings(f"Titel\n{text}\n".encode())
    assert reading.text == f"Titel\n{text}\n"


def test_a_header_decides_what_the_texts_leave_open():
    data = "Titel;Förderung\nGr\u00e1e;x\n".encode("cp1252")
    [(reading, table)] = read_tables(upload(data))
    assert (reading.name, list(table.columns)) == ("Windows", ["title", "funding"])


UNCLEAR = b"Titel;Ziele\nBl\xe1n;x\n"  # Blán, Bl·n or Blßn


@pytest.mark.django_db
def test_the_user_chooses_by_samples(client):
    client.force_login(make_editor(make_project()))
    response = client.post(reverse("admin:table_upload"), {"file": upload(UNCLEAR)})
    html = client.get(response.url).content.decode()
    assert "Sind das Ihre Umlaute?" in html
    stored = Upload.objects.get()
    samples = [reading["samples"] for reading in stored.table["readings"]]
    number = next(number for number, pieces in enumerate(samples) if any("Blßn" in piece for piece in pieces))
    assert "Blßn" in html
    assert "Blán" in html
    assert client.post(f"{response.url}apply/", {"plan": "x"}).status_code == 302  # nothing is written before
    client.post(f"{response.url}reading/", {"reading": number})
    page = client.get(response.url)
    assert [row.title for row in page.context["plan"].rows] == ["Blßn"]
    assert "MS-DOS" in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("junk", ["", "-1", "x", "9" * 400, "\0", "²"])
def test_no_junk_chooses(client, junk):
    client.force_login(make_editor(make_project()))
    response = client.post(reverse("admin:table_upload"), {"file": upload(UNCLEAR)})
    assert client.post(f"{response.url}reading/", {"reading": junk}).status_code == 400
    assert client.post(f"{response.url}reading/", {"reading": "99"}).status_code == 302
    assert "readings" in Upload.objects.get().table
