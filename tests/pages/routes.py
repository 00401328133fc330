"""Every public route with an existing address, for tests that go through all of them."""

from django.urls import URLPattern, get_resolver, reverse

from measures.models import Edition, FrozenCatalogue, Solution
from measures.public.freezing import freeze

FROZEN = "2026-1"  # the frozen catalogue that is there where tests have made it
ANONYMOUS = {
    "start": {},
    "measures": {},
    "measures_export": {"slug": "format"},
    "measures_feed": {"slug": "feed"},
    "codebook": {},
    "changes": {},
    "changes_feed": {"slug": "feed"},
    "measure": {"slug": "measure"},
    "measure_sheet": {"slug": "measure"},
    "reuse_declare": {"slug": "measure"},
    "reuse_network": {},
    "reuse_feed": {"slug": "feed"},
    "reuse_sent": {},
    "reuse_prove": {},
    "reuse_answer": {},
    "reuse_state": {},
    "measure_image": {"slug": "measure"},
    "measure_preview": {"slug": "measure"},
    "site_preview": {},
    "favicon": {},
    "measure_linked_data": {"slug": "measure"},
    "catalogue_record": {"slug": "record"},
    "map": {},
    "projects": {},
    "project": {"slug": "project"},
    "municipalities": {},
    "municipality": {"slug": "municipality"},
    "town_entry": {},
    "town_suggestions": {},
    "similarity": {},
    "town": {"slug": "town"},
    "problems": {},
    "problem": {"slug": "hitze"},
    "solution_types": {},
    "solution_type": {"slug": "app"},
    "solutions": {},
    "solution": {"slug": "solution"},
    "solution_type_effects": {"slug": "app"},
    "action_fields": {},
    "action_field": {"slug": "mobilitaet"},
    "stopped_measures": {},
    "shortlist": {},
    "shortlist_export": {"slug": "format"},
    "council_paper": {},
    "comparison": {},
    "comparison_export": {"slug": "format"},
    "comparison_file": {},
    "figures": {},
    "figure_file": {"slug": "loesungstypen"},
    "suggestions": {},
    "api": {},
    "api_v1": {},
    "api_openapi": {},
    "api_measures": {},
    "api_measure": {"slug": "measure"},
    "api_similar": {"slug": "measure"},
    "api_projects": {},
    "api_project": {"slug": "project"},
    "api_municipalities": {},
    "api_municipality": {"slug": "municipality"},
    "api_solution_types": {},
    "api_action_fields": {},
    "api_reuses": {},
    "api_statistics": {},
    "api_suggestions": {},
    "api_changes": {},
    "api_nothing": {"anything": "gibt-es-nicht"},
    "about": {},
    "open_data": {},
    "data_sources": {},
    "privacy": {},
    "imprint": {},
    "accessibility": {},
    "easy_language": {},
    "sign_language": {},
    "feedback": {},
    "feedback_sent": {},
    "measure_ask": {"slug": "measure"},
    "enquiry_sent": {},
    "enquiry_confirm": {},
    "enquiry_confirmed": {},
    "answer_consent": {},
    "start_smart": {},
    "start_smart_sent": {},
    "start_smart_confirm": {},
    "start_smart_confirmed": {},
    "subscribe": {},
    "subscribe_sent": {},
    "subscription_confirm": {},
    "subscription": {},
    "subscription_end": {},
    "health": {},
    "alive": {},
    "robots": {},
    "sitemap": {},
    "sitemap_part": {"section": "part of the sitemap"},
    "security": {},
    "opensearch": {},
    "llms": {},
    "manifest": {},
    "frozen_catalogues": {},
    "frozen_catalogue": {"slug": "frozen"},
    "frozen_file": {"slug": "frozen", "name": "massnahmen.csv"},
    "timegate": {},
    "timemap": {},
}
NO_PAGE = {
    *[name for name in ANONYMOUS if name.startswith("api_")],
    "alive", "catalogue_record", "changes_feed", "codebook", "comparison_export", "comparison_file", "figure_file",
    "reuse_answer", "reuse_feed", "reuse_prove", "reuse_state",
    "frozen_file", "health", "llms", "manifest", "favicon", "measure_image", "measure_linked_data",
    "measure_preview", "measures_export", "site_preview",
    "measures_feed", "opensearch", "robots", "security", "shortlist_export", "sitemap", "sitemap_part",
    "answer_consent", "enquiry_confirm", "start_smart_confirm", "subscription", "subscription_confirm",
    "subscription_end", "suggestions", "timegate", "timemap", "town_suggestions",
}  # fmt: skip


FORMS = {"feedback", "measure_ask", "reuse_declare", "start_smart", "subscribe"}  # visitors may send these


def public_names():
    """Return the names of all routes except those below admin/."""
    return {
        pattern.name for pattern in walk(get_resolver().url_patterns) if not str(pattern.pattern).startswith("admin/")
    }


def walk(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern
        elif pattern.app_name != "admin":
            yield from walk(pattern.url_patterns)


def addresses(edition, names=None):
    """Return the addresses of all public routes; those with a key lead to `edition`, its project and place."""
    slugs = {
        "measure": edition.measure.slug,
        "project": edition.measure.project.slug,
        "municipality": edition.places.first().slug,
        "town": edition.places.first().ars,
        "format": "json",
        "feed": "atom",
        "record": "ttl",
        "solution": solution().slug,
        "frozen": FROZEN,
        "part of the sitemap": "massnahmen",
    }
    return {
        name: reverse(name, kwargs={key: slugs.get(value, value) for key, value in kwargs.items()})
        for name, kwargs in ANONYMOUS.items()
        if names is None or name in names
    }


def solution():
    """Return the software whose page is visited; there is none at the start."""
    return Solution.objects.first() or Solution.objects.create(slug="rathaus-app", name="Rathaus-App")


def pages():
    """Return {name: address} of all pages that show something of the first public edition."""
    edition = Edition.objects.public().order_by("pk").first()
    if not FrozenCatalogue.objects.exists():
        freeze(FROZEN)
    return {name: url for name, url in addresses(edition).items() if name not in NO_PAGE}
