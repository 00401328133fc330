"""The fields of a statement on a re-use, the same for the form of visitors, the desk and tables."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.models import Reuse, Statement

PRODUCTIVE = [("", gettext_lazy("not said")), ("ja", gettext_lazy("yes")), ("nein", gettext_lazy("not yet"))]


class YesOrNo(forms.TypedChoiceField):
    """A choice whose value is True, False or None."""

    def __init__(self, **options):
        super().__init__(choices=PRODUCTIVE, coerce=lambda text: text == "ja", empty_value=None, **options)

    def prepare_value(self, value):
        return {True: "ja", False: "nein"}.get(value, value) if isinstance(value, bool) else value


class StatementForm(forms.ModelForm):
    """What somebody says about a re-use; whether a source is needed depends on who says it."""

    needs_source = False
    is_productive = YesOrNo(label=gettext_lazy("In productive use"), required=False)

    class Meta:
        model = Statement
        fields = (
            "status", "since", "ended", "is_productive", "adapted", "effort", "software_version", "link", "contact",
            "source_url", "evidence", "remark",
        )  # fmt: skip

    def clean(self):
        cleaned = super().clean()
        status, since, ended = (cleaned.get(name) for name in ("status", "since", "ended"))
        if status == Reuse.Status.ENDED and not ended and "ended" not in self.errors:
            self.add_error("ended", _("Say in which year it ended."))
        elif status and status != Reuse.Status.ENDED and ended:
            self.add_error("ended", _("Only what has ended has a year of its end."))
        if since and ended and since > ended:
            self.add_error("ended", _("It cannot have ended before it began."))
        if self.needs_source and not cleaned.get("source_url") and "source_url" not in self.errors:
            self.add_error("source_url", _("Name the public source that says so."))
        return cleaned
