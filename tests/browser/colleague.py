"""Prepares a site with one editor and one invitation, and prints the address in the invitation.

Run as a process of its own, with the mail addresses of both as arguments.
"""

import os
import re
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from municipalities.accounts.models import Mail  # noqa: E402
from tests.factories import make_editor, make_invitation, make_project  # noqa: E402

project = make_project("Musterstadt")
make_editor(project, email=sys.argv[1])
make_invitation(sys.argv[2], projects=[project])
print(re.search(r"/admin/invitation/\S+", Mail.objects.get(to=sys.argv[2]).text)[0])  # noqa: T201
