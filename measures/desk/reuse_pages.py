"""The desk's pages of re-uses: what is to be done, one re-use with all statements, and its verbs."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from measures.desk.verb_form import carry_out
from measures.finding.answer import PageLinks, page_of
from measures.intake.reuse_table import slug_in
from measures.models import Edition, Measure, Reuse, ReuseAuditEntry, Statement
from measures.persons.person_rules import is_like_a_persons_address
from measures.reuse import verbs
from measures.reuse.forms import StatementForm
from measures.reuse.town_addresses import names_town
from municipalities.accounts.models import Membership
from municipalities.admin.page import render_admin_page
from municipalities.models import Municipality
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


class AddForm(StatementForm):
    """A statement of an editor about their town, or of a moderator from a source."""

    measure = TextFormField(
        label=gettext_lazy("Measure"), help_text=gettext_lazy("The address of its page, or the last part of it")
    )
    municipality = forms.ModelChoiceField(Municipality.objects.none(), label=gettext_lazy("Municipality"))
    ars = TextFormField(label=gettext_lazy("Regional key (ARS or AGS) of the municipality"))
    field_order = ["measure", "municipality", "ars", "status", "since", "ended", "source_url", "evidence"]

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        self.needs_source = user.is_moderator
        if user.is_moderator:
            del self.fields["municipality"], self.fields["contact"], self.fields["remark"]
            self.fields["source_url"].required = True
        else:
            del self.fields["ars"]
            projects = user.memberships.current().values("project")
            towns = Municipality.objects.filter(participations__project__in=projects).distinct()
            self.fields["municipality"].queryset = towns

    def clean_measure(self):
        slug = slug_in(self.cleaned_data["measure"])
        public = Measure.objects.filter(slug=slug, pk__in=Edition.objects.public().values("measure")).first()
        if public is None:
            raise forms.ValidationError(_("No measure of the catalogue has this address."))
        return public

    def clean_ars(self):
        key = self.cleaned_data["ars"].replace(" ", "")
        known = Municipality.objects.filter(gone_since=None)
        if len(key) == 8 and key.isdigit():  # an AGS: the ARS without the four digits of the association
            found = known.filter(ars__startswith=key[:5], ars__endswith=key[5:], level=Municipality.Level.MUNICIPALITY)
        else:
            found = known.filter(ars=key).exclude(ars="")
        if found.count() != 1:
            raise forms.ValidationError(_("No municipality of the register has this key."))
        return found.get()


def open_reuse(request, pk):
    """Return the re-use with this key. Raise Http404 if there is none or the user may not see it."""
    reuses = Reuse.objects.open_to(request.user).select_related("measure__project", "municipality")
    return get_object_or_404(reuses, pk=pk)


def speaks_for_origin(user, reuse):
    return user.memberships.current().filter(project=reuse.measure.maintainer_id).exists()


def speaks_for_town(user, reuse):
    projects = reuse.municipality.participations.values("project")
    return user.memberships.current().filter(project__in=projects).exists()


@require_safe
def reuses(request):
    """List what waits and what was asked about first, then all other re-uses that the user may see."""
    open_statements = Statement.objects.filter(reuse=OuterRef("pk"), state__in=(State.WAITING, State.OBJECTION))
    found = Reuse.objects.open_to(request.user).filter(statements__state__in=SHOWN).distinct()
    found = found.annotate(waits=Exists(open_statements)).order_by("-waits", "-asked_at", "pk")
    only_waiting = "wartet" in request.GET
    if only_waiting:
        found = found.filter(waits=True)
    found = found.select_related("measure__project", "municipality").prefetch_related(
        Prefetch("statements", Statement.objects.filter(state__in=SHOWN), "shown"),
        Prefetch("measure__editions", Edition.objects.filter(state__in=Edition.ONCE_PUBLIC), "once_public"),
    )
    page, notices = page_of(found, request.GET.get("seite"), size=PAGE_SIZE)
    start = "?wartet=ja&seite=" if only_waiting else "?seite="
    context = {
        "title": _("Re-uses"),
        "page": page,
        "rows": [(reuse, title_of(reuse), by_side(reuse.shown)) for reuse in page],
        "pages": PageLinks(page, lambda number: f"{start}{number}"),
        "notices": notices,
        "only_waiting": only_waiting,
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
        "can_renew": renewable(request.user, reuse, statements) is not None,
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


def renewable(user, reuse, statements):
    """Return the public statement that the user can say is still so, or None."""
    public = {one.side: one for one in statements if one.state == State.PUBLISHED}
    if Side.ADOPTER in public and speaks_for_town(user, reuse):
        return public[Side.ADOPTER]
    if Side.ORIGIN in public and speaks_for_origin(user, reuse):
        return public[Side.ORIGIN]
    return public.get(Side.THIRD) if user.is_moderator else None


@require_safe
def reuse(request, pk):
    return reuse_page(request, open_reuse(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def add(request):
    """State that one's town re-uses a measure, or as a moderator that a source says so."""
    form = AddForm(request.POST or None, user=request.user)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            sent = form.cleaned_data
            statement = verbs.state(
                measure=sent["measure"],
                municipality=sent.get("ars") or sent.get("municipality"),
                side=Side.THIRD if request.user.is_moderator else Side.ADOPTER,
                by=request.user,
                content=sent,
            )
            messages.success(request, _("Stored. It waits for publication by a moderator."))
            return redirect("admin:reuse", statement.reuse_id)
    context = {"title": _("Record a re-use"), "form": form}
    return render_admin_page(request, "admin/reuse/add.html", context, status=status)


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
    statement = renewable(request.user, found, list(found.statements.filter(state=State.PUBLISHED)))
    if statement is None:
        raise PermissionDenied
    verbs.renew(statement=statement, by=request.user)
    messages.success(request, _("The catalogue now says that it was confirmed today."))
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
    """Return how many re-uses wait for a moderator; for an editor, how many wait for the answer of their project."""
    if user.is_moderator:
        return Reuse.objects.filter(statements__state__in=verbs.OPEN).distinct().count()
    projects = Membership.objects.current().filter(user=user).values("project")
    said = Statement.objects.filter(reuse=OuterRef("pk"), side=Side.ADOPTER, state=State.WAITING)
    answered = Statement.objects.filter(reuse=OuterRef("pk"), side=Side.ORIGIN, state__in=verbs.OPEN)
    own = Reuse.objects.filter(measure__project__in=projects)
    return own.filter(Q(Exists(said)) & ~Q(Exists(answered))).count()
