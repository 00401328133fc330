"""Pages on which towns without an account say that they re-use a measure, and on which the other side answers.

Nothing happens by GET, since programs that check mails open every link in them. Nothing is public before a moderator
publishes it.
"""

from http import HTTPStatus

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from measures.finding.current import current
from measures.finding.for_town import places_of
from measures.finding.question import SearchField
from measures.models import Measure, Statement
from measures.public.caching import public_page
from measures.public.form_token import VisitorForm, token
from measures.public.visitor_posts import store_or_refuse
from measures.reuse import verbs
from measures.reuse.forms import StatementForm
from measures.reuse.links import reuse_to_answer, statement_to_renew, statements_to_prove
from measures.reuse.mails import title_of
from measures.reuse.town_addresses import refuse_free_provider
from measures.workflow import WorkflowError
from municipalities.accounts import rate_limits
from municipalities.mail_addresses import MailAddressFormField, canonical
from municipalities.models import Municipality
from municipalities.text_fields import TextFormField

MOST_FOUND = 20  # towns of one search
MOST_UNPROVEN = 20  # statements that wait behind the link of one address
TOWN = "kommune"  # the parameter with the regional key of the town


class DeclareForm(VisitorForm, StatementForm):
    email = MailAddressFormField(
        label=gettext_lazy("Your official e-mail address"), max_length=254, validators=[refuse_free_provider]
    )

    class Meta(StatementForm.Meta):
        fields = (
            "status", "since", "ended", "is_productive", "adapted", "effort", "software_version", "link", "contact",
            "remark",
        )  # fmt: skip


class AnswerForm(forms.Form):
    """The answer of the origin. The version is that of the re-use that was seen."""

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    answer = forms.ChoiceField(choices=[("ja", ""), ("nein", "")])
    remark = TextFormField(label=gettext_lazy("Remark"), required=False, max_length=1500)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: HttpRequest, slug: str) -> HttpResponse:
    return send(request, slug=slug) if request.method == "POST" else ask(request, slug=slug)


@public_page
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the town; with `kommune` in the address, show the form for it."""
    town = places_of(current()).by_key.get(request.GET.get(TOWN, ""))
    return form_page(request, slug, DeclareForm() if town else None, town)


@never_cache
def send(request: HttpRequest, slug: str) -> HttpResponse:
    """Store what was declared and queue the mail. The answer is the same whatever is known about the address."""
    town = places_of(current()).by_key.get(request.POST.get(TOWN, ""))
    form = DeclareForm(request.POST)
    if town is None:
        form.add_error(None, _("Choose the town first."))
    if not form.is_valid():
        return form_page(request, slug, form, town, HTTPStatus.BAD_REQUEST)
    measure = Measure.objects.filter(slug=slug, editions__in=current_edition(slug)).first()
    municipality = Municipality.objects.filter(ars=town.key).first()
    if measure is None or municipality is None:
        raise Http404
    refused = store_or_refuse(
        form,
        lambda: store(form.cleaned_data, measure, municipality, request),
        lambda status: form_page(request, slug, form, town, status),
    )
    return refused or redirect("reuse_sent")


def current_edition(slug: str) -> list[int]:
    """Return the key of the public edition of a measure, in a list; [] if it is not in the catalogue."""
    number = current().by_slug.get(slug)
    return [] if number is None else [current().documents[number].edition]


@transaction.atomic
def store(sent: dict, measure: Measure, municipality: Municipality, request: HttpRequest) -> None:
    """Store the statement and queue one mail, or none if the address has got one within the hour."""
    email = canonical(sent["email"])
    sends_mail = rate_limits.count_mail_to(email, request)
    if Statement.objects.filter(email=email, state=Statement.State.UNPROVEN).count() < MOST_UNPROVEN:
        verbs.declare(measure=measure, municipality=municipality, email=email, content=sent, sends_mail=sends_mail)


def form_page(
    request: HttpRequest, slug: str, form: DeclareForm | None, town, status: int = HTTPStatus.OK
) -> HttpResponse:
    catalogue = current()
    number = catalogue.by_slug.get(slug)
    if number is None:
        raise Http404
    text = SearchField().clean(request.GET.get("q"))
    context = {
        "card": catalogue.documents[number].card,
        "form": form,
        "town": town,
        "token": token(),
        "text": text,
        "found": places_of(catalogue).find(text, MOST_FOUND) if text and not town else [],
        "query": f"?{urlencode({'nachnutzung': slug})}",
    }
    return render(request, "reuse/declare.html", context, status=status)


@public_page
def sent(request: HttpRequest) -> HttpResponse:
    hours = int(Statement.PROVEN_WITHIN.total_seconds() // 3600)
    return render(request, "reuse/sent.html", {"hours": hours})


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Show what was declared with an address, with a button (GET); let what is ticked wait for publication (POST)."""
    statements = statements_to_prove(request.GET.get("token", ""))
    if statements is None:
        return gone(request)
    if request.method == "POST":
        ticked = set(request.POST.getlist("statement"))
        proved = [one for one in statements if str(one.pk) in ticked and verbs.prove(statement=one)]
        if proved:
            return render(request, "reuse/proved.html", {"statements": rows_of(proved)})
    return render(request, "reuse/prove.html", {"statements": rows_of(statements)})


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """Show the origin what the town has said (GET); store whether it is right (POST)."""
    found = reuse_to_answer(request.GET.get("token", ""))
    if found is None:
        return gone(request)
    reuse, user = found
    form = AnswerForm(request.POST) if request.method == "POST" else AnswerForm()
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.BAD_REQUEST
        if form.is_valid():
            try:
                verbs.answer(
                    reuse=reuse,
                    by=user,
                    version=form.cleaned_data["version"],
                    agrees=form.cleaned_data["answer"] == "ja",
                    remark=form.cleaned_data["remark"],
                )
                return render(request, "reuse/answered.html", {"agrees": form.cleaned_data["answer"] == "ja"})
            except WorkflowError as error:
                form.add_error(None, str(error))
                status = HTTPStatus.CONFLICT
    said = newest_of(reuse, Statement.Side.ADOPTER)
    own = newest_of(reuse, Statement.Side.ORIGIN)
    context = {"reuse": reuse, "title": title_of(reuse.measure), "said": said, "own": own, "form": form}
    return render(request, "reuse/answer.html", context, status=status)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def state(request: HttpRequest) -> HttpResponse:
    """Show a town what it has said and what the origin says (GET); store that it still runs, or has ended (POST)."""
    statement = statement_to_renew(request.GET.get("token", ""))
    if statement is None:
        return gone(request)
    is_public = statement.state == Statement.State.PUBLISHED
    notice, problem = "", ""
    if request.method == "POST":
        try:
            if "laeuft" in request.POST and is_public:
                statement = verbs.renew(statement=statement)
                notice = _("Thank you. The catalogue now says that it was confirmed today.")
            elif "beendet" in request.POST and is_public:
                statement = verbs.end(statement=statement, year=max(timezone.localdate().year, statement.since or 0))
                is_public = False
                notice = _("Thank you. A moderator will publish that it has ended.")
            else:
                problem = _("This is waiting for publication. Nothing was changed.")
        except WorkflowError as error:
            problem = str(error)
    context = {
        "statement": statement,
        "title": title_of(statement.reuse.measure),
        "origin": newest_of(statement.reuse, Statement.Side.ORIGIN),
        "is_public": is_public,
        "notice": notice,
        "problem": problem,
    }
    return render(request, "reuse/state.html", context)


def newest_of(reuse, side: Statement.Side) -> Statement | None:
    """Return what one side says now, public or not."""
    said = reuse.statements.filter(side=side, state__in=("waiting", "objection", "published"))
    return said.order_by("-pk").first()


def rows_of(statements: list[Statement]) -> list[tuple[Statement, str]]:
    return [(statement, title_of(statement.reuse.measure)) for statement in statements]


def gone(request: HttpRequest) -> HttpResponse:
    return render(request, "reuse/gone.html", status=HTTPStatus.GONE)
