"""“Start Smart”: a page that explains the offer of advice and peer learning, and a prepared request for it.

The chosen measures are those of the shortlist in the address (`m`), the town is in `kommune`. Nothing is sent by GET.
"""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from measures.asking import advice
from measures.finding.current import current
from measures.finding.for_town import places_of
from measures.finding.question import SearchField
from measures.models import AdviceRequest
from measures.public.caching import public_page
from measures.public.form_token import VisitorForm, token
from measures.public.shortlist import Shortlist
from measures.public.visitor_posts import store_or_refuse
from municipalities.known_places import KnownPlace
from municipalities.mail_addresses import MailAddressFormField
from municipalities.text_fields import TextFormField

TOWN = "kommune"  # the parameter with the regional key of the town
MOST_FOUND = 20  # towns of one search
LONGEST_KEY = 40  # characters that are shown of a key which no place has


class AdviceForm(VisitorForm):
    message = TextFormField(
        label=gettext_lazy("What do you plan, and what do you want to know?"),
        max_length=AdviceRequest.LONGEST_MESSAGE,
        required=False,
    )
    name = TextFormField(label=gettext_lazy("Your name"), max_length=120)
    email = MailAddressFormField(label=gettext_lazy("Your e-mail address"), max_length=254)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def start_smart(request: HttpRequest) -> HttpResponse:
    return send(request) if request.method == "POST" else show(request)


@public_page
def show(request: HttpRequest) -> HttpResponse:
    """Explain the offer, ask for the town, and show the request as it would be sent."""
    return page(request, request.GET, AdviceForm())


@never_cache
def send(request: HttpRequest) -> HttpResponse:
    """Queue the mail with the link to confirm. The answer is the same whatever is known about the address."""
    form = AdviceForm(request.POST)
    town = town_of(request.POST)
    if town is None:
        form.add_error(None, _("Choose the town first."))
    if not settings.MASSWERK_START_SMART_TO:
        form.add_error(None, _("The operator has not named a mailbox yet. Nothing was sent."))
    if town is None or not form.is_valid():
        return page(request, request.POST, form, HTTPStatus.BAD_REQUEST)
    text = advice.prepared(town, Shortlist.of(request.POST).cards, form.cleaned_data["message"])
    typed = {name: form.cleaned_data[name] for name in ("name", "email")}
    refused = store_or_refuse(
        form,
        lambda: advice.ask(text=text, request=request, **typed),
        lambda status: page(request, request.POST, form, status),
    )
    return refused or redirect("start_smart_sent")


@public_page
def sent(request: HttpRequest) -> HttpResponse:
    hours = int(AdviceRequest.CONFIRMED_WITHIN.total_seconds() // 3600)
    return render(request, "asking/advice_sent.html", {"hours": hours})


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Show the request and a button (GET); send it (POST). A second POST answers the same."""
    stored = advice.confirmed_by(request.GET.get("token", ""))
    if stored is None or not settings.MASSWERK_START_SMART_TO:
        return render(request, "asking/advice_gone.html", status=HTTPStatus.GONE)
    if request.method == "POST":
        advice.confirm(stored)
        return redirect("start_smart_confirmed")
    if stored.confirmed_at:
        return redirect("start_smart_confirmed")
    return render(request, "asking/advice_confirm.html", {"stored": stored})


@public_page
def confirmed(request: HttpRequest) -> HttpResponse:
    return render(request, "asking/advice_confirmed.html")


def town_of(parameters: QueryDict) -> KnownPlace | None:
    """Return the town that was chosen here or, if none was, the one that the shortlist measures distances from."""
    chosen = places_of(current()).by_key.get(parameters.get(TOWN, ""))
    place = Shortlist.of(parameters).place
    return chosen or (place.place if place else None)


def unknown_town(parameters: QueryDict) -> list[str]:
    """Return a sentence about the key of a town that no place has, or nothing."""
    key = parameters.get(TOWN, "")
    if not key or key in places_of(current()).by_key:
        return []
    text = _("%(label)s: “%(values)s” is unknown and was left out.")
    return [text % {"label": _("Municipality"), "values": key[:LONGEST_KEY]}]


def page(request: HttpRequest, parameters: QueryDict, form: AdviceForm, status: int = HTTPStatus.OK) -> HttpResponse:
    chosen, town = Shortlist.of(parameters), town_of(parameters)
    text = SearchField().clean(parameters.get("q"))
    found = places_of(current()).find(text, MOST_FOUND) if text and not town else []
    if len(found) == 1:
        town, found = found[0], []
    context = {
        "form": form,
        "token": token(),
        "shortlist": chosen,
        "notices": [*chosen.warnings, *unknown_town(parameters)],
        "town": town,
        "text": text,
        "found": [(place, f"?{urlencode({TOWN: place.key, 'm': chosen.keys}, doseq=True)}") for place in found],
        "without_town": f"?{urlencode({'m': chosen.keys}, doseq=True)}" if chosen.keys else "",
        "prepared": advice.prepared(town, chosen.cards) if town else "",
        "mailbox": settings.MASSWERK_START_SMART_TO,
        "longest": AdviceRequest.LONGEST_MESSAGE,
    }
    return render(request, "asking/advice.html", context, status=status)
