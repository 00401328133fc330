"""Links in mails to askers: signed keys, so the database holds no secret of them."""

from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse
from django.utils.http import urlencode

from measures.models import Enquiry

signer = TimestampSigner(salt="measures.asking.confirm")


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
