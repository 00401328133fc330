"""The pages of those who ask a municipality about a measure: the form, and the link that confirms.

Nothing is confirmed by GET, since programs that check mails open every link in them.
"""

from http import HTTPStatus

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from measures.asking import verbs
from measures.asking.links import confirmed_by
from measures.asking.titles import title_of
from measures.models import Edition, Enquiry, Offer
from measures.public.caching import public_page
from measures.public.form_token import VisitorForm, token
from measures.public.visitor_posts import store_or_refuse
from municipalities.mail_addresses import MailAddressFormField
from municipalities.text_fields import TextFormField


class AskForm(VisitorForm):
    """A question. Of what the measure offers, `wish` is the address of one, or ""."""

    field_order = ["wish", "question"]  # as on the page, for the list of errors
    wish = forms.ChoiceField(label=gettext_lazy("I would like"), required=False)
    name = TextFormField(label=gettext_lazy("Your name"), max_length=120)
    email = MailAddressFormField(label=gettext_lazy("Your e-mail address"), max_length=254)
    town = TextFormField(label=gettext_lazy("Your municipality"), max_length=120, required=False)
    question = TextFormField(
        label=gettext_lazy("Your question"),
        max_length=Enquiry.LONGEST,
        error_messages={"required": gettext_lazy("Please write what you want to know.")},
    )

    def __init__(self, *args, offers: list[Offer], **options) -> None:
        super().__init__(*args, **options)
        self.fields["wish"].choices = [(offer.slug, offer.local_name) for offer in offers]


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    return send(request, slug) if request.method == "POST" else show_form(request, slug=slug)


@public_page
def show_form(request: HttpRequest, slug: str) -> HttpResponse:
    edition = public_edition(slug)
    return form_page(request, edition, AskForm(offers=list(edition.offers.all())))


@never_cache
def send(request: HttpRequest, slug: str) -> HttpResponse:
    """Queue the mail with the link to confirm. The answer is the same whatever is known about the address."""
    edition = public_edition(slug)
    offers = list(edition.offers.all())
    form = AskForm(request.POST, offers=offers)
    if not form.is_valid():
        return form_page(request, edition, form, HTTPStatus.BAD_REQUEST)
    typed = {name: form.cleaned_data[name] for name in ("name", "email", "town", "question")}
    wishes = {offer.slug: offer.name for offer in offers}  # in German, as the mail to the editors is
    typed["wish"] = wishes.get(form.cleaned_data["wish"], "")
    refused = store_or_refuse(
        form,
        lambda: verbs.ask(measure=edition.measure, request=request, **typed),
        lambda status: form_page(request, edition, form, status),
    )
    return refused or redirect("enquiry_sent")


@public_page
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "asking/sent.html", {"hours": int(Enquiry.CONFIRMED_WITHIN.total_seconds() // 3600)})


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Show the question and a button (GET); send the question (POST). A second POST answers the same."""
    enquiry = confirmed_by(request.GET.get("token", ""))
    if enquiry is None:
        return render(request, "asking/gone.html", status=HTTPStatus.GONE)
    if request.method == "POST":
        verbs.confirm(enquiry)
        return redirect("enquiry_confirmed")
    return render(request, "asking/confirm.html", {"enquiry": enquiry, "title": title_of(enquiry.measure)})


@public_page
def confirmed(request: HttpRequest) -> HttpResponse:
    return render(request, "asking/confirmed.html")


def public_edition(slug: str) -> Edition:
    """Return the published edition of a measure. Raise Http404 if it has none."""
    return get_object_or_404(Edition.objects.public().select_related("measure__project"), measure__slug=slug)


def form_page(request: HttpRequest, edition: Edition, form: AskForm, status: int = HTTPStatus.OK) -> HttpResponse:
    context = {"form": form, "token": token(), "edition": edition, "longest": Enquiry.LONGEST}
    return render(request, "asking/form.html", context, status=status)
