"""Identify the release of the software, as part of ETags, so that no cache serves pages of an earlier release."""

import hashlib
from functools import cache

from django.conf import settings

ROOT = settings.BASE_DIR
FOLDERS = ("config", "locale", "measures", "municipalities", "static", "templates")
EXTENSIONS = {".css", ".html", ".js", ".mo", ".py", ".svg"}


@cache
def release() -> str:
    """Return a digest (twelve hexadecimal digits) of all files that can change the content of a page."""
    digest = hashlib.sha256()
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in EXTENSIONS:
                digest.update(path.relative_to(ROOT).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
