"""Questions and answers for all: what editors propose, and what moderators decide about it.

Editors see those of their projects, moderators all. The verbs are in measures/asking/publishing.py.
"""

from collections.abc import Callable
from functools import wraps

from django import forms
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import Case, IntegerField, Value, When
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from measures.asking import publishing
from measures.asking.titles import title_of, titles_of
from measures.desk.verb_form import carry_out
from measures.finding.answer import PageLinks, page_of
from measures.models import AnsweredQuestion, Enquiry
from measures.persons.erasing.person_matcher import PersonMatcher
from municipalities.admin.base import moderators_only
from municipalities.admin.page import render_admin_page
from municipalities.text_fields import TextFormField

PAGE_SIZE = 50
SHORTEST_NAME = 3  # letters of a surname that is looked for on its own


class ForAllForm(forms.Form):
    """A question and an answer that shall become public. Both, or none of them where they are not required."""

    public_question = TextFormField(
        label=gettext_lazy("Question for all"),
        max_length=AnsweredQuestion.LONGEST_QUESTION,
        help_text=gettext_lazy("In your own words, without name, town or case of the asker."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    public_answer = TextFormField(
        label=gettext_lazy("Answer for all"), max_length=Enquiry.LONGEST, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(self, *args, enquiry, required=True, **options):
        super().__init__(*args, **options)
        self.enquiry = enquiry
        for name in ("public_question", "public_answer"):
            self.fields[name].required = required

    def clean(self):
        """Refuse half of it, and a text that names the asker."""
        cleaned = super().clean()
        texts = {name: cleaned.get(name, "") for name in ("public_question", "public_answer")}
        if any(texts.values()) and not all(texts.values()):
            self.add_error(None, _("Please write both, the question and the answer for all, or leave both empty."))
        for name, text in texts.items():
            if names_asker(text, self.enquiry):
                self.add_error(name, _("This names the asker. Please write it without name and address."))
        return cleaned

    @property
    def for_all(self):
        """The pair of question and answer, or None."""
        texts = self.cleaned_data["public_question"], self.cleaned_data["public_answer"]
        return texts if all(texts) else None


class ReasonForm(forms.Form):
    reason = TextFormField(label=gettext_lazy("Reason"), required=False, max_length=1500)


def names_asker(text: str, enquiry: Enquiry) -> bool:
    """Return whether a text has the name of the asker, their surname, or their address."""
    surname = enquiry.name.split()[-1] if enquiry.name.split() else ""
    named = [enquiry.name, enquiry.email, surname if len(surname) >= SHORTEST_NAME else ""]
    return any(PersonMatcher(name).is_in(text) for name in named if name)


def with_answered(view: Callable) -> Callable:
    """Decorate a view to take the object instead of its key. Respond with 404 if the user may not see it."""

    @wraps(view)
    def with_answered_of_key(request, pk):
        found = AnsweredQuestion.objects.open_to(request.user)
        found = found.select_related("measure__project", "proposed_by", "published_by")
        return view(request, get_object_or_404(found, pk=pk))

    return with_answered_of_key


def questions_for_all(user):
    """Return the questions and answers that `user` may see, those that wait for a moderator first."""
    state = AnsweredQuestion.State
    rank = Case(
        *[When(state=one, then=Value(rank)) for rank, one in enumerate((state.AGREED, state.PROPOSED))],
        default=Value(2),
        output_field=IntegerField(),
    )
    found = AnsweredQuestion.objects.open_to(user).exclude(state=state.DECLINED)
    return found.select_related("measure__project").order_by(rank, "-pk")


@require_safe
def answered_questions(request):
    """List the questions and answers that the user may see."""
    page, notices = page_of(questions_for_all(request.user), request.GET.get("seite"), size=PAGE_SIZE)
    titles = titles_of({answered.measure_id for answered in page.object_list})
    context = {
        "title": _("Questions and answers for all"),
        "page": page,
        "pages": PageLinks(page),
        "notices": notices,
        "rows": [(answered, titles.get(answered.measure_id, "")) for answered in page.object_list],
    }
    return render_admin_page(request, "admin/enquiries/answered_list.html", context)


@require_safe
@with_answered
def answered_question(request, answered):
    return answered_page(request, answered, ReasonForm())


@moderators_only
@require_POST
@with_answered
def publish(request, answered):
    return decide(request, answered, publishing.publish, _("published"), by=request.user)


@moderators_only
@require_POST
@with_answered
def refuse(request, answered):
    return decide(request, answered, publishing.refuse, _("not published"), by=request.user)


@moderators_only
@require_POST
@with_answered
def withdraw(request, answered):
    return decide(request, answered, publishing.withdraw, _("withdrawn"))


def decide(request, answered, verb, done, **more):
    """Carry out a verb with the reason that was typed; show the page again if that is not possible."""
    form = ReasonForm(request.POST)
    status = 400
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        key = answered.pk  # a refused one is deleted
        with transaction.atomic():
            status = carry_out(form, verb, answered=answered, reason=reason, **more)
            if status == 200:
                answered.pk = key
                note(request, answered, f"{done}: {reason}" if reason else done)
        if status == 200:
            messages.success(request, _("Done: %(what)s.") % {"what": done})
            return redirect("admin:answered_questions")
    answered.refresh_from_db()
    return answered_page(request, answered, form, status)


def note(request, answered, text):
    """Write a line into the log of the admin."""
    LogEntry.objects.log_actions(request.user.pk, [answered], CHANGE, text, single_object=True)


def answered_page(request, answered, form, status=200):
    title = title_of(answered.measure)
    context = {
        "title": _("Question and answer: %(title)s") % {"title": title},
        "answered": answered,
        "measure_title": title,
        "form": form,
        "is_own": answered.proposed_by_id == request.user.pk,
    }
    return render_admin_page(request, "admin/enquiries/answered.html", context, status=status)
