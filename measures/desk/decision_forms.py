"""The forms of moderators' decisions, and how a decision is carried out."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures import workflow

LONGEST = 5_000  # characters of a note or reason
UNCLEAR = _("It is not clear which version of the entry you saw. Please look at it again, then decide.")
WHO_ELSE = _("You have worked on this entry yourself: say why nobody else publishes it.")


def worked_on(edition, user):
    """Whether she needs a reason to publish this; the verb asks the same, and decides."""
    return user.pk in (edition.submitted_by_id, edition.edited_by_id)


def in_words(error):
    """Return what a WorkflowError says; of a conflict, what it means on a page that already shows the entry anew."""
    if isinstance(error, workflow.Conflict):
        return gettext("Somebody else has changed this entry while you were looking at it.")
    return str(error)


class DecisionForm(forms.Form):
    """A decision about the version that was seen; `words` names the field for what is said with it."""

    words = "reason"
    error_messages = {"required": UNCLEAR, "invalid": UNCLEAR, "min_value": UNCLEAR, "max_value": UNCLEAR}
    version = forms.IntegerField(
        min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput, error_messages=error_messages
    )

    def attempt(self, verb, edition, by):
        """Carry out `verb`. Return 0, or the status of the page that says why not and keeps what was typed."""
        if not self.is_valid():
            if self.cleaned_data.get("version", edition.version) == edition.version:
                return 400
            self.add_error(None, in_words(workflow.Conflict()))
            return 409
        words = {self.words: self.cleaned_data[self.words]}
        try:
            verb(edition=edition, by=by, version=self.cleaned_data["version"], **words)
        except workflow.ReasonNeeded as error:
            self.add_error(self.words, str(error))
            return 400
        except workflow.WorkflowError as error:
            self.add_error(None, in_words(error))
            return 409
        return 0

    @property
    def said(self):
        """The bound field for the words."""
        return self[self.words]

    @property
    def problems(self):
        """What is wrong with the decision as a whole."""
        return [*self.non_field_errors(), *self.errors.get("version", [])]


def words_field(label, help_text, missing):
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": missing},
    )


class PublishForm(DecisionForm):
    reason = words_field(
        _("Why does nobody else publish it?"),
        _("You have worked on this entry yourself. Your reason is kept in the history."),
        WHO_ELSE,
    )

    def __init__(self, *args, needs_reason, **kwargs):
        super().__init__(*args, auto_id="publish_%s", **kwargs)
        self.fields["reason"].required = needs_reason

    @property
    def asks_for_reason(self):
        return self.fields["reason"].required or bool(self.said.errors or self.said.value())


class ReturnForm(DecisionForm):
    words = "note"
    note = words_field(
        _("What shall be changed?"),
        _("Name the field, what is missing or wrong, and what would be right. The editors read it as you write it."),
        _("Say what shall be changed; the editors read it."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="return_%s", **kwargs)


class CloseForm(DecisionForm):
    reason = words_field(
        _("Reason"),
        _("It is published: everybody who opens the page reads it. Name no persons."),
        _("Say why; visitors of its page read it."),
    )
