"""The page of changes: what was new, changed, stopped, archived or withdrawn, month by month."""

from datetime import date
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from measures.finding.answer import PageLinks, page_of
from measures.finding.current import current
from measures.finding.question import PAGE, unknown_names
from measures.finding.tolerant_fields import KnownValueField, unknown_names_warning
from measures.public.caching import public_page
from measures.public.changes import KINDS, described, events, months

PAGE_SIZE = 50


class ChangesQuestion:
    """What of the changes is asked for: month, kind and project.

    fields    {name in the address: form field}
    values    {name in the address: cleaned value or ""}
    warnings  sentences on what was left out
    """

    def __init__(self, data: QueryDict) -> None:
        choices = current().choices
        projects = choices.values["projekt"] if choices else []
        self.months = months()
        self.fields: dict[str, forms.ChoiceField] = {
            "monat": KnownValueField(label=_("Month"), choices=[(month, month_name(month)) for month in self.months]),
            "art": KnownValueField(label=_("Kind of change"), choices=list(KINDS.items())),
            "projekt": KnownValueField(label=_("Model project"), choices=projects),
        }
        self.values: dict[str, str] = {}
        self.warnings: list[str] = []
        for name, field in self.fields.items():
            self.values[name], warning = field.clean_strings(data.getlist(name))
            self.warnings.append(warning)
        self.warnings.append(unknown_names_warning(unknown_names(data, self.fields)))
        self.warnings = list(filter(None, self.warnings))

    @property
    def asked(self) -> dict[str, str]:
        """The values as `events` takes them."""
        return {"month": self.values["monat"], "kind": self.values["art"], "project": self.values["projekt"]}

    @property
    def query(self) -> str:
        """The question as a query string, or ""."""
        given = {name: value for name, value in self.values.items() if value}
        return f"?{urlencode(given)}" if given else ""


def month_name(month: str) -> str:
    """Return "Mai 2026", or "May 2026" on an English page, for "2026-05"."""
    year, number = map(int, month.split("-"))
    return date_format(date(year, number, 1), "YEAR_MONTH_FORMAT")


@public_page
def changes(request: HttpRequest) -> HttpResponse:
    """Show the events of a month; without a month, of the newest one that has any."""
    question = ChangesQuestion(request.GET)
    month = question.values["monat"] or (question.months[0] if question.months else "")
    found = events(**{**question.asked, "month": month})
    page, notices = page_of(found, request.GET.get(PAGE), size=PAGE_SIZE)
    before = "&" if question.query else "?"
    return render(
        request,
        "changes.html",
        {
            "question": question,
            "month": month,
            "month_name": month_name(month) if month else "",
            "page": page,
            "changes": described(page.object_list),
            "pages": PageLinks(page, lambda number: f"{question.query}{before}{PAGE}={number}"),
            "notices": [*question.warnings, *notices],
        },
    )
