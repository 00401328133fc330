"""Read settings from environment variables. Empty and blank variables count as missing."""

import os
from datetime import date
from ipaddress import ip_address
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

# German words, too, since operators write these settings
YES = ("1", "true", "yes", "on", "ja")
NO = ("0", "false", "no", "off", "nein")


def text(name: str, default: str = "", *, required: bool = False) -> str:
    """Return the value without surrounding blanks; raise ImproperlyConfigured if it is required and missing."""
    value = os.environ.get(name, "").strip() or default
    if required and not value:
        raise _missing(name)
    return value


def secret(name: str, *, required: bool = False) -> str:
    """Return the value, or what stands in the file that the variable NAME_FILE names, without surrounding blanks.

    Raises ImproperlyConfigured if that file cannot be read, or if the value is required and missing.
    """
    path = text(f"{name}_FILE")
    if not path or text(name):
        return text(name, required=required)
    try:
        value = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name}_FILE is “{path}”, which cannot be read: {error}.") from error
    if required and not value:
        raise ImproperlyConfigured(f"The file {path} of {name}_FILE is empty.")
    return value


def comma_separated(name: str, default: str = "", *, required: bool = False) -> list[str]:
    """Return the parts of the value; raise ImproperlyConfigured if it is required and there are none."""
    parts = [part.strip() for part in text(name, default).split(",")]
    values = [part for part in parts if part]
    if required and not values:
        raise _missing(name)
    return values


def folder(name: str, default: Path) -> Path:
    """Return the path of a folder, which need not exist."""
    return Path(text(name, str(default)))


def flag(name: str, default: bool) -> bool:
    """Return a yes/no setting; raise ImproperlyConfigured for other words, which are probably misspelt."""
    word = text(name).lower()
    if not word:
        return default
    if word not in YES + NO:
        raise ImproperlyConfigured(f"{name} is “{word}”; allowed are {', '.join(YES)} and {', '.join(NO)}.")
    return word in YES


def one_of(name: str, words: list[str]) -> str:
    """Return one of `words`, or "" if the variable is missing; raise ImproperlyConfigured for another word."""
    word = text(name).lower()
    if word and word not in words:
        raise ImproperlyConfigured(f"{name} is “{word}”; allowed are {', '.join(words)}.")
    return word


def day(name: str) -> date | None:
    """Return the day of a value such as 2026-11-28; raise ImproperlyConfigured for anything else."""
    word = text(name)
    if not word:
        return None
    try:
        return date.fromisoformat(word)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is “{word}”; it must be a day such as 2026-11-28.") from error


def mail_domain(host: str) -> str:
    """Return the domain of mail addresses for an entry of ALLOWED_HOSTS; "localhost" for an IP address."""
    name = host.strip(".[]")
    try:
        ip_address(name)
    except ValueError:
        return name
    return "localhost"


def number(name: str, default: float) -> float:
    """Return a number of at least 0; raise ImproperlyConfigured for anything else."""
    word = text(name, str(default))
    try:
        value = float(word)
    except ValueError:
        value = -1  # refused below
    if not 0 <= value < float("inf"):
        raise ImproperlyConfigured(f"{name} is “{word}”; it must be a number of at least 0, such as {default}.")
    return value


def _missing(name):
    return ImproperlyConfigured(f"Set {name} (or MASSWERK_DEBUG=1 on your own machine).")
