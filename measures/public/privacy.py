"""The privacy notice, with the retention periods that the code uses."""

from django.conf import settings
from django.shortcuts import render

from measures.models import AdviceRequest, Enquiry, OpenQuestion, Statement, Subscription, UnfinishedText, Upload
from measures.persons import person_rules
from measures.public.caching import public_page
from municipalities.accounts import mail_queue, rate_limits
from municipalities.accounts.models import invitation

HOUR = 3600  # seconds


@public_page
def privacy(request):
    """Show which personal data is stored. The periods come from the code, so that the page cannot contradict it."""
    periods = {
        "session_minutes": settings.SESSION_COOKIE_AGE // 60,
        "csrf_days": settings.CSRF_COOKIE_AGE // (24 * HOUR),
        "attempt_hours": hours(rate_limits.RETENTION),
        "mail_days": mail_queue.RETENTION.days,
        "invitation_hours": hours(invitation.VALID_FOR),
        "reset_hours": settings.PASSWORD_RESET_TIMEOUT // HOUR,
        "upload_hours": hours(Upload.RETENTION),
        "undo_days": Upload.UNDO_RETENTION.days,
        "unfinished_days": UnfinishedText.RETENTION_OF_PERSONS.days,
        "person_years": person_rules.MOST_YEARS,
        "warned_days": person_rules.WARNED_BEFORE.days,
        "counts_questions": settings.MASSWERK_COUNT_QUESTIONS,
        "question_days": OpenQuestion.RETENTION.days,
        "ask_hours": hours(Enquiry.CONFIRMED_WITHIN),
        "advice_hours": hours(AdviceRequest.CONFIRMED_WITHIN),
        "ask_days": Enquiry.RETENTION.days,
        "reuse_hours": hours(Statement.PROVEN_WITHIN),
        "confirm_hours": hours(Subscription.CONFIRMED_WITHIN),
    }
    return render(request, "privacy.html", periods)


def hours(period):
    return int(period.total_seconds() // HOUR)
