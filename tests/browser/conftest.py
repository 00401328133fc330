"""The site as it runs in production, and a real Chromium to look at it."""

import json
from types import SimpleNamespace

import pytest

from tests import server
from tests.browser.chromium import chromium


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    program = chromium()
    assert program, "Chromium is missing: install it, or name it in CHROMIUM"
    return {
        **browser_type_launch_args,
        "executable_path": program,
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """Nothing moves: while a colour fades into another, as on loading a page, axe would measure what is between."""
    return {**browser_context_args, "reduced_motion": "reduce"}


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """Serve the catalogue; `site.url` is its root, `site.pages` the addresses of every kind of page, `site.english`
    those of their English twins.

    `site.broken` holds the pages for mistakes that no address leads to: {name: HTML}; `site.environment` is that of
    its processes.
    """
    environment, made = server.filled("tests.browser.catalogue", "browser", tmp_path_factory)
    with server.serving(environment) as url:
        yield SimpleNamespace(url=url, environment=environment, **json.loads(made))
