"""Which tests run on both databases: those whose outcome PostgreSQL could change.

It could where something is written, locked, constrained, compared, ordered or searched in SQL, where a text or number
of a visitor reaches SQL, and where several processes share the data. tests/pages/test_matrix.py asks every route, so
each page runs its queries on both databases. What else pages say comes from the index in memory and from templates.

conftest.py marks all other tests `one_database`, and CI runs those on SQLite only.
"""

# Folders, files, or the beginning of the name of a test, relative to tests/
BOTH_DATABASES = (
    "accounts/",
    "desk/",
    "intake/",
    "measures/",
    "municipalities/",
    "persons/",
    "reminders/",
    "reuse/",
    # Running sites
    "drills/",
    "serving/test_freshness.py",
    "serving/test_replaced.py",
    # The index against the database, and what it stores
    "finding/test_facets.py",
    "finding/test_index_current.py",
    "finding/test_index_failing.py",
    "finding/test_open_questions.py",
    "finding/test_vectors.py",
    "images/test_image_files.py",
    # Public pages that write or ask the database
    "public/test_bad_input.py",
    "public/test_bounces.py",
    "public/test_digests.py",
    "public/test_feedback.py",
    "public/test_answered_questions.py",
    "public/test_asking.py",
    "public/test_frozen.py",
    "public/test_hub.py",
    "public/test_past_days.py::test_every_day",
    "public/test_subscriptions.py",
    # All routes
    "pages/test_admin_bad_input.py",
    "pages/test_malformed.py",
    "pages/test_matrix.py",
)
# Pages, protocols and files in folders that are named above; a mark `one_database` takes out single tests.
ONE_DATABASE = (
    "accounts/test_institution.py",
    "accounts/test_known_password.py",
    "accounts/test_mail_addresses.py",
    "accounts/test_security_log.py",
    "desk/test_compare",
    "desk/test_entry_form.py",
    "desk/test_lost_session.py",
    "desk/test_machine_words.py",
    "desk/test_problems.py",
    "desk/test_similar_entries.py",
    "desk/test_words.py",
    "intake/test_sheets_messy.py",
    "intake/test_sheets_plan.py",
    "intake/test_table_encodings.py",
    "municipalities/similar/",
    "persons/test_person_pages.py",
)


def on_both_databases(name):
    """Return whether a test, or any of a file, runs on both databases; it is named relative to tests/."""
    if name.endswith(".py"):
        both = tuple(named.partition("::")[0] for named in BOTH_DATABASES)
    else:
        both = BOTH_DATABASES
    return name.startswith(both) and not name.startswith(ONE_DATABASE)
