"""Computes the vectors that are missing and stores them, a few at a time.

Many processes may try at once. A claim in the database keeps them from doing the same work twice; it runs out by
itself if a process dies.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from measures.finding.documents import Document
from measures.finding.embedders import Embedder
from measures.finding.passages import hash_of, passages_of
from measures.finding.vectors import as_bytes
from measures.models import Edition, EditionVectors, VectorState

AT_ONCE = 16  # documents, some seconds of work
CLAIM = timedelta(minutes=2)


def compute_vectors(model: Embedder, documents: Sequence[Document]) -> int:
    """Compute and store the vectors of the first AT_ONCE documents; return how many were looked at.

    Return 0 if another process is at it, or if there are no documents.
    """
    some = documents[:AT_ONCE]
    if not some or not claim():
        return 0
    try:
        passages = {document.edition: passages_of(document) for document in some}
        hashes = {edition: hash_of(texts) for edition, texts in passages.items()}
        # Another process may have stored some since this one has read them.
        stored = EditionVectors.objects.filter(model=model.name, edition__in=passages)
        for edition, text_hash in stored.values_list("edition", "text_hash"):
            if bytes(text_hash) == hashes[edition]:
                del passages[edition]
        if passages:
            store(model, passages, hashes)
    finally:
        VectorState.objects.update(claimed_until=None)
    return len(some)


def claim() -> bool:
    """Claim the work for this process; return False if another one has it."""
    now = timezone.now()
    free = VectorState.objects.filter(Q(claimed_until=None) | Q(claimed_until__lt=now))
    return bool(free.update(claimed_until=now + CLAIM))


def store(model: Embedder, passages: dict[int, list[str]], hashes: dict[int, bytes]) -> None:
    """Compute the vectors of {edition: passages} and store them; remove those of editions that are no longer public."""
    texts = [text for several in passages.values() for text in several]
    vectors = model.passages(texts)
    rows, start = [], 0
    for edition, several in passages.items():
        part = vectors[start : start + len(several)]
        start += len(several)
        rows.append(
            EditionVectors(
                edition_id=edition, model=model.name, text_hash=hashes[edition], vectors=as_bytes(part), stored_as=0
            )
        )
    with transaction.atomic():
        # The row is locked until the end, so numbers become visible in their order.
        VectorState.objects.update(number=F("number") + 1)
        number = VectorState.objects.values_list("number", flat=True).get()
        for row in rows:
            row.stored_as = number
        EditionVectors.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["edition"],
            update_fields=["model", "text_hash", "vectors", "stored_as"],
        )
        EditionVectors.objects.exclude(edition__in=Edition.objects.public()).delete()
