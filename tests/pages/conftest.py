"""The provider of an institution, started when the first test asks for it."""

import pytest

from tests import identity_provider
from tests.pages.signing_in_there import turn_on


@pytest.fixture(scope="session")
def provider():
    with identity_provider.running() as running:
        yield running


@pytest.fixture
def switched_on(settings, provider):
    turn_on(settings, provider.url)
    return provider
