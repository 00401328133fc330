"""Delete the files of images that no edition names any more.

Names are random, and an edition gets one in two ways only: with a new file, or copied by `workflow.start_draft` from an
edition of the same measure, under the lock of that measure. Files are deleted under the same lock: either the copy
exists already and keeps the file, or there is nothing left to copy from.
"""

from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import PurePosixPath

from django.db import transaction
from django.utils import timezone

from measures.models import Edition, Measure

FIELD = Edition._meta.get_field("image")
LONGEST_SAVE = timedelta(days=1)  # a transaction may have stored a file that no edition names yet


def delete_later(measure_id: int, name: str | None) -> None:
    """Delete the file `name`, if any, after the commit of this transaction, unless an edition still names it."""
    if name:
        transaction.on_commit(partial(delete_unnamed, measure_id, name), robust=True)


@transaction.atomic
def delete_unnamed(measure_id: int, name: str) -> None:
    """Delete the file `name` unless an edition names it."""
    Measure.objects.select_for_update().filter(pk=measure_id).first()  # None if it was deleted with its only edition
    if not Edition.objects.filter(image=name).exists():
        FIELD.storage.delete(name)


def remove_orphans() -> list[str]:
    """Delete files that failed or interrupted saves have left, once they are a day old; return their names."""
    storage, folder = FIELD.storage, FIELD.upload_to
    stored = storage.listdir(folder)[1] if storage.exists(folder) else []
    names = {str(PurePosixPath(folder) / name) for name in stored}
    named = set(Edition.objects.exclude(image="").values_list("image", flat=True))
    removed = []
    for name in sorted(names - named):
        with suppress(FileNotFoundError):  # deleted by somebody else meanwhile
            if storage.get_modified_time(name) < timezone.now() - LONGEST_SAVE:
                storage.delete(name)
                removed.append(name)
    return removed
