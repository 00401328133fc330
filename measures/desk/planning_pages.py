"""The decision to publish an entry on a day to come, and its end."""

from django.contrib import messages
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from measures import planned_publications
from measures.desk.decision_forms import PlanForm, needs_reason
from measures.desk.moderation import decision_view, next_review, review_page
from measures.desk.steps import take_step


@decision_view
@require_POST
def plan(request, edition):
    form = PlanForm(request.POST, needs_reason=needs_reason(edition, request.user))
    status = form.carry_out(planned_publications.plan_publication, edition=edition, by=request.user)
    if status != 200:
        return review_page(request, edition, plan_form=form, status=status)
    about = {"title": edition.title, "day": date_format(form.cleaned_data["day"])}
    messages.success(request, _("“%(title)s” will be published on %(day)s.") % about)
    return next_review(request, edition)


@decision_view
@require_POST
def cancel(request, edition):
    done = _("The entry is no longer planned; it waits for review.")
    return take_step(request, edition, planned_publications.cancel_plan, done, page="entry_review")
