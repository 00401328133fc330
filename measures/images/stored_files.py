"""The files of images: they go when no edition names them any more.

A name is random, and it comes to an edition in two ways only: with a new file, or copied by `workflow.start_draft`
from an edition of the same measure, which it reads under the lock of that measure. Here a file is deleted under the
same lock. So either the copy is there already and is seen, or nothing is left to copy from.
"""

from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import PurePosixPath

from django.db import transaction
from django.utils import timezone

from measures.models import Edition, Measure

FIELD = Edition._meta.get_field("image")
UNDER_WAY = timedelta(days=1)  # no transaction that has stored a file and not yet named it takes so long


def forget(measure_id, name):
    """Delete the file `name` once this transaction is through, unless an edition still names it."""
    if name:
        transaction.on_commit(partial(delete_unnamed, measure_id, name), robust=True)


@transaction.atomic
def delete_unnamed(measure_id, name):
    Measure.objects.select_for_update().filter(pk=measure_id).first()  # None: it went with its only edition
    if not Edition.objects.filter(image=name).exists():
        FIELD.storage.delete(name)


def remove_orphans():
    """Delete what was left by saves that failed or were interrupted; return the names."""
    storage, folder = FIELD.storage, FIELD.upload_to
    stored = storage.listdir(folder)[1] if storage.exists(folder) else []
    names = {str(PurePosixPath(folder) / name) for name in stored}
    named = set(Edition.objects.exclude(image="").values_list("image", flat=True))
    removed = []
    for name in sorted(names - named):
        with suppress(FileNotFoundError):  # it has gone by itself
            if storage.get_modified_time(name) < timezone.now() - UNDER_WAY:
                storage.delete(name)
                removed.append(name)
    return removed
