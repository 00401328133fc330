"""The authenticator of the second factor: an app on the phone that shows six digits (TOTP), on top of django-otp."""

from django.utils.crypto import salted_hmac
from django_otp.plugins.otp_totp.models import TOTPDevice


class Authenticator(TOTPDevice):
    """The app of one user, who has at most one.

    The secret that app and server share is not stored. It is derived from `key`, which is random, and from SECRET_KEY,
    so that a copy of the database alone is not enough to make codes.
    """

    class Meta:
        proxy = True

    @property
    def bin_key(self) -> bytes:
        """The shared secret, 20 bytes; django-otp reads it here."""
        return salted_hmac("accounts.authenticator", self.key, algorithm="sha256").digest()[:20]
