"""Delete image files that no edition uses any more.

File names are random, and an edition gets one in two ways only: with a new file, or copied by `workflow.start_draft`
from an edition of the same measure, while that measure is locked. Files are deleted under the same lock, so a file
cannot disappear between the check that no edition uses it and the creation of a copy.
"""

from contextlib import suppress
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from measures.images.storage import names_of_files
from measures.models import Edition, Measure

FIELD = Edition._meta.get_field("image")
LONGEST_SAVE = timedelta(days=1)  # a running transaction may have stored a file that no committed edition uses yet


def delete_after_commit(measure_id: int, name: str | None) -> None:
    """Delete the file `name` once this transaction is committed, unless an edition still uses it.

    Not earlier, since the transaction may be rolled back and its edition then still uses the file.
    """
    if name:
        transaction.on_commit(partial(delete_unused, measure_id, name), robust=True)


@transaction.atomic
def delete_unused(measure_id: int, name: str) -> None:
    """Delete the file `name` unless an edition uses it. The measure is locked meanwhile (see the module)."""
    Measure.objects.select_for_update().filter(pk=measure_id).first()  # None if it was deleted with its only edition
    if not Edition.objects.filter(image=name).exists():
        FIELD.storage.delete(name)


def remove_orphans() -> list[str]:
    """Delete the files left by failed or interrupted saves that are older than LONGEST_SAVE; return their names."""
    storage = FIELD.storage
    names = set(names_of_files(storage, FIELD.upload_to))
    used = set(Edition.objects.exclude(image="").values_list("image", flat=True))
    removed = []
    for name in sorted(names - used):
        with suppress(FileNotFoundError):  # another process has just deleted it
            if storage.get_modified_time(name) < timezone.now() - LONGEST_SAVE:
                storage.delete(name)
                removed.append(name)
    return removed
