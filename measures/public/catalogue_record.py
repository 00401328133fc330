"""The catalogue described for other catalogues: a record in DCAT-AP.de 3.0 with one dataset (decision 0053).

Every node has an address of its own, so the record has no blank nodes and is the same whenever it is made. What is
said in it is also understood by readers of version 2, as GovData's harvester is.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Min
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy, override
from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD, Graph, Literal, Namespace, URIRef

from measures.models import CatalogueVersion, Edition, FrozenCatalogue, FrozenFile, SolutionType
from measures.public.caching import public_page
from measures.public.exports import with_licence
from measures.public.linked_data import DESCRIPTION, TITLE
from measures.public.serialisation import absolute, address

DCATAP = Namespace("http://data.europa.eu/r5r/")
SPDX = Namespace("http://spdx.org/rdf/terms#")
SHA256 = SPDX.checksumAlgorithm_sha256
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
AUTHORITY = "http://publications.europa.eu/resource/authority/"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
GERMANY = URIRef(f"{AUTHORITY}country/DEU")
LEVEL = URIRef("http://dcat-ap.de/def/politicalGeocoding/Level/federal")
THEMES = ("REGI", "TECH", "GOVE")
API_DESCRIPTION = "api_openapi"  # the route of the OpenAPI document, which stands in the root of the API

# {SPDX identifier: address in the list of licences of DCAT-AP.de, below http://dcat-ap.de/def/licenses/}
LICENCES = {
    "CC-BY-4.0": "cc-by/4.0",
    "CC-BY-SA-4.0": "cc-by-sa/4.0",
    "CC0-1.0": "cc-zero",
    "DL-DE-BY-2.0": "dl-by-de/2.0",
    "DL-DE-ZERO-2.0": "dl-zero-de/2.0",
    "ODbL-1.0": "odbl",
    "ODC-By-1.0": "odby",
    "PDDL-1.0": "odcpddl",
}


@dataclass(frozen=True)
class FileFormat:
    """A format of the exports: its name, and its values in the lists of the EU and of IANA."""

    name: str
    file_type: str
    media_type: str


FILES = {
    "csv": FileFormat("CSV", "CSV", "text/csv"),
    "xlsx": FileFormat("Excel", "XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": FileFormat("JSON", "JSON", "application/json"),
    "geojson": FileFormat("GeoJSON", "GEOJSON", "application/geo+json"),
}
# {form in the address: name of the serialiser of rdflib, media type}
FORMS = {
    "ttl": ("turtle", "text/turtle; charset=utf-8"),
    "rdf": ("xml", "application/rdf+xml; charset=utf-8"),
    "jsonld": ("json-ld", "application/ld+json"),
}


@public_page
def catalogue_record(request: HttpRequest, slug: str) -> HttpResponse:
    """Respond with the record as Turtle, RDF/XML or JSON-LD."""
    if slug not in FORMS:
        raise Http404
    serialiser, content_type = FORMS[slug]
    return with_licence(HttpResponse(serialised_record(record(), serialiser), content_type=content_type))


def serialised_record(graph: Graph, serialiser: str) -> str:
    """Return a graph as text, with what it says in an order of its own.

    Only in RDF/XML the order of the nodes may differ from process to process, which means nothing.
    """
    text = graph.serialize(format=serialiser, **({"auto_compact": True} if serialiser == "json-ld" else {}))
    if serialiser != "json-ld":
        return text
    return json.dumps(in_order(json.loads(text)), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def in_order(value: Any) -> Any:
    """Return JSON-LD with its lists, which are sets, in a fixed order."""
    if isinstance(value, dict):
        return {name: in_order(item) for name, item in value.items()}
    if isinstance(value, list):
        return sorted((in_order(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    return value


def record() -> Graph:
    """Return the record of the catalogue."""
    graph = empty_graph()
    add_publisher(graph)
    add_catalogue(graph)
    add_dataset(graph)
    for form in FILES:
        add_file(graph, form)
    add_service(graph)
    add(graph, GERMANY, {RDF.type: DCTERMS.Location})
    changed = moment(CatalogueVersion.objects.values_list("changed_at", flat=True).get())
    for name in ("katalog", "datensatz", *FILES):
        add(graph, node(name), {DCTERMS.modified: changed})
    return graph


def empty_graph() -> Graph:
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in {
        "rdf": RDF, "xsd": XSD, "dcat": DCAT, "dct": DCTERMS, "dcatap": DCATAP, "dcatde": DCATDE,
        "foaf": FOAF, "spdx": SPDX, "vcard": VCARD,
    }.items():  # fmt: skip
        graph.bind(prefix, namespace)
    return graph


def frozen_record(catalogue: FrozenCatalogue, files: Sequence[FrozenFile]) -> Graph:
    """Return the record of a frozen catalogue, with the checksums of its files."""
    graph = empty_graph()
    add_publisher(graph)
    page = absolute(catalogue.get_absolute_url())
    dataset, frozen = URIRef(f"{page}#datensatz"), moment(catalogue.frozen_at)
    add(graph, dataset, {
        RDF.type: DCAT.Dataset,
        DCTERMS.title: in_languages(FROZEN_TITLE, name=catalogue.name),
        DCTERMS.description: in_languages(DESCRIPTION),
        DCTERMS.identifier: Literal(f"https://doi.org/{catalogue.doi}" if catalogue.doi else str(dataset)),
        DCTERMS.publisher: node("herausgeber"),
        DCAT.contactPoint: node("kontakt"),
        DCAT.landingPage: URIRef(page),
        URIRef(f"{DCAT}version"): Literal(catalogue.name),  # of DCAT 3, which rdflib does not know yet
        DCTERMS.issued: frozen,
        DCTERMS.language: languages(),
        DCTERMS.accessRights: authority("access-right", "PUBLIC"),
        DCAT.distribution: [URIRef(f"{page}{file.name}") for file in files],
    })  # fmt: skip
    add(graph, SHA256, {RDF.type: SPDX.ChecksumAlgorithm})
    for file in files:
        kind, url = FILES[file.name.rpartition(".")[2]], URIRef(f"{page}{file.name}")
        add(graph, url, {
            RDF.type: DCAT.Distribution,
            DCTERMS.title: Literal(file.name),
            DCAT.accessURL: url,
            DCAT.downloadURL: url,
            DCTERMS.format: authority("file-type", kind.file_type),
            DCAT.mediaType: URIRef(MEDIA_TYPES + kind.media_type),
            DCTERMS.license: licence(catalogue.licence, catalogue.licence_url),
            DCAT.byteSize: Literal(file.size, datatype=XSD.nonNegativeInteger),
            DCTERMS.issued: frozen,
            SPDX.checksum: URIRef(f"{url}#sha256"),
        })  # fmt: skip
        add(graph, URIRef(f"{url}#sha256"), {
            RDF.type: SPDX.Checksum,
            SPDX.algorithm: SHA256,
            SPDX.checksumValue: Literal(file.sha256, datatype=XSD.hexBinary),
        })  # fmt: skip
    return graph


def node(name: str) -> URIRef:
    """Return the address of a part of the record; it depends on the address of the site alone."""
    return URIRef(absolute(f"/#{name}"))


def authority(scheme: str, code: str) -> URIRef:
    """Return the address of a value in one of the lists of the EU."""
    return URIRef(f"{AUTHORITY}{scheme}/{code}")


def licence(identifier: str = "", url: str = "") -> URIRef:
    """Return the address of a licence, or of that of the data: that in the list of DCAT-AP.de if it is there."""
    known = LICENCES.get(identifier or settings.MASSWERK_DATA_LICENCE)
    return URIRef(f"http://dcat-ap.de/def/licenses/{known}" if known else url or settings.MASSWERK_DATA_LICENCE_URL)


def in_languages(message: Any, **values: Any) -> Iterator[Literal]:
    """Yield a text in each language of the site; `message` is a lazy translation."""
    for language, _name in settings.LANGUAGES:
        with override(language):
            yield Literal(str(message) % values if values else str(message), lang=language)


def add(graph: Graph, subject: URIRef, values: dict[URIRef, Any]) -> None:
    """Add properties to a graph. A value is a node, or an iterable of nodes."""
    for predicate, objects in values.items():
        for one in [objects] if isinstance(objects, (URIRef, Literal)) else objects:
            graph.add((subject, predicate, one))


CATALOGUE_DESCRIPTION = gettext_lazy(
    "The catalogue in which a German municipality finds, understands and re-uses what another one has already built."
)
FILE_TITLE = gettext_lazy("All measures as %(format)s")
FILE_DESCRIPTION = gettext_lazy("Made of what is public at the moment at which the file is asked for.")
ATTRIBUTION = gettext_lazy("Maßwerk, catalogue of municipal smart-city measures, %(url)s")
SERVICE_TITLE = gettext_lazy("Programming interface of the catalogue")
FROZEN_TITLE = gettext_lazy("Maßwerk, catalogue of municipal smart-city measures, edition %(name)s")
KEYWORDS = ("Smart City", "Digitalisierung", "Stadtentwicklung", "Kommune", "Modellprojekte Smart Cities")


def add_publisher(graph: Graph) -> None:
    """Add who publishes the data, and whom to ask."""
    add(graph, node("herausgeber"), {
        RDF.type: FOAF.Agent,
        FOAF.name: Literal(settings.MASSWERK_PUBLISHER),
        FOAF.homepage: URIRef(address("about")),
    })  # fmt: skip
    contact = {
        RDF.type: [VCARD.Kind, VCARD.Organization],  # the first for the rules, the second for who reads it
        VCARD.fn: Literal(settings.MASSWERK_PUBLISHER),
        VCARD.hasURL: URIRef(address("about")),
    }
    if settings.MASSWERK_CONTACT:
        contact[VCARD.hasEmail] = URIRef(f"mailto:{settings.MASSWERK_CONTACT}")
    add(graph, node("kontakt"), contact)


def add_catalogue(graph: Graph) -> None:
    add(graph, node("katalog"), {
        RDF.type: DCAT.Catalog,
        DCTERMS.title: Literal("Maßwerk", lang="de"),
        DCTERMS.description: in_languages(CATALOGUE_DESCRIPTION),
        DCTERMS.publisher: node("herausgeber"),
        DCTERMS.license: licence(),
        DCTERMS.language: languages(),
        DCTERMS.spatial: GERMANY,
        FOAF.homepage: URIRef(address("start")),
        DCAT.themeTaxonomy: URIRef(f"{AUTHORITY}data-theme"),
        DCAT.dataset: node("datensatz"),
    })  # fmt: skip


def add_dataset(graph: Graph) -> None:
    dataset = {
        RDF.type: DCAT.Dataset,
        DCTERMS.title: in_languages(TITLE),
        DCTERMS.description: in_languages(DESCRIPTION),
        DCTERMS.identifier: Literal(str(node("datensatz"))),
        DCTERMS.publisher: node("herausgeber"),
        DCTERMS.creator: node("herausgeber"),
        DCAT.contactPoint: node("kontakt"),
        DCAT.theme: [authority("data-theme", code) for code in THEMES],
        DCAT.keyword: [Literal(word, lang="de") for word in (*KEYWORDS, *solution_types())],
        DCAT.landingPage: URIRef(address("open_data")),
        FOAF.page: URIRef(address("codebook")),
        DCTERMS.language: languages(),
        DCTERMS.accessRights: authority("access-right", "PUBLIC"),
        DCTERMS.accrualPeriodicity: authority("frequency", "UPDATE_CONT"),
        DCTERMS.spatial: GERMANY,
        DCATDE.politicalGeocodingLevelURI: LEVEL,
        DCATAP.availability: authority("planned-availability", "AVAILABLE"),
        DCAT.distribution: [node(form) for form in FILES],
    }
    first = Edition.objects.filter(state__in=Edition.ONCE_PUBLIC).aggregate(first=Min("published_at"))["first"]
    if first:
        dataset[DCTERMS.issued] = moment(first)
    if settings.MASSWERK_GOVDATA_CONTRIBUTOR:
        dataset[DCATDE.contributorID] = URIRef(settings.MASSWERK_GOVDATA_CONTRIBUTOR)
    add(graph, node("datensatz"), dataset)


def add_file(graph: Graph, form: str) -> None:
    """Add the distribution in one format of the exports."""
    kind = FILES[form]
    url = URIRef(address("measures_export", form))
    add(graph, node(form), {
        RDF.type: DCAT.Distribution,
        DCTERMS.title: in_languages(FILE_TITLE, format=kind.name),
        DCTERMS.description: in_languages(FILE_DESCRIPTION),
        DCAT.accessURL: url,
        DCAT.downloadURL: url,
        DCTERMS.format: authority("file-type", kind.file_type),
        DCAT.mediaType: URIRef(MEDIA_TYPES + kind.media_type),
        DCTERMS.license: licence(),
        DCATDE.licenseAttributionByText: in_languages(ATTRIBUTION, url=address("measures")),
        DCTERMS.language: languages(),
        DCATAP.availability: authority("planned-availability", "AVAILABLE"),
    })  # fmt: skip


def add_service(graph: Graph) -> None:
    """Add the API, as a service of its own and as a distribution of the dataset, where older readers look for it."""
    description = address(API_DESCRIPTION)
    endpoint = description.rpartition("/")[0] + "/"
    add(graph, node("katalog"), {DCAT.service: node("schnittstelle")})
    add(graph, node("datensatz"), {DCAT.distribution: node("schnittstelle-json")})
    add(graph, node("schnittstelle"), {
        RDF.type: DCAT.DataService,
        DCTERMS.title: in_languages(SERVICE_TITLE),
        DCTERMS.publisher: node("herausgeber"),
        DCAT.contactPoint: node("kontakt"),
        DCAT.endpointURL: URIRef(endpoint),
        DCAT.endpointDescription: URIRef(description),
        DCAT.servesDataset: node("datensatz"),
        DCAT.landingPage: URIRef(address("api")),
        DCTERMS.license: licence(),
        DCTERMS.accessRights: authority("access-right", "PUBLIC"),
        DCTERMS.format: authority("file-type", "JSON"),
        DCATAP.availability: authority("planned-availability", "AVAILABLE"),
    })  # fmt: skip
    add(graph, node("schnittstelle-json"), {
        RDF.type: DCAT.Distribution,
        DCTERMS.title: in_languages(SERVICE_TITLE),
        DCAT.accessURL: URIRef(endpoint),
        DCAT.accessService: node("schnittstelle"),
        DCTERMS.format: authority("file-type", "JSON"),
        DCAT.mediaType: URIRef(f"{MEDIA_TYPES}application/json"),
        DCTERMS.license: licence(),
        DCATDE.licenseAttributionByText: in_languages(ATTRIBUTION, url=address("measures")),
        DCATAP.availability: authority("planned-availability", "AVAILABLE"),
    })  # fmt: skip


def languages() -> list[URIRef]:
    """The entries are German."""
    return [authority("language", "DEU")]


def solution_types() -> list[str]:
    return list(SolutionType.objects.current().values_list("name", flat=True))


def moment(time: datetime) -> Literal:
    return Literal(localtime(time).isoformat(timespec="seconds"), datatype=XSD.dateTime)
