"""Which tests run on both databases: those whose outcome PostgreSQL could change.

It could where something is written, locked, constrained, compared, ordered or searched in SQL, where a text or number
of a visitor reaches SQL, and where several processes share the data. tests/pages/test_matrix.py asks every route, so
each page runs its queries on both databases. What else pages say comes from the index in memory and from templates.

Each name is that of a folder, of files or of one test, relative to tests/. conftest.py marks all other tests
`one_database`, and CI runs those on SQLite only. The mark at a test takes it out of a file that is named here.
"""

BOTH_DATABASES = (
    "measures/",
    "municipalities/",
    # Accounts: what is written at a sign-in, and what counts or locks
    "accounts/test_accounts.py",
    "accounts/test_changing_the_factor.py",
    "accounts/test_guessing.py",
    "accounts/test_institution_accounts.py",
    "accounts/test_invitations.py",
    "accounts/test_mail.py",
    "accounts/test_password_reset.py",
    "accounts/test_recovery_codes.py",
    "accounts/test_second_factor.py",
    "accounts/test_sessions.py",
    # Named persons: expiry and erasing
    "persons/test_erase_contact.py",
    "persons/test_expiry.py",
    "persons/test_persons.py",
    # Desk: lists with filters and searches, verbs, two users at once
    "desk/test_audit_page.py",
    "desk/test_entry_list.py",
    "desk/test_entry_steps.py",
    "desk/test_history.py",
    "desk/test_merge_pages.py",
    "desk/test_moderation.py",
    "desk/test_permissions.py",
    "desk/test_review_queue.py",
    "desk/test_sent_twice.py",
    "desk/test_several.py",
    "desk/test_two_at_once.py",
    # Imports and tables
    "intake/test_import_catalogue",
    "intake/test_import_english.py",
    "intake/test_import_export.py",
    "intake/test_sheets_carrying_out.py",
    "intake/test_sheets_round_trip.py",
    "intake/test_table_pages.py",
    "intake/test_undoing.py",
    "images/test_image_files.py",
    # The index against the database, and what it stores
    "finding/test_facets.py",
    "finding/test_index_current.py",
    "finding/test_index_failing.py",
    "finding/test_open_questions.py",
    "finding/test_vectors.py",
    # Public pages that write or ask the database
    "public/test_bad_input.py",
    "public/test_digests.py",
    "public/test_feedback.py",
    "public/test_frozen.py",
    "public/test_past_days.py::test_every_day",
    "public/test_subscriptions.py",
    # All routes
    "pages/test_admin_bad_input.py",
    "pages/test_malformed.py",
    "pages/test_matrix.py",
    # Running sites
    "drills/",
    "serving/test_freshness.py",
)
