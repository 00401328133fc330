"""Read the publiccode.yml of repositories, and store what it says (docs/decisions/0071-solutions.md).

The file is written by strangers. YAML is read with the loader that knows nothing but texts, lists and mappings.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from measures.links.checking import NOT_AGAIN_WITHIN
from measures.links.declared_users import PlaceNames, with_keys
from measures.links.fetching import LinkClient, NotRead
from measures.links.forges import raw_publiccode_address
from measures.models import Edition, PublicCode, Solution
from measures.transitions import catalogue_changed
from municipalities.plausible_dates import plausible_day
from municipalities.visible_text import visible

MOST_USERS = 500  # names of `usedBy`
LONGEST_USER = 120  # characters of such a name
NOTHING: dict[str, Any] = {
    "name": "", "licence": "", "version": "", "released_on": None, "development": "", "used_by": [],
}  # fmt: skip
Problem = PublicCode.Problem


def repositories() -> list[str]:
    """Return the repositories that software of the list and current entries name."""
    of_software = Solution.objects.current().exclude(repository="").values_list("repository", flat=True)
    current = Edition.objects.filter(state__in=Edition.CURRENT).exclude(source_code_url="")
    return sorted({*of_software, *current.order_by().values_list("source_code_url", flat=True)})


def read_all(client: LinkClient, addresses: Iterable[str] | None = None) -> tuple[int, int]:
    """Read the files of all repositories, or of these; return how many were asked for, and how many were read.

    If a server does not answer, what its file said before stays, with its date. What is stored of a repository that
    nobody names any more is deleted.
    """
    named = repositories()
    places = PlaceNames()
    found = {url: read(client, url, places) for url in (named if addresses is None else addresses)}
    with transaction.atomic():
        catalogue_changed(past_stays=True)  # pages and exports show it
        PublicCode.objects.exclude(repository__in=[*named, *found]).delete()
        readable = set(PublicCode.objects.filter(problem="").values_list("repository", flat=True))
        for url, said in found.items():
            if said["problem"] != Problem.UNREACHABLE or url not in readable:
                PublicCode.objects.update_or_create(repository=url, defaults=said)
    return len(found), sum(not said["problem"] for said in found.values())


def read_due(client: LinkClient) -> tuple[int, int]:
    """Read the files that have not been asked for lately; return numbers as `read_all` does."""
    lately = PublicCode.objects.filter(read_at__gt=timezone.now() - NOT_AGAIN_WITHIN)
    due = set(repositories()) - set(lately.values_list("repository", flat=True))
    return read_all(client, sorted(due)) if due else (0, 0)


def read(client: LinkClient, repository: str, places: PlaceNames) -> dict[str, Any]:
    """Return the fields of PublicCode for a repository, as its file says now."""
    said = {**NOTHING, "read_at": timezone.now(), "problem": ""}
    address = raw_publiccode_address(repository)
    if not address:
        return {**said, "problem": Problem.NO_RULE}
    try:
        facts = facts_in(client.text_of(address))
    except NotRead as error:
        return {**said, "problem": Problem.MISSING if error.is_missing else Problem.UNREACHABLE}
    except (yaml.YAMLError, ValueError, RecursionError):
        return {**said, "problem": Problem.UNREADABLE}
    return said | facts | {"used_by": with_keys(facts["used_by"], places)}


def facts_in(text: str) -> dict[str, Any]:
    """Return what a publiccode.yml says, as fields of PublicCode. Raises ValueError or YAMLError.

    What is not of the right kind, or too long for its field, is left out.
    """
    document = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - it makes no objects, not even dates
    if not isinstance(document, dict):
        raise ValueError("not a mapping")
    legal = document.get("legal")
    development = document.get("developmentStatus")
    return {
        "name": _text(document.get("name"), "name"),
        "licence": _text(legal.get("license") if isinstance(legal, dict) else None, "licence"),
        "version": _text(document.get("softwareVersion"), "version"),
        "released_on": _day(document.get("releaseDate")),
        "development": development if development in PublicCode.Development.values else "",
        "used_by": _names(document.get("usedBy")),
    }


def _text(value, name):
    """Return a text in one line, as a field of PublicCode holds it; "" for anything else."""
    text = _line(value)
    return text if len(text) <= PublicCode._meta.get_field(name).max_length else ""


def _line(value):
    """Return a text in one line, without signs that nobody sees; "" for anything else."""
    if not isinstance(value, str):
        return ""
    return "".join(sign for sign in " ".join(visible(value).split()) if sign.isprintable())


def _day(value):
    try:
        day = date.fromisoformat(value)
        plausible_day(day)
    except (TypeError, ValueError, ValidationError):
        return None
    return day


def _names(value):
    """Return the names of a list, each once, without mail addresses."""
    names = [_line(name)[:LONGEST_USER] for name in (value if isinstance(value, list) else [])[:MOST_USERS]]
    return [name for name in dict.fromkeys(names) if name and "@" not in name]
