"""Reads public editions from the database as documents: what can be filtered, searched and sorted by."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from measures.finding.cards import TEXT_END, Card, places_shown
from measures.models import Edition
from municipalities.models import State
from municipalities.ordering import sort_key

# "ort", the slugs of the places, is no filter: it is there to count by.
FACETS = ("typ", "feld", "raum", "status", "land", "groesse", "projekt", "staffel", "offen", "ort")
TEXTS = (
    "description", "goals", "target_groups", "partners", "costs", "funding", "what_worked", "lessons",
    "transfer_hints", "operation",
)  # fmt: skip
COLUMNS = (
    "pk", "measure_id", "measure__slug", "published_at", "title", "summary", "status", "has_source_code",
    "measure__project__slug", "measure__project__name", "measure__project__official_name",
    "measure__project__cohort", *TEXTS,
)  # fmt: skip
STATES = {code: str(label) for code, label in State.Code.choices}


@dataclass(slots=True)
class Document:
    """One public edition. `values` maps facets to the values it has; `zones` are its texts, lightest first."""

    edition: int
    measure: int
    published_at: datetime
    values: dict
    zones: tuple
    title_key: str
    project_key: str
    card: Card


def read_documents(editions):
    """Return the documents of `editions` (a queryset), oldest first: the reverse of the catalogue's order."""
    rows = list(editions.newest_first().values_list(*COLUMNS))
    several = {
        "typ": pairs(
            editions,
            "solution_types__slug",
            "solution_types__name",
            order=["solution_types__order", "solution_types__name"],
        ),
        "feld": pairs(editions, "action_fields__slug", "action_fields__name"),
        "raum": pairs(editions, "spatial_scopes__slug", "spatial_scopes__name"),
    }
    places = pairs(editions, "places__slug", "places__size_class", "places__name", "places__ars")
    states = pairs(editions, "places__states__code")
    documents, shared = [], {}
    while rows:  # a row goes as its document comes, else a big catalogue would need its texts twice
        row = rows.pop()
        documents.append(document(row, several, places[row[0]], states[row[0]], shared))
    return documents


def pairs(editions, *columns, order=()):
    """Return for each edition the tuples of `columns` over a relation, without the empty ones."""
    found = defaultdict(list)
    for pk, *values in editions.order_by("pk", *order).values_list("pk", *columns):
        if values[0] is not None:
            found[pk].append(tuple(values))
    return found


def document(row, several, places, states, shared):
    """Return the Document of a row. Many have the same values: `shared` keeps one tuple of each for all of them."""
    pk, measure, slug, published_at, title, summary, status, source_code = row[:8]
    project_slug, project, official, cohort, *texts = row[8:]
    named = {facet: found[pk] for facet, found in several.items()}
    codes = {code for (code,) in states}
    values = {facet: {value for value, _ in found} for facet, found in named.items()}
    values |= {
        "status": (status,) if status else (),
        "land": codes,
        "groesse": {size for _, size, *_ in places if size},
        "projekt": (project_slug,),
        "staffel": (str(cohort),),
        "offen": (source_code,),
        "ort": {place for place, *_ in places},
    }
    for facet, found in values.items():
        found = tuple(sorted(found))
        values[facet] = shared.setdefault(found, found)
    names = [project, official, *(name for found in named.values() for _, name in found)]
    names += [name for _, _, name, _ in places] + [STATES[code] for code in codes]
    zones = (TEXT_END.join([text for text in texts if text]), summary, "\n".join(names), title)
    project_key = sort_key(project)
    project_key = shared.setdefault(project_key, project_key)
    place, place_count = places_shown([(name, key) for _, _, name, key in places], project)
    state_names = ", ".join(sorted({STATES[code] for code in codes} - {project}))
    solution_types = tuple(name for _, name in named["typ"])
    card = Card(
        slug=slug,
        title=title,
        summary=summary,
        long_texts=zones[0],
        status=status,
        project=shared.setdefault(project, project),
        place=place,
        place_count=place_count,
        states=shared.setdefault(state_names, state_names),
        solution_types=shared.setdefault(solution_types, solution_types),
    )
    return Document(pk, measure, published_at, values, zones, sort_key(title), project_key, card)


def public_documents():
    return read_documents(Edition.objects.public())
