from django.conf import settings
from django.shortcuts import render

from measures import persons
from measures.sheets import uploads
from measures.views.caching import public_page
from municipalities import mail
from municipalities.accounts import limits
from municipalities.models import invitations

HOUR = 3600


@public_page
def privacy(request):
    """What is stored of people, and for how long: with the figures that the code itself goes by."""
    figures = {
        "session_minutes": settings.SESSION_COOKIE_AGE // 60,
        "csrf_days": settings.CSRF_COOKIE_AGE // (24 * HOUR),
        "attempt_hours": hours(limits.KEPT_FOR),
        "mail_days": mail.KEPT_FOR.days,
        "invitation_hours": hours(invitations.VALID_FOR),
        "reset_hours": settings.PASSWORD_RESET_TIMEOUT // HOUR,
        "upload_hours": hours(uploads.KEPT),
        "person_years": persons.MOST_YEARS,
        "warned_days": persons.WARNED_BEFORE.days,
    }
    return render(request, "privacy.html", figures)


def hours(time):
    return int(time.total_seconds() // HOUR)
