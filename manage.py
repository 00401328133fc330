#!/usr/bin/env python
"""Django's command line for Masswerk."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.umask(0o027)  # other users of the machine may not read the database file and uploaded images
    execute_from_command_line(sys.argv)
