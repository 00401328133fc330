"""The second factor: an app on the phone that shows six digits, made by django-otp."""

from django.utils.crypto import salted_hmac
from django_otp.plugins.otp_totp.models import TOTPDevice


class Authenticator(TOTPDevice):
    """The app of one person. She has one at most.

    What it shares with us is not stored: it is made of `key`, which is random, and of the site's secret key. So a copy
    of the database alone lets nobody make codes.
    """

    class Meta:
        proxy = True

    @property
    def bin_key(self):
        return salted_hmac("accounts.authenticator", self.key, algorithm="sha256").digest()[:20]
