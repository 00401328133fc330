"""Import the modules that register models, since Django's admin looks for registrations only here."""

from measures.desk import audit_admin, entry_list, saved_answers, vocabulary_admin  # noqa: F401
