"""The pages of those who follow a list: ask for mails, confirm, change, end.

Nothing is confirmed or ended by GET, since programs that check mails open every link in them.
"""

from http import HTTPStatus
from urllib.parse import quote

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from measures.models import Subscription
from measures.public.caching import public_page
from measures.public.exports import BadQuestion
from measures.public.form_token import VisitorForm, token
from measures.public.visitor_posts import store_or_refuse
from measures.subscriptions import verbs
from measures.subscriptions.consent import CONSENT_TEXTS, NEWEST_CONSENT
from measures.subscriptions.links import confirmed_by, is_ours, manage_path, managed_by, token_of
from measures.subscriptions.lists import address_of, filters_of, normalised
from municipalities.mail_addresses import MailAddressFormField


class ChoiceForm(forms.Form):
    rhythm = forms.ChoiceField(label=gettext_lazy("How often"), choices=Subscription.Rhythm.choices)
    wants_letter = forms.BooleanField(label=gettext_lazy("Also the monthly letter of the KTS"), required=False)


class SubscribeForm(VisitorForm, ChoiceForm):
    email = MailAddressFormField(label=gettext_lazy("Your e-mail address"), max_length=254)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    return send(request) if request.method == "POST" else ask(request)


@public_page
def ask(request: HttpRequest) -> HttpResponse:
    """Show the form for the list whose parameters the address has."""
    form = SubscribeForm(initial={"rhythm": Subscription.Rhythm.WEEKLY})
    return form_page(request, form, request.GET)


@never_cache
def send(request: HttpRequest) -> HttpResponse:
    """Queue the mail with the link to confirm. The answer is the same whatever is known about the address."""
    form = SubscribeForm(request.POST)
    parameters = QueryDict(request.POST.get("list", "")[: 2 * Subscription.LONGEST_QUERY])
    try:
        query = normalised(parameters)
    except BadQuestion:
        return form_page(request, form, parameters, HTTPStatus.BAD_REQUEST)
    if len(query) > Subscription.LONGEST_QUERY:
        form.add_error(None, _("These are too many filters. Please follow a shorter list."))
    if not form.is_valid():
        return form_page(request, form, parameters, HTTPStatus.BAD_REQUEST)
    chosen = {name: form.cleaned_data[name] for name in ("email", "rhythm", "wants_letter")}
    refused = store_or_refuse(
        form,
        lambda: verbs.ask_for(query=query, request=request, **chosen),
        lambda status: form_page(request, form, parameters, status),
    )
    return refused or redirect("subscribe_sent")


@public_page
def sent(request: HttpRequest) -> HttpResponse:
    hours = int(Subscription.CONFIRMED_WITHIN.total_seconds() // 3600)
    return render(request, "subscriptions/sent.html", {"hours": hours})


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Show a button (GET); begin the mails (POST)."""
    subscription = confirmed_by(request.GET.get("token", ""))
    if subscription is None:
        return gone(request)
    if request.method == "POST":
        verbs.confirm(subscription)
        return redirect(manage_path(subscription) + "&neu=ja")
    return render(request, "subscriptions/confirm.html", about(subscription))


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def manage(request: HttpRequest) -> HttpResponse:
    """Show what is sent and how often (GET); change it (POST)."""
    subscription = managed_by(request.GET.get("token", ""))
    if subscription is None:
        return gone(request)
    if request.method == "POST":
        form = ChoiceForm(request.POST)
        if not form.is_valid():
            return render(request, "subscriptions/manage.html", about(subscription, form=form), status=400)
        verbs.change(subscription, **form.cleaned_data)
        return redirect(manage_path(subscription) + "&geaendert=ja")
    form = ChoiceForm(initial={"rhythm": subscription.rhythm, "wants_letter": subscription.wants_letter})
    notice = ""
    if "neu" in request.GET:
        notice = _("Thank you, you follow this list now.")
    elif "geaendert" in request.GET:
        notice = _("Your choice is stored.")
    return render(request, "subscriptions/manage.html", about(subscription, form=form, notice=notice))


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest) -> HttpResponse:
    """Show a button (GET); end the mails (POST).

    Mail programs send this POST by themselves, and follow no redirect (RFC 8058). It answers the same if the mails
    have ended already, since some programs try more than once.
    """
    text = request.GET.get("token", "")
    if not is_ours(text):
        return gone(request)
    subscription = managed_by(text)
    if request.method == "POST":
        if subscription:
            verbs.end(subscription)
        return render(request, "subscriptions/ended.html")
    return render(request, "subscriptions/end.html", about(subscription)) if subscription else gone(request)


def gone(request: HttpRequest) -> HttpResponse:
    return render(request, "subscriptions/gone.html", status=HTTPStatus.GONE)


def about(subscription: Subscription, **more) -> dict:
    return {
        "subscription": subscription,
        "filters": filters_of(subscription.query),
        "list_address": address_of(subscription.query),
        "query": f"?token={quote(token_of(subscription))}",
        "form": None,
        "notice": "",
        **more,
    }


def form_page(request: HttpRequest, form: SubscribeForm, parameters: QueryDict, status: int = 200) -> HttpResponse:
    """Show the form for the list of `parameters`; if a part of them is not understood, say so instead."""
    context = {
        "form": form,
        "token": token(),
        "consent": CONSENT_TEXTS[NEWEST_CONSENT],
        "query": "",
        "filters": [],
        "problem": "",
        "list_address": "",
    }
    try:
        context["query"] = normalised(parameters)
        context["filters"] = filters_of(context["query"])
        context["list_address"] = address_of(context["query"])
    except BadQuestion as problem:
        context["problem"] = str(problem)
        status = HTTPStatus.BAD_REQUEST
    return render(request, "subscriptions/form.html", context, status=status)
