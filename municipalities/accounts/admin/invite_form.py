"""The form of one invitation, which the page for many uses for each line as well."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from municipalities.accounts.models import Invitation, User


class InviteForm(forms.ModelForm):
    """A new invitation. A sent one cannot be changed."""

    class Meta:
        model = Invitation
        fields = ["email", "first_name", "last_name", "projects", "ends_on", "as_moderator"]
        help_texts = {
            "projects": gettext_lazy("The invited user may write the measures of these model projects."),
            "ends_on": gettext_lazy("The last day on which they may write; empty: without an end."),
            "as_moderator": gettext_lazy("The invited user may review, publish and invite, for all model projects."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            return  # All fields are read-only then.
        projects = self.fields["projects"]
        projects.required = not self.data.get("as_moderator")
        projects.error_messages["required"] = _("Please choose at least one model project.")
        projects.widget.can_add_related = False

    def clean_ends_on(self):
        ends_on = self.cleaned_data["ends_on"]
        if ends_on and ends_on < timezone.localdate():
            raise ValidationError(_("This day is over."))
        return ends_on

    def clean_email(self):
        email = self.cleaned_data["email"]
        if Invitation.objects.valid().filter(email=email).exists():
            raise ValidationError(
                _("This address has an open invitation. You can send that one again, or revoke it first.")
            )
        if User.objects.filter(email=email, is_active=False).exists():
            raise ValidationError(_("There is an account with this address. It is closed; open it again instead."))
        return email
