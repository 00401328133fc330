"""Template tags of the desk."""

from dataclasses import dataclass

from django import template
from django.contrib.admin.templatetags.admin_list import result_headers
from django.contrib.admin.utils import display_for_field, display_for_value, lookup_field

from municipalities.admin.change_texts import change_text

register = template.Library()
register.filter("change_text", change_text)


@dataclass(frozen=True)
class Cell:
    """A cell in the table of a list: the name of its column, the heading, the content, and where it links to."""

    name: str
    heading: str
    content: str
    url: str


@register.simple_tag
def table_of(changelist):
    """Return {"headings": what Django's `result_headers` gives, "rows": lists of Cells} for a ChangeList."""
    headings = list(result_headers(changelist))
    rows = [cells_of(changelist, headings, result) for result in changelist.result_list]
    return {"headings": headings, "rows": rows}


def cells_of(changelist, headings, result):
    links = changelist.list_display_links or ()
    return [
        Cell(
            name=name,
            heading="" if name == "action_checkbox" else heading["text"],
            content=content_of(changelist.model_admin, name, result),
            url=changelist.url_for_result(result) if name in links else "",
        )
        for name, heading in zip(changelist.list_display, headings, strict=True)
    ]


def content_of(model_admin, name, result):
    """Return the value of a column of `list_display`, formatted as Django does."""
    empty = model_admin.get_empty_value_display()
    field, attribute, value = lookup_field(name, result, model_admin)
    if field is None or field.auto_created:
        return display_for_value(value, empty, getattr(attribute, "boolean", False))
    return display_for_field(value, field, empty, avoid_link=True)
