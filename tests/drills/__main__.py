"""Runs one module of the drills in the environment of the site under test, and prints its report as JSON."""

import json
import os
import sys
from importlib import import_module

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

name, *arguments = sys.argv[1:]
report = import_module(f"tests.drills.{name}").run(*arguments)
print(json.dumps(report), flush=True)  # noqa: T201 - read by tests/drills/site.py
