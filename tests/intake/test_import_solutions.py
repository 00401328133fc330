"""solutions.csv of a catalogue folder: software, and details.csv that names which measures are instances of it."""

import pytest

from measures.content import sources_of
from measures.intake.catalogue.files import CatalogueError
from measures.intake.catalogue.records import SHIPPED, read_catalogue
from measures.models import Solution
from tests.intake.catalogue_folder import DETAILS, public, run, write

pytestmark = pytest.mark.django_db

PAGE = "https://quelle.example/bericht"
ROW = {"measure_id": "ulm-01", "source_url": PAGE}
SOLUTIONS = """slug,name,description,description_en,repository,licence,documentation,website,source_url
consul,CONSUL,Beteiligung.,Participation.,https://github.com/consul/consul,AGPL-3.0-or-later,,,https://quelle.example/consul
dipas,DIPAS,Karten.,,,,,,
"""


def folder_with(tmp_path, *values, solutions=SOLUTIONS):
    """Return a folder whose details.csv has these pairs of field and value."""
    rows = [{**ROW, "field": field, "value_de": value} for field, value in values]
    folder = write(tmp_path, {(DETAILS, number): row for number, row in enumerate(rows)})
    (folder / "solutions.csv").write_text(solutions)
    return folder


def names_of(reference):
    return [solution.name for solution in public(reference).solutions.all()]


def test_software_and_its_instances_arrive_with_their_sources(tmp_path):
    folder = folder_with(tmp_path, ("solutions", "CONSUL"), ("solutions", "DIPAS"), ("source_code_duty", "offengelegt"))
    run(folder)
    assert names_of("ulm-01") == ["CONSUL", "DIPAS"]
    assert public("ulm-01").source_code_duty == "offengelegt"
    assert {source["url"]: source["fields"] for source in sources_of(public("ulm-01"))}[PAGE] == [
        "solutions", "source_code_duty",
    ]  # fmt: skip
    consul = Solution.objects.get(slug="consul")
    assert (consul.description_en, consul.licence) == ("Participation.", "AGPL-3.0-or-later")


def test_what_a_moderator_has_changed_stays(tmp_path):
    folder = folder_with(tmp_path, ("solutions", "CONSUL"))
    run(folder)
    Solution.objects.filter(slug="consul").update(name="Consul Democracy", licence="")
    run(folder)
    assert names_of("ulm-01") == ["Consul Democracy"]
    assert Solution.objects.get(slug="consul").licence == ""
    Solution.objects.filter(slug="consul").update(merged_into=Solution.objects.get(slug="dipas"))
    run(folder)
    assert names_of("ulm-01") == ["DIPAS"]


@pytest.mark.parametrize(
    ("pair", "solutions", "problem"),
    [
        (("solutions", "Consul 2"), SOLUTIONS, ("details.csv", 2, "value_de")),
        (("source_code_duty", "vielleicht"), SOLUTIONS, ("details.csv", 2, "value_de")),
        (
            ("solutions", "CONSUL"),
            SOLUTIONS.replace("https://github.com", "ftp://github.com"),
            ("solutions.csv", 2, "repository"),
        ),
        (("solutions", "CONSUL"), SOLUTIONS.replace("dipas,DIPAS", "DIPAS,DIPAS"), ("solutions.csv", 3, "slug")),
    ],
)
def test_what_is_wrong_is_named(tmp_path, pair, solutions, problem):
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(folder_with(tmp_path, pair, solutions=solutions))
    assert [(one.file, one.row, one.column) for one in caught.value.problems] == [problem]


def test_the_shipped_software_has_instances():
    catalogue = read_catalogue(SHIPPED)
    named = [name for measure in catalogue.measures for name in measure.solutions]
    assert {solution["name"] for solution in catalogue.solutions} == set(named)
    assert [solution["slug"] for solution in catalogue.solutions if not solution["source_url"]] == []
