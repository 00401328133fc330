"""The forms with which moderators decide about an entry."""

from django import forms
from django.utils.translation import gettext_lazy as _

from measures.desk.verb_form import VerbForm

LONGEST_TEXT = 5_000  # characters of a note or reason


def needs_reason(edition, user):
    """Return whether the user has to give a reason for publishing `edition`; `workflow.publish` asks the same."""
    return user.pk in (edition.submitted_by_id, edition.edited_by_id)


def text_field(label, help_text, missing):
    return forms.CharField(
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
    reason = text_field(
        _("Why does nobody else publish it?"),
        _("You have worked on this entry yourself. Your reason is kept in the history."),
        _("You have worked on this entry yourself: say why nobody else publishes it."),
    )

    def __init__(self, *args, needs_reason, **kwargs):
        super().__init__(*args, auto_id="publish_%s", **kwargs)
        self.fields["reason"].required = needs_reason

    @property
    def shows_reason(self):
        return self.fields["reason"].required or bool(self.text.errors or self.text.value())


class ReturnForm(DecisionForm):
    text_name = "note"
    note = text_field(
        _("What shall be changed?"),
        _("Name the field, what is missing or wrong, and what would be right. The editors read it as you write it."),
        _("Say what shall be changed; the editors read it."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="return_%s", **kwargs)


class CloseForm(DecisionForm):
    """For archiving and withdrawing."""

    reason = text_field(
        _("Reason"),
        _("It is published: everybody who opens the page reads it. Name no persons."),
        _("Say why; visitors of its page read it."),
    )
