"""What editors and moderators work with. Importing these modules registers their pages."""

from measures.admin import audit, editions, lists  # noqa: F401
