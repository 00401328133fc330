"""Ask the operator for advice: a request that is prepared from the register and the chosen measures, then confirmed."""

from collections.abc import Sequence

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode

from measures.asking.verbs import is_blocked
from measures.finding.cards import Card
from measures.models import AdviceRequest
from measures.public.serialisation import address
from measures.public.texts import STATES, thousands
from municipalities.accounts import rate_limits
from municipalities.accounts.mail_queue import queue_mail
from municipalities.known_places import KnownPlace

signer = TimestampSigner(salt="measures.asking.advice")


def prepared(town: KnownPlace, cards: Sequence[Card], message: str = "") -> str:
    """Return the text of a request, in German: what the register says about the town, the measures, and the message."""
    context = {
        "town": town,
        "state": STATES.get(town.state, ""),
        "inhabitants": thousands(town.population or 0),
        "town_address": address("town", town.key),
        "measures": [(card.title, card.project, address("measure", card.slug)) for card in cards],
        "message": message,
    }
    with translation.override(settings.LANGUAGE_CODE):
        return render_to_string("texts/advice_request.txt", context).strip() + "\n"


@transaction.atomic
def ask(*, name: str, email: str, text: str, request: HttpRequest) -> None:
    """Store a request that is not confirmed yet, and queue the mail with its link. Raises LimitExceeded.

    The mail quotes nothing of what was typed. Nothing is stored if the address got a mail of a form within the hour,
    or is blocked.
    """
    if not rate_limits.count_mail_to(email, request) or is_blocked(email):
        return
    stored = AdviceRequest.objects.create(name=name, email=email, text=text)
    token = signer.sign(str(stored.pk))
    path = f"{reverse('start_smart_confirm')}?{urlencode({'token': token})}"
    queue_mail([stored.email], "mail/advice_confirm.txt", {"address": path}, is_secret=True)


def confirmed_by(token: str) -> AdviceRequest | None:
    """Return the request that a link is about; None if it is too old, not ours, or the request is deleted."""
    try:
        key = signer.unsign(token, max_age=AdviceRequest.CONFIRMED_WITHIN)
    except BadSignature:
        return None
    return AdviceRequest.objects.filter(pk=int(key)).first()


@transaction.atomic
def confirm(stored: AdviceRequest) -> bool:
    """Send the request to the operator, and remove its texts. Return False if that was done before."""
    waiting = AdviceRequest.objects.select_for_update().filter(pk=stored.pk, confirmed_at=None).first()
    if waiting is None:
        return False
    if not is_blocked(waiting.email):
        context = {"sender": waiting.name, "email": waiting.email, "text": waiting.text.strip()}
        context["address"] = reverse("start_smart")
        queue_mail([settings.MASSWERK_START_SMART_TO], "mail/advice_asked.txt", context)
    nothing = dict.fromkeys(AdviceRequest.TEXTS, "")
    AdviceRequest.objects.filter(pk=waiting.pk).update(confirmed_at=timezone.now(), **nothing)
    return True
