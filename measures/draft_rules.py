"""From which edition a draft may start, and what it must hold before it can be submitted."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from measures.content import CONTENT, LISTS, changed_names, related_content, unfinished_of
from measures.models import Edition
from measures.steckbrief import BY_NAME
from measures.transitions import Conflict, WorkflowError

ABOUT_END = ("stop_cause", "stop_reason", "lessons")


def original_of(editions: list[Edition], original: Edition | None, newest: Edition | None) -> Edition:
    """Return which of the `editions` of a measure, oldest first, a new draft shall copy.

    Takes the same arguments as `workflow.start_draft`. Raises WorkflowError or Conflict.
    """
    if original is None:
        found = next((edition for edition in editions if edition.state in Edition.READABLE), None)
    else:
        found = next((edition for edition in editions if edition.pk == original.pk), None)
    if found is None:
        raise WorkflowError(_("The measure has no public edition to work on."))
    if editions[-1].state in Edition.WORKING:
        raise WorkflowError(_("The measure is being worked on already."))
    if editions[-1].pk != (newest or found).pk:
        raise Conflict(_("Somebody else has changed this entry in the meantime."))
    return found


def require_finished(edition: Edition) -> None:
    """Raise WorkflowError if the draft has texts that its fields do not take, or an image that is not described."""
    not_described = Q(image_alt="") | Q(image_rights="")
    if unfinished_of(edition) or Edition.objects.filter(~Q(image=""), not_described, pk=edition.pk).exists():
        raise WorkflowError(_("Some entries of the draft need another look. Open its form: they are named above it."))


def require_end_explained(edition: Edition) -> None:
    """Raise WorkflowError if the draft does not explain the end of a stopped measure."""
    content = Edition.objects.filter(pk=edition.pk).values("status", *ABOUT_END).first()
    problem = content and problem_about_end(content)
    if problem:
        raise WorkflowError(problem)


def problem_about_end(content: Mapping[str, Any]) -> str:
    """Return what is wrong with the statements on the end of a measure, as a sentence, or ""."""
    if content["status"] == Edition.Status.STOPPED:
        missing = [capfirst(str(BY_NAME[name].label)) for name in ABOUT_END if not content[name]]
        if missing:
            return _("The measure was stopped. Please fill in, so that others can learn from it: %(labels)s.") % {
                "labels": ", ".join(missing)
            }
    elif content["stop_cause"]:
        return _("It has a main cause of the end, but its status is not “stopped”. Please correct one of them.")
    return ""


def require_changes(edition: Edition) -> None:
    """Raise WorkflowError if the draft has the same content as the public edition of its measure."""
    public = Edition.objects.public().filter(measure=edition.measure_id).prefetch_related(*LISTS).first()
    draft = Edition.objects.prefetch_related(*LISTS).filter(pk=edition.pk).first()
    if public is None or draft is None:
        return
    content = {name: getattr(draft, name) for name in CONTENT} | related_content(draft)
    if not changed_names(public, content):
        raise WorkflowError(_("Nothing differs from the public edition. If it is still true, confirm that instead."))
