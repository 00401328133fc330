"""The questions of visitors to municipalities: a list, and a page for each with the form for the answer.

Editors see those of their projects, moderators all. The address of an asker is shown to nobody.
"""

from functools import wraps

from django import forms
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import BadRequest
from django.db import transaction
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from measures.asking import publishing, verbs
from measures.asking.titles import title_of, titles_of
from measures.desk.answered_pages import ForAllForm
from measures.desk.verb_form import carry_out
from measures.finding.answer import PageLinks, page_of
from measures.models import Enquiry
from municipalities.admin.base import moderators_only
from municipalities.admin.page import render_admin_page
from municipalities.text_fields import TextFormField

PAGE_SIZE = 50


class AnswerForm(ForAllForm):
    """The answer, and what of it shall become public, if anything."""

    field_order = ["answer"]
    answer = TextFormField(
        label=gettext_lazy("Your answer"),
        max_length=Enquiry.LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": gettext_lazy("Please write an answer.")},
    )


def with_enquiry(view):
    """Decorate a view to take the question instead of its key. Respond with 404 if the user may not see it."""

    @wraps(view)
    def with_enquiry_of_key(request, pk):
        found = Enquiry.objects.open_to(request.user).select_related("measure__project", "answered_by")
        return view(request, get_object_or_404(found, pk=pk))

    return with_enquiry_of_key


def open_to(user):
    """Return the questions that `user` may see, the open ones first, the newest on top."""
    found = Enquiry.objects.open_to(user).select_related("measure__project")
    return found.order_by(F("spam_at").asc(nulls_first=True), F("answered_at").asc(nulls_first=True), "-confirmed_at")


@require_safe
def enquiries(request):
    """List the questions that the user may see, the open ones first, the newest on top."""
    page, notices = page_of(open_to(request.user), request.GET.get("seite"), size=PAGE_SIZE)
    titles = titles_of({enquiry.measure_id for enquiry in page.object_list})
    context = {
        "title": _("Questions to the municipality"),
        "page": page,
        "pages": PageLinks(page),
        "notices": notices,
        "rows": [(enquiry, titles.get(enquiry.measure_id, "")) for enquiry in page.object_list],
    }
    return render_admin_page(request, "admin/enquiries/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@with_enquiry
def enquiry(request, enquiry):
    """Show a question (GET); send the answer (POST)."""
    if request.method != "POST":
        return enquiry_page(request, enquiry)
    form = AnswerForm(request.POST, enquiry=enquiry, required=False)
    if not form.is_valid():
        return enquiry_page(request, enquiry, form, status=400)
    try:
        with transaction.atomic():
            verbs.answer(enquiry, text=form.cleaned_data["answer"], by=request.user, for_all=form.for_all)
            note(request, enquiry, _("answered"))
    except verbs.NotAnswerable:
        form.add_error(None, _("The question was answered or marked as spam meanwhile. Your answer was not sent."))
        return enquiry_page(request, enquiry, form, status=409)
    messages.success(request, _("The answer is on its way to the asker."))
    return redirect("admin:enquiry", enquiry.pk)


@require_POST
@with_enquiry
def propose(request, enquiry):
    """Propose a question and answer for all after the answer was sent; the asker is asked for consent by mail."""
    form = ForAllForm(request.POST, enquiry=enquiry)
    status = 400
    if form.is_valid():
        question, public_answer = form.for_all
        said = {"question": question, "answer": public_answer, "by": request.user}
        with transaction.atomic():
            status = carry_out(form, lambda: publishing.propose(enquiry, **said))
            if status == 200:
                note(request, enquiry, _("question and answer for all proposed"))
        if status == 200:
            messages.success(request, _("The asker is asked by mail whether it may be published."))
            return redirect("admin:enquiry", enquiry.pk)
    return enquiry_page(request, enquiry, form, status=status)


@require_POST
@with_enquiry
@transaction.atomic
def spam(request, enquiry):
    """Mark the question as spam (`spam` is "yes"), or take that back ("no")."""
    is_spam = yes_or_no(request, "spam")
    verbs.mark_as_spam(enquiry, is_spam=is_spam)
    note(request, enquiry, _("marked as spam") if is_spam else _("no spam"))
    messages.success(request, _("Marked as spam.") if is_spam else _("Not marked as spam any more."))
    return redirect("admin:enquiry", enquiry.pk)


@moderators_only
@require_POST
@with_enquiry
@transaction.atomic
def block(request, enquiry):
    """Block the asker (`blocked` is "yes"), or take that back ("no")."""
    is_blocked = yes_or_no(request, "blocked")
    (verbs.block_asker if is_blocked else verbs.unblock_asker)(enquiry)
    note(request, enquiry, _("asker blocked") if is_blocked else _("asker not blocked any more"))
    blocked, let_in = _("Questions from this address reach nobody any more."), _("This address may ask again.")
    messages.success(request, blocked if is_blocked else let_in)
    return redirect("admin:enquiry", enquiry.pk)


def yes_or_no(request, name):
    value = request.POST.get(name)
    if value not in ("yes", "no"):
        raise BadRequest
    return value == "yes"


def note(request, enquiry, text):
    """Write a line into the log of the admin, without anything of the asker."""
    LogEntry.objects.log_actions(request.user.pk, [enquiry], CHANGE, text, single_object=True)


def enquiry_page(request, enquiry, form=None, status=200):
    """Show a question with the form for its answer or, once it is answered, for the question and answer for all."""
    enquiry.refresh_from_db()
    title = title_of(enquiry.measure)
    answered = getattr(enquiry, "answered_question", None)
    if form is None:
        form = ForAllForm(enquiry=enquiry) if enquiry.answered_at else AnswerForm(enquiry=enquiry, required=False)
    is_answer = isinstance(form, AnswerForm)
    context = {
        "title": _("Question: %(title)s") % {"title": title},
        "enquiry": enquiry,
        "answered": answered,
        "measure_title": title,
        "form": form,
        "is_answer": is_answer,
        "can_send": not enquiry.spam_at and (not enquiry.answered_at if is_answer else not answered),
        "is_blocked": verbs.is_blocked(enquiry.email),
    }
    return render_admin_page(request, "admin/enquiries/enquiry.html", context, status=status)
