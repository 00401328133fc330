"""Tells one release of the software from another, so that no cache serves a page of the old one."""

import hashlib
from functools import cache

from django.conf import settings

ROOT = settings.BASE_DIR
SHAPE_PAGES = ("config", "locale", "measures", "municipalities", "static", "templates")
KINDS = {".css", ".html", ".js", ".mo", ".py", ".svg"}


@cache
def release():
    """Return twelve hexadecimal digits made from all files that shape a page."""
    digest = hashlib.sha256()
    for folder in SHAPE_PAGES:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in KINDS:
                digest.update(path.relative_to(ROOT).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
