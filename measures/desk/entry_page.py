"""The page with the form of an entry, and the parts of it that change with each saving."""

from measures.completeness import completeness
from measures.desk.access import open_edition
from measures.desk.comments import show_at_fields
from measures.desk.entry_form import ROWS, stored_content
from measures.desk.form_sections import ANCHORS, sections_of
from measures.desk.review_hints import hints_at_fields
from measures.desk.similar_entries import entries_like
from measures.steckbrief import BY_NAME
from municipalities.admin.page import render_admin_page


def form_page(request, edition, form, *, status=200, is_stored=False):
    """Return the page with the form of `edition`. Title and completeness are those of the stored content.

    `is_stored` is whether the draft holds what the form shows, errors included.
    """
    found = open_edition(request, edition.pk)  # 404 if it has been discarded since
    stored = found if form.is_bound else edition  # validating a form has assigned what was typed to `edition`
    about = about_content(stored, form)
    show_at_fields(form, edition, request.user)
    show_hints(form, stored)
    context = {
        **about,
        "edition": edition,
        "is_stored": is_stored,
        "shown_elsewhere": (),
        "similar": entries_like(about["title"], own=edition.measure_id),
        "names_person": edition.measure.editions.naming_persons().exists(),
    }
    return render_admin_page(request, "admin/entry/form.html", context, status=status)


def show_hints(form, stored):
    """Give the fields of the form, and the set of the sources, the hints about what is stored in them, as `hints`.

    A hint about an address is for the field in which it still stands.
    """
    form.sources.hints = []
    for hint in hints_at_fields(stored):
        if hint.field == "sources" and hint.url:
            fields = [row["url"] for row in form.sources if "url" in row.fields]
        elif hint.field == "sources":
            form.sources.hints.append(hint)
            continue
        else:
            fields = [form[hint.field]]
        for field in fields:
            if not hint.url or field.value() == hint.url:
                field.field.hints = [*getattr(field.field, "hints", ()), hint]


def about_content(edition, form):
    """Return the context of the parts of the page that depend on the stored content of `edition`."""
    stored = stored_content(edition)
    complete = completeness(stored)
    return {
        "title": stored["title"],
        "form": form,
        "sections": list(sections_of(form, stored)),
        "complete": complete,
        "missing": field_link(form, complete.missing) if complete.missing else None,
    }


def field_link(form, name):
    """Return the anchor and the label of a field; of one with several rows, the anchor of its section."""
    if name in ROWS:
        return {"anchor": ANCHORS[name], "label": BY_NAME[name].label}
    return {"anchor": form[name].id_for_label or form[name].auto_id, "label": form[name].label}
