"""The record for other catalogues keeps the official rules of DCAT-AP.de 3.0, and readers of version 2 can read it."""

import json
from functools import cache
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph, Literal, Namespace, URIRef

from measures.public.catalogue_record import DCATAP, DCATDE, FILES, FORMS, VCARD, record
from tests.factories import make_draft, make_public

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SHAPES = Path(__file__).parent / "dcat_ap_de"
SHACL = Namespace("http://www.w3.org/ns/shacl#")
CONTRIBUTOR = "http://dcat-ap.de/def/contributors/auswaertigesAmt"


@pytest.fixture
def ready_for_govdata(settings):
    settings.MASSWERK_GOVDATA_CONTRIBUTOR = CONTRIBUTOR
    settings.MASSWERK_PUBLISHER = "Koordinierungsstelle"
    settings.MASSWERK_CONTACT = "daten@example.org"


@cache
def shapes():
    graph = Graph()
    for path in sorted(SHAPES.glob("dcat-ap-*.ttl")):
        graph.parse(path)
    return graph


def messages(graph):
    """Return {(severity, message)} of what the official shapes say about a record."""
    with_values = graph + Graph().parse(SHAPES / "vocabularies.ttl")
    _conforms, report, _text = validate(with_values, shacl_graph=shapes(), allow_warnings=True)
    return {
        (str(report.value(result, SHACL.resultSeverity)).rpartition("#")[2], str(message))
        for result in report.subjects(RDF.type, SHACL.ValidationResult)
        for message in report.objects(result, SHACL.resultMessage)
    }


def test_record_keeps_the_official_rules_without_a_warning(ready_for_govdata):
    make_public()
    assert messages(record()) == set()


@pytest.mark.parametrize(
    ("name", "missing"),
    [("katalog", DCTERMS.publisher), ("datensatz", DCTERMS.description), ("csv", DCTERMS.license),
     ("schnittstelle", DCAT.endpointURL), ("kontakt", VCARD.fn)],
)  # fmt: skip
def test_the_rules_notice_what_is_missing(ready_for_govdata, name, missing):
    graph = record()
    if name == "kontakt":  # an address, a page or a telephone is needed
        missing = VCARD.hasURL
        graph.remove((part(name), VCARD.hasEmail, None))
    graph.remove((part(name), missing, None))
    assert {severity for severity, _message in messages(graph)} == {"Violation"}


def part(name):
    return URIRef(f"http://127.0.0.1:8000/#{name}")


def test_licence_outside_of_the_list_is_the_only_warning(ready_for_govdata, settings):
    settings.MASSWERK_DATA_LICENCE, settings.MASSWERK_DATA_LICENCE_URL = "X", "https://x.example/licence"
    found = messages(record())
    assert {severity for severity, _message in found} == {"Warning"}
    assert all("dcterms:license SOLL folgendes Vokabular benutzen" in message for _severity, message in found)


@pytest.mark.parametrize("slug", FORMS)
def test_every_form_says_the_same(client, ready_for_govdata, slug):
    make_public()
    response = client.get(f"/dcat.{slug}")
    assert response["Link"] == '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
    graph = Graph().parse(data=response.content, format={"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld"}[slug])
    assert set(graph) == set(record())
    assert client.get("/dcat.n3").status_code == 404


def test_no_node_is_nameless_and_the_text_is_always_the_same(client, ready_for_govdata):
    make_public()
    assert not [node for triple in record() for node in triple if not isinstance(node, (URIRef, Literal))]
    assert len({client.get("/dcat.jsonld").content for _ in range(3)}) == 1
    described = json.loads(client.get("/dcat.jsonld").content)
    assert [node["@id"] for node in described["@graph"]] == sorted(node["@id"] for node in described["@graph"])


def test_readers_of_version_2_find_what_they_look_for(ready_for_govdata):
    """What ckanext-dcat reads with `euro_dcat_ap_2` and GovData's extension of it, by the properties they ask for."""
    make_public()
    graph = record()
    [dataset] = graph.objects(part("katalog"), DCAT.dataset)
    one = {
        DCTERMS.identifier: Literal("http://127.0.0.1:8000/#datensatz"),
        DCAT.landingPage: URIRef("http://127.0.0.1:8000/daten/"),
        DCTERMS.accessRights: URIRef("http://publications.europa.eu/resource/authority/access-right/PUBLIC"),
        DCATAP.availability: URIRef("http://publications.europa.eu/resource/authority/planned-availability/AVAILABLE"),
        DCATDE.contributorID: URIRef(CONTRIBUTOR),
        DCTERMS.publisher: part("herausgeber"),
        DCAT.contactPoint: part("kontakt"),
    }
    assert {name: list(graph.objects(dataset, name)) for name in one} == {name: [value] for name, value in one.items()}
    assert graph.value(part("herausgeber"), FOAF.name) == Literal("Koordinierungsstelle")
    assert graph.value(part("kontakt"), VCARD.hasEmail) == URIRef("mailto:daten@example.org")
    assert {text.language for text in graph.objects(dataset, DCTERMS.title)} == {"de", "en"}
    files = list(graph.objects(dataset, DCAT.distribution))
    assert len(files) == len(FILES) + 1
    for file in files:
        assert graph.value(file, DCTERMS.license) == URIRef("http://dcat-ap.de/def/licenses/cc-by/4.0")
        assert graph.value(file, DCTERMS["format"])
        assert graph.value(file, DCAT.accessURL)


def test_files_and_the_api_in_the_record_are_there(client, ready_for_govdata):
    make_public()
    service = part("schnittstelle")
    assert record().value(service, DCAT.endpointURL) == URIRef("http://127.0.0.1:8000/api/v1/")
    for place in (DCAT.endpointDescription, DCAT.landingPage):
        url = str(record().value(service, place))
        assert client.get(url.removeprefix("http://127.0.0.1:8000")).status_code == 200
    for form, kind in FILES.items():
        url = record().value(part(form), DCAT.downloadURL)
        response = client.get(str(url).removeprefix("http://127.0.0.1:8000"))
        assert response["Content-Type"].startswith(kind.media_type)


def test_drafts_are_not_in_the_record(client):
    make_public()
    before = client.get("/dcat.ttl").content
    make_draft("Entwurf")
    assert client.get("/dcat.ttl").content == before


def test_measure_as_linked_data_is_that_of_its_page(client):
    edition = make_public("Bus", source_code_url="https://code.example/bus", licence="EUPL-1.2")
    address = edition.get_absolute_url()
    response = client.get(address.rstrip("/") + ".jsonld")
    described = json.loads(response.content)
    assert response["Content-Type"] == "application/ld+json"
    assert described["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert described["isBasedOn"]["codeRepository"] == "https://code.example/bus"
    page = client.get(address).content.decode()
    start = page.index('<script type="application/ld+json">')
    assert json.loads(page[page.index("{", start) : page.index("</script>", start)]) == described
    assert f'href="{address.rstrip("/")}.jsonld"' in page
    draft = make_draft("Entwurf")
    assert client.get(draft.get_absolute_url().rstrip("/") + ".jsonld").status_code == 404


@pytest.mark.parametrize(
    ("repository", "file"),
    [
        ("https://github.com/stadt/app", "https://github.com/stadt/app/blob/HEAD/publiccode.yml"),
        ("https://github.com/stadt/app.git", "https://github.com/stadt/app/blob/HEAD/publiccode.yml"),
        ("https://github.com/stadt/app/tree/main/x", "https://github.com/stadt/app/blob/HEAD/publiccode.yml"),
        ("https://gitlab.opencode.de/a/b/c/-/tree/x", "https://gitlab.opencode.de/a/b/c/-/blob/HEAD/publiccode.yml"),
        ("https://github.com/stadt", ""), ("https://code.example/stadt/app", ""), ("", ""),
    ],
)  # fmt: skip
def test_publiccode_file_is_linked_where_the_repository_is_known(client, repository, file):
    page = client.get(make_public(source_code_url=repository).get_absolute_url()).content.decode()
    assert ("publiccode.yml" in page) == bool(file)
    assert file in page


@pytest.mark.parametrize(("address", "kind"), [("/", "WebSite"), ("/daten/", "Dataset")])
def test_pages_describe_themselves(client, address, kind):
    page = client.get(address).content.decode()
    start = page.index('<script type="application/ld+json">')
    described = json.loads(page[page.index("{", start) : page.index("</script>", start)])
    assert described["@type"] == kind
    assert described["url"] == "http://127.0.0.1:8000" + address
