"""Moves all re-uses of the site under test a year back, then asks as the daily command does.

Run as a process of its own, since the clock of the running site cannot be moved.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402

from tests.factories import a_year_passes  # noqa: E402

a_year_passes()
call_command("ask_reuses")
