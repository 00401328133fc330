"""Frozen editions of the catalogue: what they hold, that they stay as they are, and what erasing does to them."""

import hashlib
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction
from openpyxl import load_workbook
from rdflib import DCAT, Graph, URIRef

from measures import workflow
from measures.desk.moderation import withdraw_entry
from measures.management.commands import erase_contact
from measures.models import CatalogueVersion, FrozenCatalogue, FrozenFile
from measures.persons.erasing.person_matcher import PersonMatcher
from measures.public.catalogue_record import SPDX, frozen_record
from measures.public.freezing import FreezeError, freeze, record_doi, remove_entry
from tests.database import assert_refused
from tests.factories import make_draft, make_person, make_public, make_user
from tests.public.exports import read_json
from tests.public.past_days import republish
from tests.public.test_catalogue_record import messages

pytestmark = pytest.mark.django_db
FILES = ["massnahmen.csv", "massnahmen.xlsx", "massnahmen.json", "massnahmen.geojson", "dcat.ttl"]


def content(client, name, edition="2026-1"):
    response = client.get(f"/ausgaben/{edition}/{name}")
    assert response.status_code == 200
    return response.content


def titles(client, edition="2026-1"):
    return [entry["title"] for entry in json.loads(content(client, "massnahmen.json", edition))["measures"]]


def withdraw(edition):
    edition.refresh_from_db()
    workflow.withdraw(edition=edition, by=make_user(is_moderator=True), reason="Irrtum.", version=edition.version)


def test_frozen_files_hold_what_was_public_and_stay_as_they_are(client):
    bus = make_public("Bus", **make_person("Jana Muster"))
    make_draft("Entwurf")
    shown = read_json(client)["measures"]
    freeze("2026-1")
    before = {name: content(client, name) for name in [*FILES, "SHA256SUMS"]}
    assert json.loads(before["massnahmen.json"])["measures"] == shown
    assert titles(client) == ["Bus"]
    assert b"Jana" not in b"".join(before.values())
    sheet = load_workbook(io.BytesIO(before["massnahmen.xlsx"]))["Maßnahmen"]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [bus.measure.slug]
    withdraw(bus)
    make_public("Neu")
    assert {name: content(client, name) for name in before} == before


def test_checksums_are_those_of_the_files(client):
    make_public()
    freeze("2026-1")
    page = client.get("/ausgaben/2026-1/").content.decode()
    lines = content(client, "SHA256SUMS").decode().splitlines()
    assert [line.split("  ")[1] for line in lines] == FILES
    for line in lines:
        digest, name = line.split("  ")
        assert hashlib.sha256(content(client, name)).hexdigest() == digest
        assert digest in page
    assert client.get("/ausgaben/2026-1/andere.csv").status_code == 404
    assert client.get("/ausgaben/2026-2/massnahmen.csv").status_code == 404


def test_record_keeps_the_official_rules_and_names_the_checksums(client, settings):
    settings.MASSWERK_CONTACT = "daten@example.org"
    make_public()
    catalogue = freeze("2026-1")
    assert messages(frozen_record(catalogue, list(catalogue.files.exclude(name="dcat.ttl")))) == set()
    graph = Graph().parse(data=content(client, "dcat.ttl"), format="turtle")
    files = list(graph.objects(None, DCAT.distribution))
    assert len(files) == len(FILES) - 1
    for file in files:
        digest = graph.value(graph.value(file, SPDX.checksum), SPDX.checksumValue)
        assert hashlib.sha256(content(client, str(file).rpartition("/")[2])).hexdigest() == digest.toPython().hex()
        assert str(graph.value(file, DCAT.byteSize)) == str(len(content(client, str(file).rpartition("/")[2])))


def test_changes_are_those_since_the_edition_before(client):
    make_public("Bleibt")
    changed, gone = make_public("Alt", costs="1"), make_public("Geht")
    assert freeze("2026-1").changes == {
        "new": [
            {"id": slug, "title": title} for slug, title in [("geht", "Geht"), ("alt", "Alt"), ("bleibt", "Bleibt")]
        ],
        "changed": [],
        "gone": [],
    }
    republish(changed, make_user(is_moderator=True), title="Anders", costs="2")
    withdraw(gone)
    make_public("Neu")
    found = freeze("2026-2").changes
    assert found["new"] == [{"id": "neu", "title": "Neu"}]
    assert found["changed"] == [{"id": "alt", "title": "Anders", "fields": ["title", "costs"]}]
    assert found["gone"] == [{"project": gone.measure.project.name}]
    page = client.get("/ausgaben/2026-2/").content.decode()
    assert "Titel, Kosten" in page
    assert "Geht" not in page


def test_name_is_a_year_and_a_number_and_cannot_be_taken_twice():
    freeze("2026-1")
    for name in ("2026-1", "2026", "2026-0", "26-1", "2026-1-1", "2026-1\n"):
        with pytest.raises(FreezeError):
            freeze(name)
    assert_refused(lambda: FrozenCatalogue.objects.update(name="x"), "frozen_name_is_a_number")
    assert_refused(lambda: FrozenCatalogue.objects.update(doi="x"), "frozen_doi_is_one")
    new = FrozenFile(catalogue=FrozenCatalogue.objects.get(), name="x", size=1, sha256="x", content=b"x")
    assert_refused(new.save, "frozen_file_has_checksum")


def test_page_says_how_to_cite_it(client, settings):
    settings.MASSWERK_PUBLISHER = "Koordinierungsstelle"
    call_command("freeze_catalogue", "2026-1", verbosity=0)
    page = client.get("/ausgaben/2026-1/").content.decode()
    assert "Koordinierungsstelle (" in page
    assert "http://127.0.0.1:8000/ausgaben/2026-1/" in page
    tag = client.get("/ausgaben/2026-1/")["ETag"]
    call_command("freeze_catalogue", "2026-1", "--doi", "10.5281/zenodo.1")
    response = client.get("/ausgaben/2026-1/", headers={"If-None-Match": tag})
    assert "https://doi.org/10.5281/zenodo.1" in response.content.decode()
    with pytest.raises(CommandError, match="no frozen edition"):
        call_command("freeze_catalogue", "2026-9", "--doi", "10.5281/zenodo.1")
    with pytest.raises(FreezeError):
        record_doi("2026-1", "zenodo")


def test_licence_is_that_of_the_day_on_which_it_was_frozen(client, settings):
    make_public("Bus")
    make_public("Bahn")
    freeze("2026-1")
    settings.MASSWERK_DATA_LICENCE, settings.MASSWERK_DATA_LICENCE_URL = "CC0-1.0", "https://cc.example/zero"
    remove_entry("bahn")
    assert titles(client) == ["Bus"]
    assert "CC-BY-4.0" in client.get("/ausgaben/2026-1/").content.decode()
    assert json.loads(content(client, "massnahmen.json"))["licence"]["id"] == "CC-BY-4.0"
    link = client.get("/ausgaben/2026-1/massnahmen.csv")["Link"]
    assert link == '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'


def test_erased_person_is_in_no_file_and_the_erasure_is_noted(client):
    make_public("Bus", summary="Fragen Sie Jürgen Muster.")
    make_public("Bahn", costs="1")
    freeze("2026-1")
    sums = content(client, "SHA256SUMS").decode()
    before = {name: content(client, name) for name in FILES}
    page = client.get("/ausgaben/2026-1/")
    person, command = PersonMatcher("Jürgen Muster"), erase_contact.Command()
    report = command.erased(person, texts=False, dry_run=False)
    assert report.remaining_files == ["edition 2026-1 of the catalogue"]
    assert content(client, "massnahmen.csv") == before["massnahmen.csv"]  # texts stay without --texts
    report = command.erased(person, texts=True, dry_run=False)
    assert (report.counts["frozen editions"], report.remaining_files) == (1, [])
    after = {name: content(client, name) for name in FILES}
    texts = [after["massnahmen.csv"], after["massnahmen.json"], after["massnahmen.geojson"]]
    assert "Jürgen" not in b"".join(texts).decode()
    sheet = load_workbook(io.BytesIO(after["massnahmen.xlsx"]))["Maßnahmen"]
    assert "Fragen Sie [entfernt]." in [cell.value for row in sheet.iter_rows() for cell in row]
    assert after["massnahmen.json"] == before["massnahmen.json"].replace("Jürgen Muster".encode(), b"[entfernt]")
    shown = client.get("/ausgaben/2026-1/", headers={"If-None-Match": page["ETag"]}).content.decode()
    for line in sums.splitlines():
        assert line.split("  ")[0] in shown  # the checksum before
    assert hashlib.sha256(after["massnahmen.csv"]).hexdigest() in shown


def test_what_is_withdrawn_from_all_days_leaves_frozen_editions_too(client):
    bus = make_public("Bus")
    make_public("Bahn")
    freeze("2026-1")
    version = CatalogueVersion.objects.get().number
    withdraw_entry(edition=bus, by=None, version=bus.version, reason="Rechte Dritter.", from_past=True)
    assert titles(client) == ["Bahn"]
    catalogue = FrozenCatalogue.objects.get()
    assert [change["title"] for change in catalogue.changes["new"]] == ["Bahn"]
    assert catalogue.erasures[0]["files"].keys() == set(FILES)
    assert CatalogueVersion.objects.get().number > version


def test_list_and_sitemap_lead_to_them(client):
    assert "noch keine Ausgabe" in client.get("/ausgaben/").content.decode()
    freeze("2026-1")
    assert '<a href="/ausgaben/2026-1/">2026-1</a>' in client.get("/ausgaben/").content.decode()
    assert "<loc>http://127.0.0.1:8000/ausgaben/2026-1/</loc>" in client.get("/sitemap-ausgaben.xml").content.decode()
    assert 'href="/ausgaben/"' in client.get("/daten/").content.decode()
    assert str(URIRef("http://127.0.0.1:8000/ausgaben/2026-1/")) in content(client, "dcat.ttl").decode()


def refuses(statement, *values):
    with pytest.raises(IntegrityError, match="never altered"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_database_refuses_to_change_or_delete_a_frozen_file(client):
    make_public("Bus")
    catalogue, other = freeze("2026-1"), freeze("2026-2")
    before = {name: content(client, name) for name in [*FILES, "SHA256SUMS"]}
    file = catalogue.files.get(name="massnahmen.csv")
    refuses("DELETE FROM measures_frozenfile WHERE id = %s", file.pk)
    refuses("DELETE FROM measures_frozenfile")
    refuses("UPDATE measures_frozenfile SET content = %s WHERE id = %s", b"x", file.pk)
    refuses("UPDATE measures_frozenfile SET sha256 = %s", "0" * 64)
    for verb in (file.delete, lambda: catalogue.files.all().delete(), lambda: catalogue.files.update(size=1)):
        with pytest.raises(IntegrityError), transaction.atomic():
            verb()
    with pytest.raises(models.ProtectedError):
        catalogue.delete()
    # An erasure that is noted opens this one file, and nothing but what it holds
    erasure = {"day": "2026-03-01", "files": {file.name: file.sha256}}
    FrozenCatalogue.objects.filter(pk=catalogue.pk).update(erasures=[erasure])
    refuses("UPDATE measures_frozenfile SET name = %s WHERE id = %s", "x.csv", file.pk)
    refuses("UPDATE measures_frozenfile SET catalogue_id = %s WHERE id = %s", other.pk, file.pk)
    refuses("UPDATE measures_frozenfile SET size = 1 WHERE catalogue_id = %s AND name <> %s", catalogue.pk, file.name)
    refuses("DELETE FROM measures_frozenfile WHERE id = %s", file.pk)
    assert {name: content(client, name) for name in before} == before
    assert FrozenFile.objects.filter(pk=file.pk).update(size=1) == 1
