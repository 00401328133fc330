"""What editors and moderators work with. Importing these modules registers their pages."""

from measures.desk import audit_admin, edition_admin, vocabulary_admin  # noqa: F401
