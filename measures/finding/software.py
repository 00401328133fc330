"""Which software and standards the texts of measures name.

The field of an entry names only what its measure rests on; texts name much more, standards too. Names that are ordinary
words as well, such as Matrix or Orion, are left out.
"""

from typing import NamedTuple

from pyroaring import BitMap

from measures.finding.results import Search
from measures.finding.snapshot import Snapshot

# As they are written in a search for a phrase
NAMES = (
    "Adhocracy", "CIVITAS/CORE", "CKAN", "Consul", "Decidim", "Digitale Dörfer", "Digitransit", "DIPAS", "FIWARE",
    "Grafana", "GeoServer", "Keycloak", "LoRaWAN", "Masterportal", "Moodle", "Nextcloud", "Node-RED",
    "Open SmartCity App", "OpenStreetMap", "QGIS", "SensorThings", "Smart Village App", "Stadtnavi",
    "The Things Network", "TYPO3", "Urban Stack", "WordPress",
)  # fmt: skip


class NamedSoftware(NamedTuple):
    """A software, the question that finds its measures, and their number."""

    name: str
    phrase: str
    number: int


def software_named_by(snapshot: Snapshot, measures: BitMap) -> list[NamedSoftware]:
    """Return the software that these measures name, the most frequent first."""
    named = [
        NamedSoftware(name, phrase_of(name), documents.intersection_cardinality(measures))
        for name, documents in documents_naming(snapshot).items()
    ]
    return sorted([one for one in named if one.number], key=lambda one: (-one.number, one.name.casefold()))


def documents_naming(snapshot: Snapshot) -> dict[str, BitMap]:
    """Return {name: documents of the snapshot that name this software}; worked out once for each snapshot."""
    if not snapshot.naming_software:
        snapshot.naming_software = {name: Search(snapshot, {"q": phrase_of(name)}).results for name in NAMES}
    return snapshot.naming_software


def phrase_of(name: str) -> str:
    return f'"{name}"'
