"""Check boxes of entries in lists. A value has the key and version of an edition, so only what was shown is changed."""

import re
from collections.abc import Iterable

from measures.models import Edition

KEY_AND_VERSION = re.compile(r"([0-9]{1,18}):([0-9]{1,9})")


def value_of(edition: Edition) -> str:
    """Return the value of the check box of an edition."""
    return f"{edition.pk}:{edition.version}"


def chosen_versions(values: Iterable[str], *, most: int) -> dict[int, int] | None:
    """Return {key: version} of the ticked boxes, in their order; None if one is malformed or if there are too many."""
    values = list(dict.fromkeys(values))
    matches = [match for match in map(KEY_AND_VERSION.fullmatch, values) if match]
    if len(matches) < len(values) or len(values) > most:
        return None
    return {int(match[1]): int(match[2]) for match in matches}
