"""What was tried with an account, from where: counted for a day to hold off guessing, then forgotten."""

from django.db import models
from django.utils import timezone


class Attempt(models.Model):
    """One wrong sign-in, or one password asked for. Account and address are keyed hashes: nobody reads names here."""

    class Kind(models.TextChoices):
        SIGN_IN = "sign-in"
        RESET = "reset"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    account = models.CharField(max_length=64)
    address = models.CharField(max_length=64, blank=True)  # empty: the proxy does not tell
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["account", "at"], name="attempt_account"),
            models.Index(fields=["address", "at"], name="attempt_address"),
            models.Index(fields=["at"], name="attempt_at"),
        ]

    def __str__(self):
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
