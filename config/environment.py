"""Reading settings from the environment. A variable that is empty counts as one that is not there."""

import os

from django.core.exceptions import ImproperlyConfigured

YES = ("1", "true", "yes", "on", "ja")
NO = ("0", "false", "no", "off", "nein")


def text(name, default=""):
    return os.environ.get(name, "").strip() or default


def flag(name, default):
    """Return a yes/no setting; raises ImproperlyConfigured for any other word, which might be a misspelt one."""
    word = text(name).lower()
    if word and word not in YES + NO:
        raise ImproperlyConfigured(f"{name} is “{word}”; allowed are {', '.join(YES)} and {', '.join(NO)}.")
    return word in YES if word else default


def number(name, default):
    """Return a number of at least 0."""
    word = text(name, str(default))
    try:
        value = float(word)
    except ValueError:
        value = -1
    if not 0 <= value < float("inf"):
        raise ImproperlyConfigured(f"{name} is “{word}”; it must be a number of at least 0, such as {default}.")
    return value
