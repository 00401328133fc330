"""The recovery codes of a user, as password hashes; django-otp throttles guessing."""

from django.contrib.auth.hashers import get_hasher, identify_hasher
from django.db import models
from django_otp.models import Device, ThrottlingMixin


class RecoveryCodes(ThrottlingMixin, Device):
    """The unused codes of one user. All have the same salt, so that one hash is enough to look for a code in all."""

    hashes = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user"], name="recovery_codes_one_set")]

    def get_throttle_factor(self):
        return 1  # second after the first wrong code, doubled with each further one

    def store(self, codes: list[str]) -> None:
        """Replace all codes, and save."""
        hasher = get_hasher()
        salt = hasher.salt()
        self.hashes = [hasher.encode(code, salt) for code in codes]
        self.save()

    def verify_token(self, token: str) -> bool:
        """Return whether this is an unused code, and use it up. Call it with the row locked."""
        allowed, _ = self.verify_is_allowed()
        if not allowed:
            return False
        token_hash = self._hash(token) if self.hashes else ""
        if token_hash not in self.hashes:
            self.throttle_increment()
            return False
        self.hashes.remove(token_hash)
        self.throttle_reset()
        return True

    def _hash(self, token):
        """Return the token hashed with the algorithm, salt and cost of the stored codes."""
        hasher = identify_hasher(self.hashes[0])
        stored = hasher.decode(self.hashes[0])
        cost = {"iterations": stored["iterations"]} if "iterations" in stored else {}
        return hasher.encode(token, stored["salt"], **cost)
