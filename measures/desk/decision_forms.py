"""The forms for the decisions of moderators about an entry."""

from django import forms
from django.utils.translation import gettext_lazy as _

from measures.desk.verb_form import VerbForm
from measures.models import Edition
from municipalities.accounts.models import User
from municipalities.text_fields import TextFormField

LONGEST_TEXT = 5_000  # characters of a note or reason


def needs_reason(edition: Edition, user: User) -> bool:
    """Return whether `user` has worked on `edition` and so must give a reason for publishing it.

    The page uses this to show the field. The rule is enforced by `workflow.publish`.
    """
    return user.pk in (edition.submitted_by_id, edition.edited_by_id)


def text_field(label, help_text, missing):
    """Return a form field for a long text; `missing` is the error for an empty one."""
    return TextFormField(
        label=label,
        help_text=help_text,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": missing},
    )


class DecisionForm(VerbForm):
    """A decision and the text that explains it, in the field `text_name`."""

    text_name = "reason"

    @property
    def text(self):
        return self[self.text_name]


class PublishForm(DecisionForm):
    """Publish; `reason` is needed for one's own work. Its page has two forms, hence the prefix of the ids."""

    reason = text_field(
        _("Why does nobody else publish it?"),
        _("You have worked on this entry yourself. Your reason is kept in the history."),
        _("You have worked on this entry yourself: say why nobody else publishes it."),
    )

    prefix_of_ids = "publish"

    def __init__(self, *args, needs_reason, **kwargs):
        super().__init__(*args, auto_id=f"{self.prefix_of_ids}_%s", **kwargs)
        self.fields["reason"].required = needs_reason

    @property
    def shows_reason(self):
        """Return whether the page shows the field: also if it has content, so that no typed text disappears."""
        return self.fields["reason"].required or bool(self.text.errors or self.text.value())


class PlanForm(PublishForm):
    """Publish on a day to come; a reason is needed for one's own work."""

    prefix_of_ids = "plan"
    day = forms.DateField(
        label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "vDateField"})
    )


class ReturnForm(DecisionForm):
    """Return an entry to its editors with a note."""

    text_name = "note"
    note = text_field(
        _("What shall be changed?"),
        _("Name the field, what is missing or wrong, and what would be right. The editors read it as you write it."),
        _("Say what shall be changed; the editors read it."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="return_%s", **kwargs)


class CloseForm(DecisionForm):
    """Archive or withdraw an entry with a public reason."""

    reason = text_field(
        _("Reason"),
        _("It is published: everybody who opens the page reads it. Name no persons."),
        _("Say why; visitors of its page read it."),
    )


class WithdrawForm(CloseForm):
    """Withdraw an entry; with `from_past`, pages of past days show it no more, either."""

    from_past = forms.BooleanField(label=_("Take it out of the pages of past days as well"), required=False)
