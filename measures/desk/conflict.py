"""Two people changed the same entry: the second one sees both texts, keeps hers, and decides."""

from django.utils.translation import gettext as _

from measures.desk.access import open_edition
from measures.desk.entry_form import NAMES, EditionForm, fingerprints, stored_content
from measures.desk.frame import framed
from measures.models import Edition


def conflict_page(request, pk, typed, base, error):
    """Answer (409) with the form as it is stored now, and in it what this editor has typed.

    `base` has the fingerprints of what she began with. What she left alone is taken from what is stored; where both
    have changed something, hers stands in the field and the other text beside it.
    """
    asked = open_edition(request, pk)
    edition = asked.measure.editions.order_by("number").last()  # the one being worked on, or what was decided last
    stored = stored_content(edition)
    now, hers = fingerprints(stored), fingerprints(typed)
    touched = {name for name in typed if hers[name] != base.get(name) and hers[name] != now[name]}
    form = EditionForm(instance=edition, initial={name: as_initial(typed[name]) for name in touched - {"image"}})
    both = [name for name in (*NAMES, "sources") if name in touched and now[name] != base.get(name)]
    context = {
        "title": stored["title"],
        "edition": edition,
        "form": form,
        "error": error,
        "other": edition.edited_by,
        "own": edition.edited_by == request.user,
        "both": [(label(form, name), field(form, name), readable(name, stored[name])) for name in both],
        "apart": both,
        "taken_over": [label(form, name) for name in typed if name not in touched and now[name] != base.get(name)],
        "image_lost": "image" in touched,
        "submitted": edition.state == Edition.State.SUBMITTED,
        "closed": edition.state not in Edition.WORKING,
    }
    return framed(request, "admin/entry/conflict.html", context, status=409)


def as_initial(value):
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
