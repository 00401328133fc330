"""A small catalogue with something of everything that the API can answer."""

from datetime import date
from decimal import Decimal

from measures import workflow
from measures.models import Offer, SpatialScope
from tests.factories import (
    make_change,
    make_effect,
    make_municipality,
    make_person,
    make_picture,
    make_project,
    make_public,
    make_solution,
)

CITY_WORDS = ("Sensor im Park", "Bus & Bahn – Auskunft", "Stadtplan “Radwege”", "App für Ämter", "Lärmkarte")


def make_catalogue(*, picture=True):
    """Return the public editions: thin and full ones, changed, stopped; beside them an archived and a withdrawn one."""
    ulm = make_municipality("Ulm", state="BW", population=128_000, latitude=48.4, longitude=9.99, district="Ulm")
    region = make_municipality("Verband Rhein", level="region", population=None)
    one = make_project("Ulm", slug="ulm", cohort=2019, kind="grossstadt", municipalities=[ulm, region])
    other = make_project("Ilzer Land", slug="ilzer-land", municipalities=[make_municipality(state="BY")])
    public = [make_public(title, project=one) for title in CITY_WORDS]
    full = make_public(
        "Voller Eintrag",
        project=other,
        types=("dashboard", "app"),
        status="in-betrieb",
        start_year=2021,
        end_year=2024,
        summary="Zählt „alles“.",
        costs="*20.000 €*\n\n- Miete",
        as_of=date(2026, 5, 1),
        website="https://ulm.example/x",
        source_code_url="https://git.example/x",
        licence="MIT",
        contact_name="Amt",
        contact_email="amt@ulm.example",
        keywords="Quastenflosser",
        spatial_scopes=list(SpatialScope.objects.all()[:1]),
        solutions=[make_solution("DIPAS")],
        offers=list(Offer.objects.all()[:2]),
        sources=[{"url": "https://ulm.example/a", "kind": "press", "confidence": "high", "fields": ["title", "costs"]}],
        effects=[
            make_effect(value=Decimal("1250.500"), target=Decimal(2000), date="2025-03", url="https://ulm.example/z"),
            make_effect("Stellen", level="input", unit="", value=None, target=Decimal("0.500")),
        ],
        **(make_picture() if picture else {}),
        **make_person("Jana Muster"),
    )
    change = make_change(full, None, status="eingestellt", lessons="Zu teuer.")
    workflow.publish(edition=change, by=None, version=change.version)
    for title, verb in (("Alter Eintrag", workflow.archive), ("Irrtum", workflow.withdraw)):
        edition = make_public(title, project=one)
        verb(edition=edition, by=None, version=edition.version, reason="Ein Grund")
    return [*public, change]
