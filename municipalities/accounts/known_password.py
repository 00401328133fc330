"""The password of the accounts that `make run` opens. Everybody can read it, so it opens nothing on a real site."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

KNOWN_PASSWORD = "masswerk"  # noqa: S105
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
