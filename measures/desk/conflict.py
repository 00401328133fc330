"""The page for an edit conflict, with the text that was typed and the text that is stored."""

import json

from measures.content import UNFINISHED
from measures.desk.access import open_edition
from measures.desk.entry_form import NAMES, ROWS, EditionForm, fingerprints, stored_content
from measures.desk.form_sections import sections_of
from measures.effect_texts import sentence
from measures.models import Edition, Effect
from measures.steckbrief import BY_NAME
from municipalities.admin.page import render_admin_page


def conflict_page(request, pk, typed, base, problems):
    """Respond with 409 and a form that merges the stored content with what this editor has typed.

    Arguments:
        typed: the content of the form that could not be saved, with the texts that its fields do not take.
        base: the fingerprints, by field, of the content with which the editor started.
        problems: texts that say why it could not be saved.

    A field that the editor did not change shows the stored value. A field that both have changed shows the editor's
    value, with the stored one beside it.
    """
    # The edition may no longer be the newest one, for example because it has been published.
    edition = open_edition(request, pk).measure.newest
    unfinished = typed.pop(UNFINISHED)
    typed |= {name: json.loads(text) if name in ROWS else text for name, text in unfinished.items()}
    stored = stored_content(edition)
    stored_now = fingerprints(stored)
    typed_now = fingerprints(typed)
    changed_here = {name for name in typed if typed_now[name] not in (base.get(name), stored_now[name])}
    changed_by_others = {name for name in stored if stored_now[name] != base.get(name)}
    # Browsers do not allow to fill in a file, so the image has to be chosen again.
    initial = {name: as_initial(typed[name]) for name in changed_here - {"image"}}
    form = EditionForm(instance=edition, initial=initial)
    contested = [name for name in (*NAMES, *ROWS) if name in changed_here & changed_by_others]
    taken_over = [name for name in typed if name in changed_by_others - changed_here]
    context = {
        "title": stored["title"],
        "edition": edition,
        "form": form,
        "sections": list(sections_of(form, stored)),
        "problems": problems,
        "other": edition.edited_by,
        "own": edition.edited_by == request.user,
        "contested": [(name, label(form, name), field(form, name), readable(name, stored[name])) for name in contested],
        "shown_elsewhere": contested,
        "taken_over": [label(form, name) for name in taken_over],
        "image_lost": "image" in changed_here,
        "submitted": edition.state == Edition.State.SUBMITTED,
        "closed": edition.state not in Edition.WORKING,
    }
    return render_admin_page(request, "admin/entry/conflict.html", context, status=409)


def as_initial(value):
    """Return a value of `EditionForm.content` in the form of an initial value: keys instead of objects."""
    if not isinstance(value, list):
        return value
    return [item.pk if hasattr(item, "pk") else item for item in value]


def field(form, name):
    """Return the bound field; None for what has a formset of its own."""
    return None if name in ROWS else form[name]


def label(form, name):
    return BY_NAME[name].label if name in ROWS else form.fields[name].label


def readable(name, value):
    """Return a stored value as text."""
    if name == "sources":
        return "\n".join(source["url"] for source in value)
    if name == "effects":
        return "\n".join(sentence(Effect(**effect)) for effect in value)
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    if value is None:
        return ""
    choices = dict(Edition._meta.get_field(name).flatchoices)
    return str(choices.get(value, value))
