"""PostgreSQL answers: the floor (`SELECT count(*)`), and everything in one statement with grouping sets."""

import os

import psycopg

from tests.bench.answers import ROWS, Answer
from tests.bench.facets import FACETS

# Facet → (tables that lead from an edition to a value, column with the value); each yields edition_id.
SEVERAL = {
    "typ": (
        "measures_edition_solution_types r JOIN measures_solutiontype v ON v.id = r.solutiontype_id",
        "v.slug",
    ),
    "feld": ("measures_edition_action_fields r JOIN measures_actionfield v ON v.id = r.actionfield_id", "v.slug"),
    "raum": (
        "measures_edition_spatial_scopes r JOIN measures_spatialscope v ON v.id = r.spatialscope_id",
        "v.slug",
    ),
    "loesung": ("measures_edition_solutions r JOIN measures_solution v ON v.id = r.solution_id", "v.slug"),
    "land": (
        "measures_edition_places r JOIN municipalities_municipality_states v USING (municipality_id)",
        "v.state_id",
    ),
    "groesse": (
        "measures_edition_places r JOIN municipalities_municipality v ON v.id = r.municipality_id",
        "v.size_class",
    ),
}
SINGLE = {
    "status": "e.status",
    "offen": "e.has_source_code",
    "quelltext": "e.source_code_duty",
    "projekt": "p.slug",
    "staffel": "p.cohort::text",
}
PROJECT = """
    JOIN measures_measure m ON m.id = e.measure_id
    JOIN municipalities_modelproject p ON p.id = m.project_id"""
NEWEST_FIRST = "published_at DESC, start_year DESC NULLS LAST, title, id"


class PostgreSQL:
    def __init__(self):
        # Statements that come again are prepared by psycopg, so the floor does not pay for planning each time.
        self.connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)

    def floor(self, question):
        chosen = [name for name in FACETS if question[name]]
        project = PROJECT if {"projekt", "staffel"} & set(chosen) else ""
        conditions = ["e.state = 'published'", *(exists(name) for name in chosen)]
        if question["q"]:
            conditions.append("e.bench_words @@ plainto_tsquery('german', %(q)s)")
        tables, condition = f"measures_edition e {project}", " AND ".join(conditions)
        statement = f"SELECT count(*) FROM {tables} WHERE {condition}"  # noqa: S608
        return Answer(self.connection.execute(statement, parameters(question)).fetchone()[0])

    def grouping_sets(self, question):
        answer = Answer(0, [], {name: {} for name in FACETS})
        for facet, value, number in self.connection.execute(everything(question), parameters(question)):
            if facet == "row":
                answer.rows.append((number, int(value)))
            elif facet == "total":
                answer.total = int(number)
            elif value:
                answer.counts[facet][value] = int(number)
        answer.rows = [key for _, key in sorted(answer.rows)]
        return answer


def parameters(question):
    return {name: value for name, value in question.items() if value}


def exists(facet):
    if facet in SINGLE:
        return f"{SINGLE[facet]} = ANY(%({facet})s)"
    tables, value = SEVERAL[facet]
    return f"EXISTS (SELECT FROM {tables} WHERE r.edition_id = e.id AND {value} = ANY(%({facet})s))"


def within(facet):
    """The same as an expression, a hashed subplan: here a document may fail one condition and still count."""
    if facet in SINGLE:
        return exists(facet)
    tables, value = SEVERAL[facet]
    return f"e.id IN (SELECT r.edition_id FROM {tables} WHERE {value} = ANY(%({facet})s))"  # noqa: S608


def everything(question):
    """Return one statement for rows, total and counts.

    `failed` is the one facet whose condition a document does not meet, or "": its counts still include it.
    """
    failing = [f"CASE WHEN {within(name)} THEN NULL ELSE '{name}' END" for name in FACETS if question[name]]
    text = "AND e.bench_words @@ plainto_tsquery('german', %(q)s)" if question["q"] else ""
    singles = ", ".join(f"{column} AS {name}" for name, column in SINGLE.items())
    facet = " ".join(f"WHEN grouping({name}) = 0 THEN '{name}'" for name in SINGLE)
    sets = ", ".join(f"({name}, failed)" for name in SINGLE)
    several = "".join(f" UNION ALL {counting(name)}" for name in SEVERAL)
    return f"""
    WITH tested AS (
        SELECT e.id, e.published_at, e.start_year, e.title, {singles},
               array_remove(ARRAY[{", ".join(failing)}]::text[], NULL) AS failing
        FROM measures_edition e {PROJECT} WHERE e.state = 'published' {text}
    ), base AS MATERIALIZED (
        SELECT *, coalesce(failing[1], '') AS failed FROM tested WHERE cardinality(failing) < 2
    ), counted (facet, value, failed, number) AS (
        SELECT CASE {facet} ELSE 'total' END, coalesce({", ".join(SINGLE)}), failed, count(*)
        FROM base GROUP BY GROUPING SETS ({sets}, (failed)){several}
    )
    SELECT facet, value, sum(number) FROM counted WHERE failed IN ('', facet) GROUP BY facet, value
    UNION ALL
    (SELECT 'row', id::text, row_number() OVER (ORDER BY {NEWEST_FIRST})
     FROM base WHERE failed = '' ORDER BY {NEWEST_FIRST} LIMIT {ROWS})"""  # noqa: S608


def counting(facet):
    tables, value = SEVERAL[facet]
    # Several places of an edition may lie in the same state or be of the same size.
    number = "count(DISTINCT b.id)" if facet in ("land", "groesse") else "count(*)"
    return f"""
        SELECT '{facet}', {value}, b.failed, {number}
        FROM {tables} JOIN base b ON b.id = r.edition_id GROUP BY {value}, b.failed"""  # noqa: S608
