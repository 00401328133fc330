"""The desk's form for a statement on a re-use: of an editor for either side, or of a moderator from a source."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from measures.desk.reuse_pages import SHOWN, open_reuse
from measures.desk.reuse_sides import towns_of
from measures.intake.reuse_table import slug_in
from measures.models import Edition, Measure, Statement
from measures.reuse import verbs
from measures.reuse.forms import StatementForm
from municipalities.admin.page import render_admin_page
from municipalities.models import Municipality
from municipalities.row_choices import is_key
from municipalities.text_fields import TextFormField

Side = Statement.Side


class AddForm(StatementForm):
    """A statement of an editor about their town or their measure, or of a moderator from a source.

    `cleaned_data` then has `town` and `side`.
    """

    measure = TextFormField(
        label=gettext_lazy("Measure"), help_text=gettext_lazy("The address of its page, or the last part of it")
    )
    municipality = forms.ModelChoiceField(
        Municipality.objects.none(), label=gettext_lazy("Your municipality"), required=False
    )
    ars = TextFormField(label=gettext_lazy("Name or regional key (ARS or AGS) of the municipality"))
    field_order = ["measure", "municipality", "ars", "status", "since", "ended", "source_url", "evidence"]

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        self.user = user
        self.needs_source = user.is_moderator
        if user.is_moderator:
            del self.fields["municipality"], self.fields["contact"], self.fields["remark"]
            self.fields["source_url"].required = True
        else:
            self.fields["ars"].required = False
            self.fields["ars"].label = _("Or, if it is your measure: name or regional key of who re-uses it")
            self.fields["municipality"].queryset = towns_of(user)

    def clean_measure(self):
        slug = slug_in(self.cleaned_data["measure"])
        public = Measure.objects.filter(slug=slug, pk__in=Edition.objects.public().values("measure")).first()
        if public is None:
            raise forms.ValidationError(_("No measure of the catalogue has this address."))
        return public

    def clean_ars(self):
        key = self.cleaned_data["ars"].replace(" ", "")
        if not key:
            return None
        known = Municipality.objects.filter(gone_since=None)
        if len(key) == 8 and key.isdigit():  # an AGS: the ARS without the four digits of the association
            found = known.filter(ars__startswith=key[:5], ars__endswith=key[5:], level=Municipality.Level.MUNICIPALITY)
        elif key.isdigit():
            found = known.filter(ars=key)
        else:
            found = known.filter(name=self.cleaned_data["ars"])
        if found.count() > 1:
            raise forms.ValidationError(_("Several have this name. Please give the regional key."))
        if not found:
            raise forms.ValidationError(_("No municipality of the register has this name or key."))
        return found.get()

    def clean(self):
        cleaned = super().clean()
        own, other, measure = (cleaned.get(name) for name in ("municipality", "ars", "measure"))
        if self.user.is_moderator:
            cleaned |= {"town": other, "side": Side.THIRD}
        elif bool(own) == bool(other):
            if not self.errors.keys() & {"municipality", "ars"}:
                self.add_error("municipality", _("Choose your municipality, or give the key of another."))
        elif own or towns_of(self.user).filter(pk=other.pk).exists():
            cleaned |= {"town": own or other, "side": Side.ADOPTER}
        elif measure and self.user.memberships.current().filter(project=measure.maintainer_id).exists():
            cleaned |= {"town": other, "side": Side.ORIGIN}
        elif measure:
            self.add_error("ars", _("You can speak for your own municipalities and your own measures only."))
        return cleaned


@require_http_methods(["GET", "HEAD", "POST"])
def add(request):
    """State that one's town re-uses a measure or another town one's own, or as a moderator that a source says so.

    With `nachnutzung` in the address, the form begins with what is known of that re-use.
    """
    form = AddForm(request.POST or None, user=request.user, initial=known_content(request))
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            sent = form.cleaned_data
            statement = verbs.state(
                measure=sent["measure"],
                municipality=sent["town"],
                side=sent["side"],
                by=request.user,
                content=sent,
            )
            messages.success(request, _("Stored. It waits for publication by a moderator."))
            return redirect("admin:reuse", statement.reuse_id)
    context = {"title": _("Record a re-use"), "form": form}
    return render_admin_page(request, "admin/reuse/add.html", context, status=status)


def known_content(request):
    """Return the initial values of the form from the re-use that the address names, if the user may see it."""
    key = request.GET.get("nachnutzung", "")
    if not is_key(key):
        return {}
    reuse = open_reuse(request, int(key))
    said = reuse.statements.filter(state__in=SHOWN).order_by("pk").last()
    place = reuse.municipality
    is_own = towns_of(request.user).filter(pk=place.pk).exists()
    is_only = Municipality.objects.filter(gone_since=None, name=place.name).count() == 1
    town = {"municipality": place.pk} if is_own else {"ars": place.name if is_only else place.ars}
    said = {name: getattr(said, name) for name in ("status", "since", "ended")} if said else {}
    return {"measure": reuse.measure.slug, **town, **said}
