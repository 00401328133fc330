"""The form „Fehler melden oder Frage stellen“: a mail to the operator, without an account and without a cookie."""

from http import HTTPStatus

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from measures.public.caching import public_page
from measures.public.form_token import VisitorForm, token
from measures.public.visitor_posts import store_or_refuse
from municipalities.accounts import rate_limits
from municipalities.accounts.mail_queue import queue_mail
from municipalities.mail_addresses import MailAddressFormField
from municipalities.text_fields import TextFormField
from municipalities.visible_text import visible

LONGEST_TEXT = 3_000  # characters; sent as multipart, they fit into MOST_BYTES of config/body_limits.py
LONGEST_PAGE = 500


class FeedbackForm(VisitorForm):
    """A message, the page that it is about, and where to answer, if the sender wants an answer."""

    message = TextFormField(
        label=gettext_lazy("Your message"),
        max_length=LONGEST_TEXT,
        error_messages={"required": gettext_lazy("Please write what it is about.")},
    )
    email = MailAddressFormField(label=gettext_lazy("Your e-mail address"), required=False, max_length=254)
    page = forms.CharField(required=False)

    def clean_page(self):
        return page_of_site(self.cleaned_data["page"])


def page_of_site(text: str) -> str:
    """Return the path of a page of this site, without invisible characters; "" for anything else."""
    path = "".join(visible(text).split())
    is_path = path.startswith("/") and not path.startswith("//") and path.isprintable()
    return path if is_path and len(path) <= LONGEST_PAGE else ""


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest) -> HttpResponse:
    return send(request) if request.method == "POST" else ask(request)


@public_page
def ask(request: HttpRequest) -> HttpResponse:
    """Show the form; `seite` is the page from which the visitor comes."""
    form = FeedbackForm(initial={"page": page_of_site(request.GET.get("seite", "")), "token": token()})
    return form_page(request, form)


@never_cache
def send(request: HttpRequest) -> HttpResponse:
    """Queue the mail. If that is not possible, show the form with all that was typed, and why."""
    form = FeedbackForm(request.POST)
    if not settings.MASSWERK_FEEDBACK_TO:
        form.add_error(None, _("The operator has not named a mailbox yet. Nothing was sent."))
    if not form.is_valid():
        return form_page(request, form, HTTPStatus.BAD_REQUEST)
    refused = store_or_refuse(
        form, lambda: queue_feedback(form.cleaned_data, request), lambda status: form_page(request, form, status)
    )
    return refused or redirect("feedback_sent")


@public_page
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "feedback/sent.html")


def queue_feedback(sent: dict[str, str], request: HttpRequest) -> None:
    """Queue one mail to the operator, and none if the same was sent before. Raises LimitExceeded."""
    with transaction.atomic():
        # The parts cannot be confused with each other: neither a path nor an address has a line break.
        if rate_limits.count_feedback("\n".join([sent["page"], sent["email"], sent["message"]]), request):
            queue_mail([settings.MASSWERK_FEEDBACK_TO], "mail/feedback.txt", sent)


def form_page(request: HttpRequest, form: FeedbackForm, status: int = HTTPStatus.OK) -> HttpResponse:
    # A token that is still good would do, too; a new one always does.
    context = {
        "form": form,
        "token": token(),
        "longest": LONGEST_TEXT,
        "page": page_of_site(form["page"].value() or ""),
    }
    return render(request, "feedback/form.html", context, status=status)
