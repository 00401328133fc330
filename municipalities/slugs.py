"""Readable, unique slugs for addresses, with German transliteration (ä → ae, ß → ss)."""

from collections.abc import Container

from django.utils.text import slugify

GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ẞ": "SS"})
MAX_LENGTH = 80


def german_slug(text: str) -> str:
    """Return `text` as lower-case ASCII words joined by hyphens, cut at a word, at most 80 characters."""
    slug = slugify(text.translate(GERMAN))
    if len(slug) > MAX_LENGTH:
        slug = slug[:MAX_LENGTH].rpartition("-")[0] or slug[:MAX_LENGTH]
    return slug


def free_slug(text: str, taken: Container[str], *, suffix: str = "") -> str:
    """Return a slug for `text` that is not in `taken`: the plain one, or one with `suffix`, or a numbered one."""
    base = german_slug(text) or "eintrag"
    if base not in taken:
        return base
    if suffix:
        base = f"{base}-{german_slug(suffix)}"
        if base not in taken:
            return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"
