"""Who reviews an entry, and what has changed in one that was returned and is submitted again."""

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from measures import workflow
from measures.content import PERSON
from measures.desk.comparison import Change, changes_between, values
from measures.models import Edition, ReturnedContent, TakenReview
from municipalities.accounts.models import User


def take(edition: Edition, by: User) -> None:
    """Note that `by` reviews the entry, in place of who did before."""
    TakenReview.objects.update_or_create(edition=edition, defaults={"by": by})


def give_up(edition: Edition, by: User) -> None:
    """Note that `by` no longer reviews the entry."""
    TakenReview.objects.filter(edition=edition, by=by).delete()


@transaction.atomic
def return_with_note(*, edition: Edition, **how) -> None:
    """Return the entry, and keep what it says now."""
    workflow.return_with_note(edition=edition, **how)
    texts = {name: text for name, text in values(edition).items() if name not in PERSON}
    ReturnedContent.objects.update_or_create(edition=edition, defaults={"texts": texts})


def changes_since_return(edition: Edition) -> list[Change] | None:
    """Return what has changed since the entry was returned, leaving out the named person; None if it never was."""
    try:
        before = edition.returned_content.texts
    except ObjectDoesNotExist:
        return None
    return changes_between(before, {name: text for name, text in values(edition).items() if name in before})
