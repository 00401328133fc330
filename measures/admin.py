"""Django looks here for registrations of models: importing these modules makes them."""

from measures.desk import audit_admin, entry_list, vocabulary_admin  # noqa: F401
