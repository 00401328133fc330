"""A JSON export, loaded into an empty database and exported again, is the same."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse

from measures.finding.current import index
from measures.models import Edition, Measure, SolutionType
from measures.reuse.yearly import lapse_all
from municipalities.models import ModelProject, Municipality
from tests.api.catalogue import make_catalogue
from tests.factories import make_public, make_reuse
from tests.public.exports import read_json

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path):
    return tmp_path / "massnahmen.json"


def exported(client, path, **catalogue):
    """Make a catalogue, export it to `path`, and empty the database again; return what was exported."""
    with transaction.atomic():
        SolutionType.objects.create(slug="neu", name="Neuer Typ", order=5)
        make_catalogue(**catalogue)
        make_public("Mit neuem Typ", types=("neu", "app"))
        re_use(make_public("Nachgenutzt"))
        path.write_bytes(client.get(reverse("measures_export", args=["json"])).getvalue())
        transaction.set_rollback(True)
    index.forget()
    assert not Measure.objects.exists()
    return json.loads(path.read_bytes())


def re_use(edition):
    """Make re-uses of all classes, and one that has lapsed."""
    said = {"since": 2024, "effort": "2 Tage", "contact": "digital@ort.example", "is_productive": True}
    make_reuse(edition, adapted="Die Farben")
    make_reuse(edition, sides=("origin",), status="plant")
    both = make_reuse(edition, sides=("adopter",), **said)
    make_reuse(edition, sides=("third", "origin"), municipality=both.municipality, since=2024)
    lapse_all([make_reuse(edition, sides=("adopter",), status="beendet", since=2020, ended=2023)])


def load(path):
    out = StringIO()
    call_command("import_catalogue", str(path), stdout=out)
    return out.getvalue()


def test_export_import_export_is_equal(client, path):
    before = exported(client, path, picture=False)
    assert len(before["measures"]) == 8
    kinds = [one["class"]["id"] for entry in before["measures"] for one in entry["reuses"]]
    assert sorted(kinds) == ["belegt", "bestaetigt", "erklaert", "erklaert"]
    assert any(entry["published"] > entry["first_published"] for entry in before["measures"])
    load(path)
    assert read_json(client) == before


@pytest.mark.one_database
def test_the_shipped_catalogue_with_its_sources_survives(client, path):
    with transaction.atomic():
        call_command("import_catalogue", verbosity=0, stdout=StringIO())
        path.write_bytes(client.get(reverse("measures_export", args=["json"])).getvalue())
        transaction.set_rollback(True)
    index.forget()
    before = json.loads(path.read_bytes())
    supported = [name for entry in before["measures"] for source in entry["sources"] for name in source["fields"]]
    assert (len(before["measures"]), len(supported)) == (544, 3005)
    load(path)
    assert read_json(client) == before


def test_a_second_import_changes_nothing(client, path):
    exported(client, path)
    load(path)
    editions = list(Edition.objects.order_by("pk").values())
    assert "kept, because already here: 8 measures" in load(path)
    assert list(Edition.objects.order_by("pk").values()) == editions


def test_what_is_there_stays_as_it_is(client, path):
    before = exported(client, path)
    place = before["municipalities"][0]
    Municipality.objects.create(
        ars=place["ars"], slug="anders", name="Anders", level="municipality", population=5, population_date="2024-01-01"
    )
    load(path)
    assert Municipality.objects.get(ars=place["ars"]).name == "Anders"
    assert Municipality.objects.count() == len(before["municipalities"])
    assert ModelProject.objects.count() == len(before["projects"])


def test_it_names_the_entries_whose_images_are_not_in_the_file(client, path):
    exported(client, path)
    assert "which are not in the file (1): voller-eintrag" in load(path)


def drop(name):
    return lambda export: export.pop(name)


def source_of(export):
    return next(source for entry in export["measures"] for source in entry["sources"])


def reuse_of(export):
    return next(one for entry in export["measures"] for one in entry["reuses"])


SOURCE = {"url": "https://example.org/", "kind": "", "confidence": "", "fields": []}
WRONG = {
    "re-using town": lambda export: reuse_of(export)["municipality"].update(id="nirgends"),
    "stage of a re-use": lambda export: reuse_of(export)["status"].update(id="träumt"),
    "end of a re-use": lambda export: reuse_of(export).update(ended=2025),
    "who states a re-use": lambda export: reuse_of(export)["stated_by"].append({"id": "niemand"}),
    "no JSON": lambda export: None,
    "projects": drop("projects"),
    "year": lambda export: export["measures"][0].update(start_year="bald"),
    "status": lambda export: export["measures"][0].update(status={"id": "fertig"}),
    "title": lambda export: export["measures"][0].update(title="x" * 201),
    "time": lambda export: export["measures"][0].update(published="gestern"),
    "source": lambda export: export["measures"][0].update(sources=[SOURCE | {"kind": "rumour"}]),
    "field of a source": lambda export: export["measures"][0].update(sources=[SOURCE | {"fields": ["mut"]}]),
    "place": lambda export: export["measures"][0]["places"].append({"id": "nirgends"}),
    "address of a source": lambda export: source_of(export).pop("url"),
    "level": lambda export: export["municipalities"][0].update(level={"id": "x"}),
    "website": lambda export: export["measures"][0].update(website="javascript:alert(1)"),
}


@pytest.mark.parametrize("what", WRONG)
def test_nothing_is_written_if_something_is_wrong(client, path, what):
    export = exported(client, path)
    WRONG[what](export)
    path.write_text("{" if what == "no JSON" else json.dumps(export))
    with pytest.raises(CommandError, match="Nothing was written"), transaction.atomic():
        load(path)
    assert (Measure.objects.count(), ModelProject.objects.count(), Municipality.objects.count()) == (0, 0, 0)
