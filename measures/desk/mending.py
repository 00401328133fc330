"""Correct typing errors of a submitted entry, without sending it back for them."""

from django import forms
from django.contrib import messages
from django.db.models import TextField as StoredText
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from measures import workflow
from measures.content import PERSON
from measures.desk.access import open_edition
from measures.desk.comparison import Change, changes_between, label
from measures.desk.moderation import decision_view
from measures.desk.queue_filter import QueueFilter
from measures.desk.verb_form import UNCLEAR_VERSION, VerbForm, carry_out
from measures.models import Edition
from measures.steckbrief import FIELDS
from municipalities.admin.page import render_admin_page
from municipalities.text_fields import CharField, TextField

LONGEST_QUOTE = 120  # characters of a changed part, in the mail
TEXTS = [
    field.name
    for field in FIELDS
    if not field.is_list
    and field.name not in PERSON
    and not field.choices
    and type(Edition._meta.get_field(field.name)) in (CharField, TextField)
]


class MendForm(forms.ModelForm):
    """The texts of an edition that are not empty, and the version that the moderator has seen."""

    version = VerbForm.base_fields["version"]

    class Meta:
        model = Edition
        fields = TEXTS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in TEXTS:
            if not self.initial.get(name):
                del self.fields[name]
            else:
                self.fields[name].label = label(name)
                if isinstance(Edition._meta.get_field(name), StoredText):
                    self.fields[name].widget = forms.Textarea(attrs={"rows": 5})


@decision_view
@require_http_methods(["GET", "HEAD", "POST"])
def mend(request, edition):
    """Show the texts of a submitted entry in a form (GET), or store the corrected ones (POST)."""
    review = reverse("admin:entry_review", args=[edition.pk]) + QueueFilter(request).query
    if edition.state != Edition.State.SUBMITTED:
        return redirect(review)
    before = {name: getattr(edition, name) for name in TEXTS}
    form = MendForm(request.POST or None, instance=edition, initial={"version": edition.version})
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            texts = {name: form.cleaned_data[name] for name in form.changed_data if name in before}
            changes = changes_between(before, {**before, **texts})
            if not changes:
                messages.info(request, _("Nothing was changed."))
                return redirect(review)
            status = carry_out(
                form,
                workflow.mend,
                edition=open_edition(request, edition.pk),
                by=request.user,
                version=form.cleaned_data["version"],
                texts=texts,
                said="\n".join(map(in_words, changes)),
            )
            if status == 200:
                messages.success(request, _("Corrected. The mail about the publication tells its editors what."))
                return redirect(review)
    context = {"title": _("Correct typing errors"), "edition": open_edition(request, edition.pk), "form": form}
    if "version" in form.errors:
        form.add_error(None, UNCLEAR_VERSION)
    return render_admin_page(request, "admin/moderation/mend.html", {**context, "review": review}, status=status)


def in_words(change: Change) -> str:
    """Return what was changed in one field: "Ziele: „Stassen“ → „Straßen“"."""
    parts, gone = [], ""
    for piece in [*change.pieces, None]:
        if piece and piece.kind == "removed":
            gone = piece.text
            continue
        added = piece.text if piece and piece.kind == "added" else ""
        if gone or added:
            parts.append(part_in_words(quoted(gone), quoted(added)))
        gone = ""
    return f"{change.label}: {'; '.join(parts)}"


def part_in_words(old: str, new: str) -> str:
    if old and new:
        return _("“%(old)s” → “%(new)s”") % {"old": old, "new": new}
    return _("added “%(new)s”") % {"new": new} if new else _("removed “%(old)s”") % {"old": old}


def quoted(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}…"
