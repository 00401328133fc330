"""The page that shows moderators what visitors asked and did not find."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from measures.finding.answer import PageLinks, page_of
from measures.finding.open_questions import FEW
from measures.models import OpenQuestion
from measures.models.questions import LEAST_HOURS
from municipalities.admin.base import moderators_only
from municipalities.admin.page import render_admin_page

PAGE_SIZE = 50


@moderators_only
@require_safe
def open_questions(request):
    """List the questions with no or few results, the most asked first, each with a link to add synonyms."""
    known = OpenQuestion.objects.known() if settings.MASSWERK_COUNT_QUESTIONS else OpenQuestion.objects.none()
    page, notices = page_of(known, request.GET.get("seite"), size=PAGE_SIZE)
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


def address_of_new_synonyms(question: str) -> str:
    """Return the address of the form for synonyms, with the question as its first term."""
    term = " ".join(question.replace(",", " ").replace(">", " ").split())
    return f"{reverse('admin:measures_synonymgroup_add')}?{urlencode({'terms': f'{term}, '})}"
