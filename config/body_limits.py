"""How large a request body of somebody who is not signed in may be, in bytes."""

MOST_BYTES = 16 * 1024  # a sign-in, a new password, an accepted invitation
# The form of an entry, whose text is shown again if the session has ended meanwhile. It stays in memory: Django writes
# only files of more than 2.5 MB to disk.
MOST_BYTES_OF_AN_ENTRY = 512 * 1024
ENTRY_FORMS = "/admin/measures/edition/"
