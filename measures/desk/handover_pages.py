"""The pages on which entries are handed over to others: offer one, see all offers, accept, decline, take back."""

from functools import wraps

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from measures import handovers
from measures.desk.access import open_edition, with_edition
from measures.desk.decision_forms import DecisionForm, text_field
from measures.desk.verb_form import VerbForm
from measures.models import Edition, Handover
from measures.models.measure import OPERATOR
from municipalities.accounts.access_review import projects_without_editor
from municipalities.admin.base import moderators_only
from municipalities.admin.page import render_admin_page
from municipalities.models import ModelProject

MODERATORS = "kts"  # the value that stands for them among the keys of receivers


def receivers():
    """Return the choices: the moderators, then all model projects and other bodies."""
    projects = ModelProject.objects.values_list("pk", "name")
    return [("", _("Choose")), (MODERATORS, OPERATOR), *[(str(key), name) for key, name in projects]]


class OfferForm(DecisionForm):
    """The receiver of an offered entry, and the reason."""

    receiver = forms.ChoiceField(
        choices=receivers,
        label=gettext_lazy("Who shall maintain it?"),
        error_messages={"required": gettext_lazy("Please choose to whom the entry is offered.")},
    )
    reason = text_field(
        gettext_lazy("Reason"),
        gettext_lazy("Those to whom you offer it read it. It is kept in the history. Name no persons."),
        gettext_lazy("Say why; those to whom you offer the entry read it."),
    )

    def clean_receiver(self):
        """Return the ModelProject, or None for the moderators."""
        chosen = self.cleaned_data["receiver"]
        return None if chosen == MODERATORS else ModelProject.objects.get(pk=chosen)


class DeclineForm(DecisionForm):
    reason = text_field(
        gettext_lazy("Why do you not take it over?"),
        gettext_lazy("Those who have offered it get this by e-mail."),
        gettext_lazy("Say why; those who have offered the entry read it."),
    )


@with_edition
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request, edition):
    """Show the form that asks for receiver and reason (GET), or offer the entry (POST)."""
    form, status = OfferForm(), 200
    if request.method == "POST":
        form = OfferForm(request.POST)
        status = form.carry_out(handovers.offer, edition=edition, by=request.user)
        if status == 200:
            messages.success(request, _("The entry is offered. It stays with you until the others accept it."))
            return redirect("admin:handovers")
        if status == 409:
            edition = open_edition(request, edition.pk)  # reload, it has changed
    pending = Handover.objects.filter(measure=edition.measure_id).select_related("receiver").first()
    context = {
        "edition": edition,
        "project": edition.measure.project,
        "form": form,
        "pending": pending,
        "possible": edition.state in Edition.READABLE and pending is None,
        "conflict": status == 409,
    }
    return render_admin_page(request, "admin/handover/offer.html", context, status=status)


@require_safe
def offers(request):
    """List the offers that the user may decide, and those that they may take back."""
    return offers_page(request)


def offers_page(request, *, problems=(), declined=None, form=None, status=200):
    """Return the list of offers. `form` is a refused DeclineForm, that of the offer with the key `declined`."""
    rows = Handover.objects.select_related("measure__project", "measure__maintainer", "receiver", "offered_by")
    to_user = Handover.objects.received_by(request.user).values("pk")
    open_to_user = Handover.objects.open_to(request.user).values("measure")
    readable = Edition.objects.readable().filter(measure__in=open_to_user).select_related("measure")
    editions = {edition.measure_id: edition for edition in readable}

    def shown(found):
        return [(row, editions[row.measure_id]) for row in found if row.measure_id in editions]

    received = [
        (row, edition, form if row.pk == declined else DeclineForm(auto_id=f"decline-{row.pk}-%s"))
        for row, edition in shown(rows.filter(pk__in=to_user))
    ]
    context = {
        "title": _("Entries that are handed over"),
        "received": received,
        "made": shown(rows.filter(pk__in=Handover.objects.made_for(request.user).values("pk")).exclude(pk__in=to_user)),
        "problems": problems,
    }
    return render_admin_page(request, "admin/handover/list.html", context, status=status)


def with_offer(offers_of):
    """Return a decorator for views that take an offer and the public edition of its entry.

    `offers_of` returns the offers that a user may decide about; others respond with 404.
    """

    def decorator(view):
        @wraps(view)
        def with_offer_of_key(request, pk):
            found = offers_of(request.user).select_related("measure", "receiver", "offered_by")
            handover = get_object_or_404(found, pk=pk)
            editions = Edition.objects.readable().select_related("measure__project", "measure__maintainer")
            return view(request, handover, get_object_or_404(editions, measure=handover.measure_id))

        return with_offer_of_key

    return decorator


@require_POST
@with_offer(Handover.objects.received_by)
def accept(request, handover, edition):
    done = _("You maintain “%(title)s” from now on.") % {"title": edition.title}
    return decide(request, VerbForm(request.POST), handovers.accept, handover, edition, done)


@require_POST
@with_offer(Handover.objects.received_by)
def decline(request, handover, edition):
    form = DeclineForm(request.POST, auto_id=f"decline-{handover.pk}-%s")
    done = _("You have declined “%(title)s”; those who have offered it get your reason.") % {"title": edition.title}
    return decide(request, form, handovers.decline, handover, edition, done)


@require_POST
@with_offer(Handover.objects.made_for)
def take_back(request, handover, edition):
    done = _("“%(title)s” is no longer offered.") % {"title": edition.title}
    return decide(request, VerbForm(request.POST), handovers.take_back, handover, edition, done)


def decide(request, form, verb, handover, edition, done):
    """Carry out `verb`, and redirect to the list with the message `done`; or show the list with what was wrong."""

    def about_offer(**arguments):
        verb(handover=handover, **arguments)

    status = form.carry_out(about_offer, edition=edition, by=request.user)
    if status == 200:
        messages.success(request, done)
        return redirect("admin:handovers")
    return offers_page(request, problems=form.problems, declined=handover.pk, form=declined_form(form), status=status)


def declined_form(form):
    """Return a refused DeclineForm as it is; a form without a text has nothing to show."""
    return form if isinstance(form, DeclineForm) else None


def entries_without_editor():
    """Return the public entries whose maintainer had editors once and has none now."""
    found = Edition.objects.public().filter(measure__maintainer__in=projects_without_editor())
    return found.select_related("measure__maintainer", "measure__project").order_by(
        "measure__maintainer", "title", "pk"
    )


@moderators_only
@require_safe
def orphans(request):
    """List the public entries that have lost their editors, so that they can be handed over."""
    offered = set(Handover.objects.values_list("measure", flat=True))
    context = {
        "title": _("Entries without an editor"),
        "rows": [(edition, edition.measure_id in offered) for edition in entries_without_editor()],
    }
    return render_admin_page(request, "admin/handover/orphans.html", context)
