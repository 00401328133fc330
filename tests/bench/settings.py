"""The site as in production, but without HTTPS and with the pages of hello_urls.py beside its own."""

import os
from pathlib import Path

BENCH_FOLDER = Path(os.environ["BENCH_DIR"])
os.environ["MASSWERK_DEBUG"] = "0"
os.environ["MASSWERK_HTTPS"] = "0"
os.environ["MASSWERK_SECRET_KEY"] = "only-for-the-benchmark-" + "0" * 40
os.environ["MASSWERK_HOSTS"] = "127.0.0.1,testserver"
# Nothing shall compute vectors beside; meaning.py chooses the model itself.
os.environ["MASSWERK_EMBEDDER"] = "none"
os.environ["MASSWERK_STORAGE"] = str(BENCH_FOLDER / "storage")
(BENCH_FOLDER / "storage" / "static").mkdir(parents=True, exist_ok=True)

from config.settings import *  # noqa: E402, F403

ROOT_URLCONF = "tests.bench.hello_urls"
TEMPLATES[1]["DIRS"].append(BASE_DIR / "tests" / "bench" / "templates")  # noqa: F405
