"""The page that shows moderators what visitors asked and did not find."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from measures.finding.answer import PageLinks, page_of
from measures.finding.current import current
from measures.finding.open_questions import FEW
from measures.finding.results import Search
from measures.models import OpenQuestion
from measures.models.questions import LEAST_HOURS
from municipalities.admin.base import moderators_only
from municipalities.admin.page import render_admin_page

PAGE_SIZE = 50
MOST_LISTED = 250  # each is searched for anew, about a millisecond


@moderators_only
@require_safe
def open_questions(request):
    """List the questions with no or few results, the most asked first, each with a link to add synonyms."""
    still_open = questions_still_open() if settings.MASSWERK_COUNT_QUESTIONS else []
    page, notices = page_of(still_open, request.GET.get("seite"), size=PAGE_SIZE)
    for question in page.object_list:
        question["address"] = address_of_new_synonyms(question["text"])
    context = {
        "title": _("What visitors did not find"),
        "page": page,
        "pages": PageLinks(page),
        "notices": notices,
        "is_on": settings.MASSWERK_COUNT_QUESTIONS,
        "few": FEW,
        "least": LEAST_HOURS,
    }
    return render_admin_page(request, "admin/questions.html", context)


def questions_still_open() -> list[dict]:
    """Return the questions that find little today, too, with the number of results that they have now."""
    snapshot = current()
    questions = list(OpenQuestion.objects.known()[:MOST_LISTED])
    for question in questions:
        question["results"] = Search(snapshot, {"q": question["text"]}).total
    return [question for question in questions if question["results"] <= FEW]


def address_of_new_synonyms(question: str) -> str:
    """Return the address of the form for synonyms, with the question as its first term."""
    term = " ".join(question.replace(",", " ").replace(">", " ").split())
    return f"{reverse('admin:measures_synonymgroup_add')}?{urlencode({'terms': f'{term}, '})}"
