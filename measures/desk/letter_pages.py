"""The page with which moderators write the monthly letter. Of those who follow lists it shows numbers only."""

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.forms.models import model_to_dict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from measures.models import Letter, Subscription
from measures.subscriptions.letters import LetterSent, save_letter, send_letter
from municipalities.admin.base import moderators_only
from municipalities.admin.page import render_admin_page


class LetterForm(forms.ModelForm):
    class Meta:
        model = Letter
        fields = ["subject", "text"]


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request):
    """Show the letter of this month and who would get it (GET); store it, or store and send it (POST)."""
    month = timezone.localdate().strftime("%Y-%m")
    stored = Letter.objects.filter(month=month).first()
    form = LetterForm(request.POST or None, initial=model_to_dict(stored) if stored else None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                return keep(request, month, form.cleaned_data)
            except LetterSent:
                form.add_error(None, _("The letter of this month was sent already. What you typed was not stored."))
                status = 409
    context = {
        "title": _("Monthly letter"),
        "form": form,
        "month": timezone.localdate().replace(day=1),
        "sent": stored if stored and stored.sent_at else None,
        "earlier": Letter.objects.filter(sent_at__isnull=False).exclude(month=month)[:12],
        "numbers": numbers(),
    }
    return render_admin_page(request, "admin/letter.html", context, status=status)


def keep(request, month, values):
    """Store the letter, and send it if that button was pressed. Raises LetterSent."""
    save_letter(month=month, **values)
    if "send" in request.POST:
        number = send_letter(month=month, by=request.user)
        text = ngettext("The letter goes to one address.", "The letter goes to %(n)s addresses.", number)
        messages.success(request, text % {"n": number})
    else:
        messages.success(request, _("The letter is stored, and has not been sent."))
    return redirect("admin:letter")


def numbers():
    """Return how many subscriptions there are of each kind, and how many addresses want the letter."""
    confirmed = Q(confirmed_at__isnull=False)
    return Subscription.objects.aggregate(
        at_once=Count("pk", filter=confirmed & Q(rhythm=Subscription.Rhythm.AT_ONCE)),
        weekly=Count("pk", filter=confirmed & Q(rhythm=Subscription.Rhythm.WEEKLY)),
        letter=Count("email", distinct=True, filter=confirmed & Q(wants_letter=True)),
        waiting=Count("pk", filter=~confirmed),
    )
