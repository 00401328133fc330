"""Passwords that are guessed first here: that of the accounts of `make run`, and words of this site.

Everybody can read the former, so it opens nothing on a real site.
"""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

KNOWN_PASSWORD = "masswerk"  # noqa: S105
# Words that a password may hold, but not consist of. docs/security.md refers to this list.
OWN_WORDS = (
    "masswerk", "maßwerk", "massnahme", "maßnahme", "modellprojekt", "kommune", "gemeinde", "landkreis", "smartcity",
    "smart", "city", "stadt", "redaktion", "moderation", "admin", "verwaltung", "passwort", "password", "kennwort",
)  # fmt: skip
LEAST_LETTERS = 4  # beside those words
KNOWN_ACCOUNTS = MODERATOR, EDITOR = "moderation@example.org", "redaktion@example.org"


def is_refused(password: str | None) -> bool:
    """Return whether the password is the known one, outside debug mode."""
    return password == KNOWN_PASSWORD and not settings.DEBUG


class KnownPasswordValidator:
    """Refuses the known password as a new one."""

    def validate(self, password, user=None):
        if is_refused(password):
            raise ValidationError(self.get_help_text(), code="password_known")

    def get_help_text(self):
        return _("This password stands in the sources of the software. Please choose another one.")


class OwnWordsValidator:
    """Refuses a new password that consists of words of this site, with a few digits or signs around them."""

    def validate(self, password, user=None):
        rest = password.casefold()
        for word in OWN_WORDS:
            rest = rest.replace(word.casefold(), "")
        letters = re.sub(r"[\W\d_]", "", rest)
        if len(letters) < LEAST_LETTERS and letters != re.sub(r"[\W\d_]", "", password.casefold()):
            raise ValidationError(self.get_help_text(), code="password_of_own_words")

    def get_help_text(self):
        return _("This password consists of words that are tried first on this site. Please choose another one.")
