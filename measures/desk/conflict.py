"""The page after two people have changed the same entry: it keeps the text of the second, who then decides."""

from django.utils.translation import gettext as _

from measures.desk.access import open_edition
from measures.desk.entry_form import NAMES, EditionForm, fingerprints, stored_content
from measures.models import Edition
from municipalities.admin.page import render_admin_page


def conflict_page(request, pk, typed, base, problems):
    """Answer 409 with the form as it is stored now, and in it what this editor has typed.

    `typed` is the content from the form, `base` has the fingerprints of the content that the editor started with, and
    `problems` says why it could not be saved. Fields that the editor did not touch show what is stored. Where the
    stored value has changed as well, the editor's text is in the field and the stored one beside it.
    """
    asked = open_edition(request, pk)
    edition = asked.measure.newest  # the one being worked on, or the one decided last
    stored = stored_content(edition)
    stored_now, typed_now = fingerprints(stored), fingerprints(typed)
    touched = {name for name in typed if typed_now[name] not in (base.get(name), stored_now[name])}
    changed_by_others = {name for name in stored if stored_now[name] != base.get(name)}
    form = EditionForm(instance=edition, initial={name: as_initial(typed[name]) for name in touched - {"image"}})
    both = [name for name in (*NAMES, "sources") if name in touched & changed_by_others]
    taken_over = [name for name in typed if name in changed_by_others - touched]
    context = {
        "title": stored["title"],
        "edition": edition,
        "form": form,
        "problems": problems,
        "other": edition.edited_by,
        "own": edition.edited_by == request.user,
        "both": [(label(form, name), field(form, name), readable(name, stored[name])) for name in both],
        "apart": both,
        "taken_over": [label(form, name) for name in taken_over],
        "image_lost": "image" in touched,
        "submitted": edition.state == Edition.State.SUBMITTED,
        "closed": edition.state not in Edition.WORKING,
    }
    return render_admin_page(request, "admin/entry/conflict.html", context, status=409)


def as_initial(value):
    """Return a value of `EditionForm.content` as the form takes initial values."""
    return [item.pk if hasattr(item, "pk") else item for item in value] if isinstance(value, list) else value


def field(form, name):
    return None if name == "sources" else form[name]


def label(form, name):
    return _("Sources") if name == "sources" else form.fields[name].label


def readable(name, value):
    """Return a stored value as text."""
    if name == "sources":
        return "\n".join(source["url"] for source in value)
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    choices = dict(Edition._meta.get_field(name).flatchoices)
    return str(choices.get(value, "" if value is None else value))
