"""The page that shows moderators what visitors asked and did not find."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import BadRequest
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from measures.desk.proposed_synonyms import known_names, proposed_terms
from measures.finding.answer import PageLinks, page_of
from measures.finding.current import current
from measures.finding.open_questions import FEW
from measures.finding.results import Search
from measures.models import OpenQuestion, SynonymGroup
from measures.models.questions import LEAST_HOURS
from municipalities.admin.base import moderators_only
from municipalities.admin.page import render_admin_page

PAGE_SIZE = 50
MOST_LISTED = 250  # each is searched for anew, about a millisecond


@moderators_only
@require_safe
def open_questions(request):
    """List the questions with no or few results, the most asked first, each with terms that may mean the same."""
    still_open = questions_still_open() if settings.MASSWERK_COUNT_QUESTIONS else []
    page, notices = page_of(still_open, request.GET.get("seite"), size=PAGE_SIZE)
    snapshot, names = current(), known_names()
    for question in page.object_list:
        question["proposed"] = proposed_terms(snapshot, names, question["text"])
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


@moderators_only
@require_POST
@transaction.atomic
def add_synonym(request):
    """Let a question find what a term finds, as in the form for synonyms, and return to the questions."""
    question, term = as_term(request.POST.get("question", "")), as_term(request.POST.get("term", ""))
    if not question or not term:
        raise BadRequest
    start = f"{question} {SynonymGroup.ONE_WAY} "
    group = SynonymGroup.objects.select_for_update().filter(terms__startswith=start).first()
    synonyms = admin.site.get_model_admin(SynonymGroup)
    form = synonyms.form({"terms": f"{group.terms}, {term}" if group else start + term}, instance=group)
    names = {"question": question, "term": term}
    if form.is_valid():
        synonyms.save_model(request, form.instance, form, change=group is not None)
        synonyms.log_change(request, form.instance, _("added “%(term)s”") % names)
        messages.success(request, _("Whoever searches “%(question)s” now also finds “%(term)s”.") % names)
    else:
        messages.error(
            request, _("“%(question)s” was not added: there is a synonym like that, or it is too long.") % names
        )
    return redirect("admin:open_questions")


def address_of_new_synonyms(question: str) -> str:
    """Return the address of the form for synonyms, with the question as its first term."""
    return f"{reverse('admin:measures_synonymgroup_add')}?{urlencode({'terms': f'{as_term(question)}, '})}"


def as_term(text: str) -> str:
    """Return a text without the signs that separate synonyms."""
    return " ".join(text.replace(",", " ").replace(SynonymGroup.ONE_WAY, " ").split())
