"""The settings for tests: development mode and fast password hashing. DATABASE_URL chooses the database."""

import os

os.environ["MASSWERK_DEBUG"] = "1"

from config.settings import *  # noqa: F403

DEBUG = False  # as pytest-django says later, when the addresses may have been read already
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if not os.environ.get("DATABASE_URL"):
    DATABASES["default"]["NAME"] = ":memory:"  # noqa: F405
MASSWERK_INDEX_POLL = 0
MASSWERK_EMBEDDER = "none"  # tests that need one choose it
MASSWERK_SECOND_FACTOR = True  # as in production
STATIC_ROOT = BASE_DIR / "static"  # noqa: F405 - WhiteNoise wants a folder that is there
