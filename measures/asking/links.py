"""Links in mails to askers: signed keys, so the database holds no secret of them."""

from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse
from django.utils.http import urlencode

from measures.models import AnsweredQuestion, Enquiry

signer = TimestampSigner(salt="measures.asking.confirm")
to_consent = TimestampSigner(salt="measures.asking.consent")  # good for as long as the texts of a question are stored


def confirm_path(enquiry: Enquiry) -> str:
    token = signer.sign(str(enquiry.pk))
    return f"{reverse('enquiry_confirm')}?{urlencode({'token': token})}"  # a query, which access logs leave out


def confirmed_by(token: str) -> Enquiry | None:
    """Return the question that a link is about; None if it is too old, not ours, or the question is forgotten."""
    try:
        key = signer.unsign(token, max_age=Enquiry.CONFIRMED_WITHIN)
    except BadSignature:
        return None
    return Enquiry.objects.filter(pk=int(key), forgotten_at=None).select_related("measure__project").first()


def consent_path(proposed: AnsweredQuestion) -> str:
    token = to_consent.sign(str(proposed.pk))
    return f"{reverse('answer_consent')}?{urlencode({'token': token})}"


def to_be_decided(token: str) -> AnsweredQuestion | None:
    """Return the question and answer that a link of `consent_path` is about; None if it is too old or not ours."""
    try:
        key = to_consent.unsign(token, max_age=Enquiry.RETENTION)
    except BadSignature:
        return None
    return AnsweredQuestion.objects.filter(pk=int(key)).select_related("measure__project").first()
