"""Commands as they are started from a shell, where Django calls more of them than `call_command` does."""

import pytest
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand

pytestmark = pytest.mark.one_database

OURS = sorted(
    (app, name) for name, app in get_commands().items() if app.startswith(("measures", "municipalities", "config"))
)


@pytest.mark.parametrize(("app", "name"), OURS)
def test_no_command_replaces_the_checks_that_django_makes_before_it(app, name):
    assert type(load_command_class(app, name)).check is BaseCommand.check
