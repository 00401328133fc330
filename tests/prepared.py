"""What a site under test starts with: a migrated database and the collected static files.

Both take seconds, so they are made once in a test run, for all its processes. server.py runs this module to make them.
"""

import os

import django
from django.core.management import call_command

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
