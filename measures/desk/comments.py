"""Comments on an entry and its fields, by its editors and by moderators."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from measures.desk.access import with_edition
from measures.desk.comparison import label
from measures.models import Comment, Edition
from measures.steckbrief import FIELDS
from municipalities.accounts.models import User
from municipalities.admin.page import render_admin_page
from municipalities.text_fields import TextFormField


def fields_to_comment():
    whole = [("", _("The whole entry"))]
    return [*whole, *((field.name, label(field.name)) for field in FIELDS)]


INPUT = forms.Select(attrs={"class": "input"})


class CommentForm(forms.Form):
    field = forms.ChoiceField(label=gettext_lazy("Field"), choices=fields_to_comment, required=False, widget=INPUT)
    text = TextFormField(
        label=gettext_lazy("Comment"),
        max_length=Comment.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write what you want to say.")},
    )
    is_internal = forms.BooleanField(label=gettext_lazy("Only moderators read it"), required=False)

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not user.is_moderator:
            del self.fields["is_internal"]


@with_edition
@require_http_methods(["GET", "HEAD", "POST"])
def comments(request, edition):
    """Show all comments on an edition, with a form (GET); or add one (POST). `feld` names the field of the form."""
    form = CommentForm(request.POST or None, user=request.user, initial={"field": request.GET.get("feld", "")})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        comment = Comment.objects.create(
            edition=edition,
            name=typed["field"],
            text=typed["text"],
            is_internal=typed.get("is_internal", False),
            by=request.user,
        )
        messages.success(request, done_text(comment, request.user))
        return redirect("admin:entry_comments", edition.pk)
    context = {
        "title": _("Comments"),
        "edition": edition,
        "form": form,
        "conversations": conversations(edition, request.user),
    }
    status = 400 if request.method == "POST" else 200
    return render_admin_page(request, "admin/entry/comments.html", context, status=status)


def done_text(comment: Comment, user: User) -> str:
    if comment.is_internal:
        return _("Your comment is stored. Only moderators read it.")
    if user.is_moderator:
        return _("Your comment is stored. The editors read it in the entry, and in the mail if you return it.")
    return _("Your comment is stored. The KTS reads it when it reviews the entry.")


def conversations(edition: Edition, user: User) -> list[dict]:
    """Return the comments that `user` may read, grouped by field, in the order of the fields."""
    of_field: dict[str, list[Comment]] = {}
    for comment in edition.comments.visible_to(user).select_related("by"):
        of_field.setdefault(comment.name, []).append(comment)
    order = ["", *(field.name for field in FIELDS)]
    names = sorted(of_field, key=lambda name: order.index(name) if name in order else len(order))
    return [
        {"name": name, "label": label(name) if name else _("The whole entry"), "comments": of_field[name]}
        for name in names
    ]


def show_at_fields(form: forms.BaseForm, edition: Edition, user: User) -> None:
    """Give each field of the form of an entry the conversation about it, for admin/entry/row.html."""
    for conversation in conversations(edition, user):
        if conversation["name"] in form.fields:
            form.fields[conversation["name"]].comments = conversation["comments"]
