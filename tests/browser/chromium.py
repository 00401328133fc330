"""The Chromium of this machine: the one that CHROMIUM names, else that without windows, which needs half the time."""

import os
import shutil


def chromium():
    """Return the path of the program, or None."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
