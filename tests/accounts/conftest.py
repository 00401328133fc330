"""An editor, a moderator, and the OpenID Connect provider of an institution."""

import pytest

from tests import identity_provider
from tests.accounts.institution_sign_in import turn_on
from tests.factories import make_editor, make_project, make_user


@pytest.fixture
def editor(db):
    return make_editor(make_project("Ortsnetz"), first_name="Rike", last_name="Redlich")


@pytest.fixture
def moderator(db):
    return make_user(is_moderator=True)


@pytest.fixture(scope="session")
def provider():
    """A real provider of OpenID Connect, started when the first test asks for it."""
    with identity_provider.running() as running:
        yield running


@pytest.fixture
def enabled_provider(settings, provider):
    """The provider, with the sign-in through an institution switched on."""
    turn_on(settings, provider.url)
    return provider
