"""Attempts to sign in or to reset a password, and sent forms, counted (rate_limits.py) and deleted after a day."""

from django.db import models
from django.utils import timezone


class Attempt(models.Model):
    """One attempt. It holds keyed hashes, from which nobody can read an email address, a text or an IP address.

    For a form of a visitor, `account_hash` is made of what was typed.
    """

    class Kind(models.TextChoices):
        SIGN_IN = "sign-in"
        RESET = "reset"
        FEEDBACK = "feedback"
        CONFIRM = "confirm"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    account_hash = models.CharField(max_length=64)
    network_hash = models.CharField(max_length=64, blank=True)  # empty if the proxy does not pass the address on
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["account_hash", "at"], name="attempt_account"),
            models.Index(fields=["network_hash", "at"], name="attempt_network"),
            models.Index(fields=["at"], name="attempt_at"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["account_hash"], condition=models.Q(kind="feedback"), name="attempt_feedback_once"
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
