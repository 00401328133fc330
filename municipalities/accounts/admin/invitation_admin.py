"""Invitations in the admin: send one, send it again, revoke it, and see what became of each."""

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from municipalities.accounts import invitations
from municipalities.accounts.admin import many_invitations_page
from municipalities.accounts.admin.invite_form import InviteForm
from municipalities.accounts.models import Invitation
from municipalities.admin.base import LimitedLookupAdmin, moderators_only
from municipalities.row_choices import RowsField

State = Invitation.State


class StateFilter(admin.SimpleListFilter):
    """Filters by `Invitation.state`, which is not a field of the database."""

    title = gettext_lazy("state of the invitation")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return State.choices

    def queryset(self, request, queryset):
        valid = Invitation.objects.valid()
        return {
            State.OPEN: queryset.filter(pk__in=valid),
            State.EXPIRED: queryset.filter(accepted_at=None, revoked_at=None).exclude(pk__in=valid),
            State.ACCEPTED: queryset.filter(accepted_at__isnull=False),
            State.REVOKED: queryset.filter(revoked_at__isnull=False),
        }.get(self.value(), queryset)


@admin.register(Invitation)
class InvitationAdmin(LimitedLookupAdmin):
    form = InviteForm
    change_list_template = "admin/accounts/invitation_list.html"
    add_form_template = "admin/accounts/invite.html"
    change_form_template = "admin/accounts/invitation.html"
    formfield_overrides = {
        models.ManyToManyField: {"form_class": RowsField, "widget": forms.CheckboxSelectMultiple({"class": "boxes"})},
    }
    list_display = ["email", "state", "offers", "sent_at"]
    list_select_related = ["invited_by"]
    list_filter = [StateFilter]
    search_fields = ["email", "first_name", "last_name"]

    def lookup_allowed(self, lookup, value, request):
        return lookup == StateFilter.parameter_name or super().lookup_allowed(lookup, value, request)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("projects")

    def get_urls(self):
        def page(verb):
            view = self.admin_site.admin_view(moderators_only(require_POST(getattr(self, verb))))
            return path(f"<key:pk>/{verb}/", view, name=f"accounts_invitation_{verb}")

        many = self.admin_site.admin_view(many_invitations_page.invite_many)
        return [
            path("several/", many, name="accounts_invitation_several"),
            page("send_again"),
            page("revoke"),
            *super().get_urls(),
        ]

    def get_fields(self, request, obj=None):
        if obj is None:
            return self.form.Meta.fields
        moments = [name for name in ("accepted_at", "revoked_at", "user") if getattr(obj, name)]
        return ["state", "name", "offers", "until", "invited_by", "created_at", "sent_at", *moments]

    def get_readonly_fields(self, request, obj=None):
        return self.get_fields(request, obj) if obj else []

    @admin.display(description=gettext_lazy("state of the invitation"))
    def state(self, invitation):
        return invitation.state.label

    @admin.display(description=gettext_lazy("name"))
    def name(self, invitation):
        return f"{invitation.first_name} {invitation.last_name}".strip() or "–"

    @admin.display(description=gettext_lazy("invited for"))
    def offers(self, invitation):
        names = [project.name for project in invitation.projects.all()]
        return ", ".join([_("Moderation"), *names] if invitation.as_moderator else names)

    @admin.display(description=gettext_lazy("until"))
    def until(self, invitation):
        return date_format(invitation.ends_on) if invitation.ends_on else _("without an end")

    def add_view(self, request, form_url="", extra_context=None):
        try:
            return super().add_view(request, form_url, extra_context)
        except invitations.AlreadyInvited:
            messages.warning(request, _("Somebody else has invited this address at the same moment."))
            return redirect("admin:accounts_invitation_changelist")

    def save_model(self, request, obj, form, change):
        invitations.invite(obj, projects=form.cleaned_data["projects"], by=request.user)

    def response_add(self, request, obj, post_url_continue=None):
        if obj.user:
            text = _("%(email)s has an account already. It has the new rights now, and a mail says so.")
        else:
            text = _("The invitation is on its way to %(email)s. Its link is good for three days.")
        messages.success(request, text % {"email": obj.email})
        return redirect("admin:accounts_invitation_changelist")

    def send_again(self, request, pk):
        invitation = get_object_or_404(Invitation, pk=pk)
        self._apply(request, invitations.send_again, invitation, _("A new link is on its way; the old one is void."))
        return redirect("admin:accounts_invitation_change", invitation.pk)

    def revoke(self, request, pk):
        invitation = get_object_or_404(Invitation, pk=pk)
        self._apply(request, invitations.revoke, invitation, _("The invitation is revoked; its link is void."))
        return redirect("admin:accounts_invitation_change", invitation.pk)

    def _apply(self, request, verb, invitation, success):
        """Call the verb, and log and show `success`, or show that the invitation is not open any more."""
        try:
            verb(invitation, by=request.user)
        except invitations.InvalidInvitation:
            messages.warning(request, _("This invitation has been accepted or revoked meanwhile."))
            return
        self.log_change(request, invitation, success)
        messages.success(request, success)

    def render_change_form(self, request, context, **options):
        invitation = options.get("obj")
        if invitation:
            context["is_waiting"] = invitation.state in (State.OPEN, State.EXPIRED)
            if invitation.user_id:
                context["account_url"] = reverse("admin:accounts_user_change", args=[invitation.user_id])
        return super().render_change_form(request, context, **options)
