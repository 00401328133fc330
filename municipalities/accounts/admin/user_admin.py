"""Accounts in the admin. They are created by invitations (invitation_admin.py) and never deleted."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import path
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from municipalities.accounts import rate_limits, rights, second_factor, security_log
from municipalities.accounts.admin import access_review_pages, institution_unlink, second_factor_reset
from municipalities.accounts.models import Membership, User
from municipalities.accounts.password_pages import limit_exceeded
from municipalities.admin.base import LONGEST_SEARCH, LimitedLookupAdmin
from municipalities.models import ModelProject
from municipalities.visible_text import visible


class UserForm(forms.ModelForm):
    """An account. The admin validates and saves it in one transaction, so that `clean` still holds when it is saved.

    Moderators who change their own address type their password: a window left open must not be enough.
    """

    request: HttpRequest  # set by UserAdmin.get_form
    own_password = forms.CharField(
        label=_("Your password"),
        help_text=_("Only needed to change the e-mail address."),
        required=False,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )

    class Meta:
        help_texts = {
            "email": _("For signing in; our mails go there, too."),
            "is_active": _("Without the tick nobody can sign in with this account. What was done with it stays."),
            "wants_mail_at_once": _(
                "Also for each request to archive and each statement on a re-use. Else one mail a day."
            ),
            "is_moderator": _("Reviews and publishes for all model projects, invites people and keeps the lists."),
        }

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk == self.request.user.pk and "email" in self.changed_data:
            self._confirm_password(cleaned.get("own_password", ""))
        is_still_moderator = cleaned.get("is_active", True) and cleaned.get("is_moderator", True)
        if not is_still_moderator:
            try:
                rights.require_another_moderator(self.instance)
            except rights.LastModerator:
                raise ValidationError(
                    gettext(
                        "This is the only active moderator. Make somebody else a moderator first: "
                        "without one nobody could review entries or invite people."
                    ),
                    code="last_moderator",
                ) from None
        return cleaned

    def _confirm_password(self, password):
        """Add an error unless this is the password of the user. Tries count as sign-ins. Raises LimitExceeded."""
        attempt = rate_limits.count_sign_in(self.request.user.email, self.request)
        if self.request.user.check_password(password):
            rate_limits.clear_failed_sign_ins(attempt)
            return
        security_log.log("password", "refused", account=self.request.user.pk)
        self.add_error("own_password", gettext("To change your e-mail address, please enter your password."))


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.choices = list(field.choices)  # one query for all rows
        return field


@admin.register(User)
class UserAdmin(LimitedLookupAdmin):
    form = UserForm
    change_list_template = "admin/accounts/user_list.html"
    change_form_template = "admin/accounts/user.html"
    list_display = ["email", "first_name", "last_name", "is_moderator", "is_active"]
    search_fields = ["email", "first_name", "last_name"]
    search_help_text = _("Name, e-mail address, model project or municipality")
    readonly_fields = ["last_login", "confirmed_at", "second_factor"]
    fields = ["email", "first_name", "last_name", "is_active", "is_moderator", "wants_mail_at_once", *readonly_fields]
    inlines = [MembershipInline]

    def get_urls(self):
        def page(address, view, name):
            return path(address, self.admin_site.admin_view(view), name=f"accounts_user_{name}")

        return [
            page("review/", access_review_pages.review, "review"),
            page("<key:pk>/confirm/", access_review_pages.confirm, "confirm"),
            page("<key:pk>/reset_factor/", second_factor_reset.reset_second_factor, "reset_factor"),
            page("<key:pk>/unlink/", institution_unlink.unlink, "unlink"),
            *super().get_urls(),
        ]

    def get_search_results(self, request, queryset, search_term):
        """Return also the current editors of the projects that have the words in their names or those of a place."""
        found, may_have_duplicates = super().get_search_results(request, queryset, search_term)
        term = visible(search_term).replace("\0", "")[:LONGEST_SEARCH].strip()
        if term:
            projects = ModelProject.objects.matching(term).values("pk")
            editors = Membership.objects.current().filter(project__in=projects).values("user")
            found |= queryset.filter(pk__in=editors)
        return found, may_have_duplicates

    def get_fields(self, request, obj=None):
        is_own = obj is not None and obj.pk == request.user.pk
        return ["email", "own_password", *self.fields[1:]] if is_own else self.fields

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.request = request
        if obj is not None and obj.pk == request.user.pk:
            form.base_fields["email"].widget.attrs["autocomplete"] = "username"  # beside one's own password
        return form

    def changeform_view(self, request, *args, **kwargs):
        try:
            return super().changeform_view(request, *args, **kwargs)
        except rate_limits.LimitExceeded as error:
            return limit_exceeded(request, error)

    @admin.display(description=_("second factor"))
    def second_factor(self, user):
        device = second_factor.device_of(user)
        if device is None:
            return gettext("not set up")
        return gettext("since %(day)s") % {"day": date_format(device.created_at)}

    def render_change_form(self, request, context, **options):
        context["institution_logins"] = options["obj"].institution_logins.all()
        return super().render_change_form(request, context, **options)

    def save_model(self, request, obj, form, change):
        form.rights_before = rights.rights_of(obj.pk)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        rights.notify_of_changes(form.rights_before, rights.rights_of(form.instance.pk), by=request.user)
