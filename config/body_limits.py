"""The largest request bodies that are accepted without a session, in bytes."""

MOST_BYTES = 16 * 1024  # a sign-in, a new password, an accepted invitation
# The form of an entry is larger: if the session has expired, its text is shown again. It stays in memory, since Django
# writes only files of more than 2.5 MB to disk.
MOST_BYTES_OF_AN_ENTRY = 512 * 1024
ENTRY_FORMS = "/admin/measures/edition/"
