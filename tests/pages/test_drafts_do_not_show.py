"""R3 and R4: hidden editions change no byte of a public answer, and no conditional request returns their images."""

import hashlib
from datetime import timedelta

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from measures import workflow
from measures.finding.cards import short_key
from measures.finding.current import current
from measures.models import AuditEntry, Edition, SolutionType, Upload
from measures.public.freezing import MAKERS, RECORD, freeze
from municipalities.models import ModelProject, Municipality
from tests.factories import make_editor, make_picture, make_project, make_user
from tests.pages import routes
from tests.pages.cast import HIDDEN, STATES, make_in_state

pytestmark = pytest.mark.django_db

WORD = "Quastenflosser"  # stands in hidden entries only
YESTERDAY = timezone.localdate() - timedelta(days=1)
# Short keys of an entry that is hidden, and of one that is public: those of their addresses
KEYS = [short_key(f"{WORD.lower()}-im-hafen"), short_key("bus-published")]
QUERIES = {
    "measures": [
        "", f"q={WORD}", "q=bus", "typ=dashboard", "typ=app&feld=mobilitaet", "status=geplant", "status=in-betrieb",
        "land=BY", "groesse=grossstadt", "projekt=heimlich", "projekt=offen", "staffel=2019", "raum=quartier",
        "offen=ja", "sort=titel", "seite=2", f"typ=gibt-es-nicht&q={WORD}",
        f"stand={YESTERDAY}", f"q={WORD}&stand={YESTERDAY}", "stand=gestern",
    ],
    "measures_export": [
        "", f"q={WORD}", "q=bus", "typ=app", "status=geplant", "projekt=heimlich", "offen=ja", "sort=titel", "excel=ja",
        "land=XX", f"stand={YESTERDAY}",
    ],
    "measures_feed": [
        "", f"q={WORD}", "q=bus", "typ=app", "projekt=heimlich", "projekt=offen", "ort=gibt-es-nicht",
        "seite=2",
    ],
    "changes": ["", "art=neu", "art=geaendert", "art=zurueckgezogen", "projekt=heimlich", "projekt=offen", "seite=2"],
    "api_measures": [
        "", f"q={WORD}", "q=bus", "typ=dashboard", "status=geplant", "land=BY", "projekt=heimlich", "offen=ja",
        "sort=titel", "limit=1", "fields=title", "lang=en", "seite=2", f"stand={YESTERDAY}",
        f"q={WORD}&stand={YESTERDAY}", "stand=gestern",
    ],
    "api_projects": ["", "q=heimlich", "land=BY", f"stand={YESTERDAY}"],
    "api_municipalities": ["", "q=Versteck", "limit=1", f"stand={YESTERDAY}"],
    **{
        name: ["", "seite=2", f"stand={YESTERDAY}"]
        for name in (
            "api_measure", "api_similar", "api_project", "api_municipality", "api_solution_types", "api_action_fields",
            "api_statistics", "municipality", "measure_sheet", "figure_file",
        )
    },
    **{
        name: ["", *[f"m={key}{day}" for key in KEYS for day in ("", f"&stand={YESTERDAY}")]]
        for name in (
            "shortlist", "shortlist_export", "comparison", "comparison_export", "comparison_file", "council_paper",
        )
    },
    "api_suggestions": [f"q={WORD}", "q=Quasten", "q=bus", "q=heim"],
    "api_changes": ["", "since=2020-01-01", "art=geaendert", "projekt=heimlich", "limit=1"],
    "measure": ["", "seite=2", f"stand={YESTERDAY}"],
    "project": ["", "seite=2", f"stand={YESTERDAY}"],
    "figures": ["", f"stand={YESTERDAY}"],
    "timegate": [""],
    "timemap": ["url=/massnahmen/", "url=/api/v1/measures", "url=/ueber/"],
    "changes_feed": ["", "art=neu", "art=geaendert", "art=zurueckgezogen", "projekt=heimlich", "monat=1999-01"],
    "map": ["", f"stand={YESTERDAY}", f"q={WORD}", "land=BY", "projekt=heimlich"],
    "suggestions": [f"q={WORD}", "q=Quasten", "q=bus", "q=heim", "q=Versteck"],
    "projects": ["", "land=BY", "staffel=2019", "q=heimlich"],
    "town_entry": ["", "q=Versteck"],
    "municipalities": ["", "q=Versteck", "land=BY", "seite=2"],
}  # fmt: skip


@pytest.fixture
def people(db):
    project = make_project("Offen", slug="offen")
    make_project("Heimlich", slug="heimlich")  # a project itself is public, also with nothing to show
    return {"project": project, "by": make_editor(project), "moderator": make_user(is_moderator=True)}


@pytest.fixture
def shown(people):
    """One edition in each state that visitors may know of. All of them were public yesterday."""
    once = [state for state in STATES if state not in HIDDEN]
    editions = [make_in_state(state, **people, title=f"Bus {state}", summary="Fährt.") for state in once]
    before = {name: F(name) - timedelta(days=2) for name in ("submitted_at", "published_at")}
    Edition.objects.filter(pk__in=[edition.pk for edition in editions]).update(**before)
    freeze(routes.FROZEN)
    return editions


def hide(people, shown):
    """Add everything that is hidden from visitors: new entries, work on public ones, an upload, an account."""
    secret = {
        "title": f"{WORD} im Hafen", "summary": f"{WORD} überall", "description": WORD, "types": ["dashboard"],
        "status": "geplant", "source_code_url": "https://example.org/q", "lessons": WORD,
        "sources": [{"url": f"https://{WORD.lower()}.example.org/"}],
    }  # fmt: skip
    for project in ModelProject.objects.filter(slug__in=["offen", "heimlich"]):
        for state in HIDDEN:
            make_in_state(state, **{**people, "project": project}, **secret)
    for edition in shown:
        work_on(edition, people, secret)
    Upload.objects.create(user=people["by"], file_name=f"{WORD}.csv", table={"columns": [], "rows": [[WORD]]})
    make_editor(people["project"], first_name=WORD)


def work_on(edition, people, secret):
    newest = edition.measure.editions.order_by("number").last()
    draft = workflow.start_draft(measure=edition.measure, by=people["by"], original=newest)
    content = {name: value for name, value in secret.items() if name != "types"} | make_picture(9, 9)
    content["solution_types"] = list(SolutionType.objects.filter(slug="dashboard"))
    workflow.save_draft(edition=draft, by=people["by"], version=1, content=content)
    if edition.state != "archived":  # one of them stays a draft
        workflow.submit(edition=draft, by=people["by"], version=2)


def addresses():
    """Return every public address, with and without queries, and addresses that do not exist."""
    measures = [edition.measure.slug for edition in Edition.objects.exclude(state__in=HIDDEN).order_by("pk")]
    slugs = {
        "measure": [*dict.fromkeys(measures), f"{WORD.lower()}-im-hafen", f"{WORD.lower()}-im-hafen-offen"],
        "project": [project.slug for project in ModelProject.objects.exclude(slug="heimlich").order_by("pk")],
        "town": [place.ars for place in Municipality.objects.filter(projects__slug="offen")],
        "feed": ["atom", "json"],
        "record": ["ttl", "rdf", "jsonld"],
        "frozen": [routes.FROZEN],
        "format": ["csv", "xlsx", "json", "geojson"],
        "part of the sitemap": ["seiten", "massnahmen", "modellprojekte", "kommunen", "themen", "ausgaben"],
        "municipality": [place.slug for place in Municipality.objects.filter(projects__slug="offen")],
    }
    found = ["/gibt-es-nicht/", "/massnahmen/%ff/", "/admin/login/", "/feed"]
    for name, kwargs in routes.ANONYMOUS.items():
        if name == "frozen_file":
            found += [reverse(name, args=[routes.FROZEN, file]) for file in (*MAKERS, RECORD, f"{WORD}.csv")]
            continue
        for value in [slugs.get(slug, [slug]) for slug in kwargs.values()] or [[None]]:
            urls = [reverse(name, kwargs=dict.fromkeys(kwargs, slug)) for slug in value]
            found += [f"{url}?{query}" for url in urls for query in QUERIES.get(name, ["", "seite=2"])]
    return found


def answers(client, urls):
    """Return {request: (status, headers without the time, body)} for GET, HEAD, a conditional GET and htmx."""
    found = {}
    for url in urls:
        response = found["GET", url] = answer(client.get(url))
        if url.endswith(("?", "/")):
            found["HEAD", url] = answer(client.head(url))
        if "etag" in response[1]:
            found["conditional", url] = answer(client.get(url, headers={"if-none-match": response[1]["etag"]}))
        if response[1].get("content-type", "").startswith("text/html"):
            found["htmx", url] = answer(client.get(url, headers={"hx-request": "true"}))
    return found


def answer(response):
    clock = {"date", "expires"} if "no-store" in response.get("Cache-Control", "") else {"date"}
    headers = {name.lower(): value for name, value in response.items() if name.lower() not in clock}
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers.pop("set-cookie", None)
    cookies = sorted(set(response.cookies) - {"csrftoken"})  # of the sign-in page: new each time
    return response.status_code, headers, without_token(body), cookies


def without_token(body):
    head, found, tail = body.partition(b'name="csrfmiddlewaretoken" value="')
    return head + found + tail[64:] if found else body


def differing(before, after):
    return [key for key in before if before[key] != after[key]]


def test_what_is_hidden_changes_no_byte_and_no_header(client, people, shown):
    urls = addresses()
    before = answers(client, urls)
    assert {status for status, *_ in before.values()} == {200, 302, 304, 400, 404, 410}
    assert len(before) > 200
    assert KEYS[1] in current().by_short_key
    hide(people, shown)
    assert Edition.objects.filter(state__in=HIDDEN).count() == 2 * len(HIDDEN) + len(shown)
    assert AuditEntry.objects.filter(verb="save").count() >= len(shown)
    assert differing(before, answers(client, urls)) == []
    for edition in Edition.objects.filter(state__in=HIDDEN, number=1):
        assert client.get(edition.get_absolute_url()).status_code == 404


def test_every_condition_of_a_hidden_image_is_refused(client, people):
    for state in [*HIDDEN, "withdrawn"]:
        edition = make_in_state(state, **people)
        tag = f'"{hashlib.blake2s(edition.image.name.encode(), digest_size=12).hexdigest()}"'
        address = reverse("measure_image", args=[edition.measure.slug])
        for headers in ({}, {"if-none-match": tag}, {"if-none-match": "*"}, {"range": "bytes=0-9"}, {"if-match": tag}):
            for method in (client.get, client.head):
                response = method(address, headers=headers)
                assert (response.status_code, "etag" in response) == (404, False), (state, headers)
