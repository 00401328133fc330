"""The desk's pages of re-uses: what is to be done, one re-use with all statements, and its verbs."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from measures.desk.reuse_sides import asked_of, only_confirms, sides_of, speaks_for_origin
from measures.desk.verb_form import carry_out
from measures.finding.answer import PageLinks, page_of
from measures.models import Edition, Reuse, ReuseAuditEntry, Statement
from measures.persons.person_rules import is_like_a_persons_address
from measures.reuse import verbs
from measures.reuse.town_addresses import names_town
from measures.reuse.yearly import confirm_all
from municipalities.accounts.models import Membership
from municipalities.admin.page import render_admin_page
from municipalities.text_fields import TextFormField

PAGE_SIZE = 50
Side, State = Statement.Side, Statement.State
SHOWN = (State.WAITING, State.OBJECTION, State.PUBLISHED)


class SeenForm(forms.Form):
    """The version of the re-use that the user has seen."""

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


class ReasonForm(SeenForm):
    reason = TextFormField(label=gettext_lazy("Reason"), required=False, max_length=1500)


class AnswerForm(SeenForm):
    agrees = forms.ChoiceField(choices=[("ja", ""), ("nein", "")])
    remark = TextFormField(label=gettext_lazy("Remark"), required=False, max_length=1500)


def open_reuse(request, pk):
    """Return the re-use with this key. Raise Http404 if there is none or the user may not see it."""
    reuses = Reuse.objects.open_to(request.user).select_related("measure__project", "municipality")
    return get_object_or_404(reuses, pk=pk)


def reuses_of(user, *, only_waiting):
    """Return the re-uses that `user` may see, with what they say: what waits and what was asked about first."""
    open_statements = Statement.objects.filter(reuse=OuterRef("pk"), state__in=(State.WAITING, State.OBJECTION))
    found = Reuse.objects.open_to(user).filter(statements__state__in=SHOWN).distinct()
    found = found.annotate(waits=Exists(open_statements)).order_by("-waits", F("asked_at").desc(nulls_last=True), "pk")
    if only_waiting:
        found = found.filter(waits=True)
    return found.select_related("measure__project", "municipality").prefetch_related(
        Prefetch("statements", Statement.objects.filter(state__in=SHOWN), "shown"),
        Prefetch("measure__editions", Edition.objects.filter(state__in=Edition.ONCE_PUBLIC), "once_public"),
    )


@require_safe
def reuses(request):
    """List what waits and what was asked about first, then all other re-uses that the user may see."""
    only_waiting = "wartet" in request.GET
    page, notices = page_of(
        reuses_of(request.user, only_waiting=only_waiting), request.GET.get("seite"), size=PAGE_SIZE
    )
    start = "?wartet=ja&seite=" if only_waiting else "?seite="
    for reuse in page:
        reuse.can_be_ticked = request.user.is_moderator and only_confirms(reuse.shown)
    context = {
        "title": _("Re-uses"),
        "page": page,
        "rows": [(reuse, title_of(reuse), by_side(reuse.shown)) for reuse in page],
        "can_tick": any(reuse.can_be_ticked for reuse in page),
        "pages": PageLinks(page, lambda number: f"{start}{number}"),
        "notices": notices,
        "only_waiting": only_waiting,
        "files_query": "?wartet=ja" if only_waiting else "",
        "asked": asked_of(request.user).count(),
    }
    return render_admin_page(request, "admin/reuse/list.html", context)


def title_of(reuse):
    newest = max(reuse.measure.once_public, key=lambda edition: edition.number, default=None)
    return newest.title if newest else reuse.measure.slug


def by_side(statements):
    """Return pairs of a side and what it says, public and waiting."""
    sides = {side: [one for one in statements if one.side == side] for side in Side}
    return [(side, said) for side, said in sides.items() if said]


def reuse_page(request, reuse, *, form=None, status=200):
    """Show one re-use with all that each side says."""
    statements = list(reuse.statements.filter(state__in=SHOWN).select_related("by", "decided_by"))
    reuse.measure.once_public = reuse.measure.editions.filter(state__in=Edition.ONCE_PUBLIC)
    context = {
        "title": f"{reuse.municipality}: {title_of(reuse)}",
        "reuse": reuse,
        "form": form,
        "sides": [(side, [(one, hints_about(one, reuse)) for one in said]) for side, said in by_side(statements)],
        "can_answer": speaks_for_origin(request.user, reuse) and any(one.side == Side.ADOPTER for one in statements),
        "can_publish": request.user.is_moderator and any(one.state == State.WAITING for one in statements),
        "can_refuse": request.user.is_moderator and any(one.state in verbs.OPEN for one in statements),
        "can_withdraw": request.user.is_moderator and any(one.state == State.PUBLISHED for one in statements),
        "can_renew": bool(sides_of(request.user, [reuse])),
        "can_state": not request.user.is_moderator,
        "is_unsaid": all(one.side != Side.ADOPTER for one in statements),
        "history": ReuseAuditEntry.objects.filter(reuse_key=reuse.pk).select_related("by")[:30],
    }
    return render_admin_page(request, "admin/reuse/page.html", context, status=status)


def hints_about(statement, reuse):
    """Return sentences on what a moderator should look at before publishing a statement."""
    hints = []
    if statement.mail_domain:
        text = _("Declared with an address at %(domain)s.") % {"domain": statement.mail_domain}
        if not names_town(statement.mail_domain, reuse.municipality.name):
            text += " " + _("The name of the town is not part of it: please check whose it is.")
        hints.append(text)
    if statement.contact and is_like_a_persons_address(statement.contact):
        hints.append(_("The mailbox looks like the address of a person."))
    return hints


@require_safe
def reuse(request, pk):
    return reuse_page(request, open_reuse(request, pk))


@require_POST
def answer(request, pk):
    """Say as the origin whether what the town says is right."""
    found = open_reuse(request, pk)
    if not speaks_for_origin(request.user, found):
        raise PermissionDenied
    form = AnswerForm(request.POST)
    done = _("Your answer is stored.")
    return decide(request, found, form, verbs.answer, done, agrees=request.POST.get("agrees") == "ja")


@require_POST
def publish(request, pk):
    found = moderated(request, pk)
    return decide(request, found, SeenForm(request.POST), verbs.publish, _("It is public now."))


@require_POST
def refuse(request, pk):
    found = moderated(request, pk)
    return decide(request, found, ReasonForm(request.POST), verbs.refuse, _("It is not published."))


@require_POST
def withdraw(request, pk):
    found = moderated(request, pk)
    return decide(request, found, ReasonForm(request.POST), verbs.withdraw, _("It is not public any more."))


@require_POST
def renew(request, pk):
    """Say that what is public is still so."""
    found = open_reuse(request, pk)
    sides = sides_of(request.user, [found])
    if not sides:
        raise PermissionDenied
    public, _waiting = confirm_all(reuses=[(found, sides[found.pk])], by=request.user)
    if public:
        messages.success(request, _("The catalogue now says that it was confirmed today."))
    else:
        messages.success(request, _("Stored. It waits for publication by a moderator."))
    return redirect("admin:reuse", pk)


def moderated(request, pk):
    if not request.user.is_moderator:
        raise PermissionDenied
    return open_reuse(request, pk)


def decide(request, found, form, verb, done, **more):
    """Carry out a verb on a re-use; show the page again with the reason if that is not possible."""
    status = 400
    if form.is_valid():
        arguments = {**form.cleaned_data, **more}
        status = carry_out(form, verb, reuse=found, by=request.user, **arguments)
        if status == 200:
            messages.success(request, done)
            return redirect("admin:reuse", found.pk)
    found.refresh_from_db()
    return reuse_page(request, found, form=form, status=status)


def waiting_for(user):
    """Return how many re-uses wait for a moderator; for an editor, how many wait for the answer of their project.

    Those of the yearly round are not among them.
    """
    if user.is_moderator:
        return Reuse.objects.filter(statements__state__in=verbs.OPEN).distinct().count()
    projects = Membership.objects.current().filter(user=user).values("project")
    said = Statement.objects.filter(reuse=OuterRef("pk"), side=Side.ADOPTER, state=State.WAITING)
    answered = Statement.objects.filter(reuse=OuterRef("pk"), side=Side.ORIGIN, state__in=verbs.OPEN)
    own = Reuse.objects.filter(measure__maintainer__in=projects)
    return own.filter(Q(Exists(said)) & ~Q(Exists(answered))).count()
