"""The figures of the catalogue."""

from typing import Any

from django.urls import reverse

from measures.finding.current import past_day
from measures.finding.figures import age_figure, facet_figures, fill_figure
from measures.finding.growth import catalogue_growth, known_official_counts
from measures.finding.reuses import reuse_figures
from measures.models import Enquiry
from measures.public.api.measures import licence
from measures.public.api.question import catalogue
from measures.public.past_days import carried
from measures.public.serialisation import absolute


def statistics(asked: dict[str, Any]) -> dict[str, Any]:
    """Return the figures that the page of figures shows."""
    snapshot = catalogue()
    figures = [*facet_figures(snapshot), fill_figure(snapshot.moment), age_figure(snapshot.moment)]
    choices = snapshot.choices
    return {
        "licence": licence(),
        "total": len(snapshot),
        "projects": choices.project_count if choices else 0,
        "municipalities": choices.municipality_count if choices else 0,
        "figures": [
            {
                "id": figure.slug,
                "name": figure.subject,
                "note": figure.note,
                "total": figure.total,
                "rows": [
                    {
                        "name": row.label,
                        "count": row.count,
                        "url": absolute(reverse("measures") + carried(row.query)) if row.query else None,
                    }
                    for row in figure.rows
                ],
            }
            for figure in figures
        ],
        "growth": [
            {"month": f"{year}-{month:02}", "measures": number}
            for (year, month), number in catalogue_growth(snapshot.moment)
        ],
        "official": [
            {"date": count.said, "measures": count.number, "source_url": count.source_url}
            for count in known_official_counts(past_day())
        ],
        "reuses": reuse_figures(snapshot),
        "questions": None if snapshot.moment else Enquiry.objects.numbers(),
    }
