"""What of an edition is turned into vectors: a passage of its text, and one of its keywords if it has any."""

from hashlib import blake2b

from measures.finding.cards import TEXT_END
from measures.finding.documents import SUMMARY, TEXT, TITLE, Document

LONGEST = 1_500  # characters of a passage, about as much as the packaged model reads at once


def passages_of(document: Document) -> list[str]:
    """Return the passages of a document: title, summary, keywords and longer texts; and the keywords alone."""
    zones, keywords = document.zones, document.keywords
    parts = [zones[TITLE], zones[SUMMARY], keywords, *zones[TEXT].split(TEXT_END)]
    text = "\n".join(part for part in parts if part)[:LONGEST]
    return [text, keywords[:LONGEST]] if keywords else [text]


def hash_of(passages: list[str]) -> bytes:
    """Return a hash of passages, which changes when their vectors have to be computed anew."""
    return blake2b("\0".join(passages).encode(errors="replace"), digest_size=16).digest()
