"""`manage.py start_locally`, up to the moment when the server starts."""

import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from io import StringIO

import pytest
from django.conf import settings as project_settings
from django.core.management import CommandError, call_command

from measures.management.commands import start_locally
from measures.management.commands.start_locally import split_address
from measures.models import Measure
from municipalities.accounts.known_password import EDITOR, MODERATOR
from municipalities.accounts.known_password import KNOWN_PASSWORD as PASSWORD
from municipalities.accounts.models import Membership, User
from municipalities.models import ModelProject, Municipality
from tests.factories import make_project, make_public

SQLITE = "django.db.backends.sqlite3"
# Tests say which database the settings name, but work on that of the test run.
pytestmark = [pytest.mark.one_database, pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")]


@pytest.fixture
def started(monkeypatch, settings, tmp_path):
    """In debug mode (tests run without it), with the process taken over by a list of commands and their hosts."""
    settings.DEBUG = True
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    settings.STORAGE = tmp_path / "new" / "storage"
    settings.DATABASES = {"default": {"ENGINE": SQLITE, "NAME": settings.STORAGE / "masswerk.sqlite3"}}
    commands = []

    def take_over(path, command, environment):
        commands.append((command, environment["MASSWERK_HOSTS"]))

    monkeypatch.setattr(os, "execve", take_over)
    monkeypatch.setattr(start_locally, "FEWER_THAN_REGISTER", 0)  # to load it takes seconds; the last test does
    return commands


@pytest.fixture
def address():
    """An address where nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{listener.getsockname()[1]}"


def start(address):
    out = StringIO()
    call_command("start_locally", address=address, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_first_start(started, settings, address):
    out = start(address)

    assert settings.STORAGE.is_dir()
    assert (ModelProject.objects.count(), Municipality.objects.count(), Measure.objects.count()) == (
        73,
        200,
        544,
    )
    assert "73 model projects, 200 municipalities, 544 measures" in out
    assert "Bringing the database up to date" not in out  # the test database is
    moderator, editor = User.objects.get(email=MODERATOR), User.objects.get(email=EDITOR)
    assert (moderator.is_moderator, editor.is_moderator) == (True, False)
    assert moderator.check_password(PASSWORD)
    assert editor.check_password(PASSWORD)
    assert [membership.project.slug for membership in Membership.objects.current().filter(user=editor)] == ["ulm"]
    for said in (f"http://{address}/", MODERATOR, f"{EDITOR} (editor of: Ulm)", PASSWORD):
        assert said in out
    manage = str(project_settings.BASE_DIR / "manage.py")
    assert started == [([sys.executable, manage, "runserver", address], "localhost,127.0.0.1")]


@pytest.mark.django_db
def test_a_second_start_keeps_everything(started, address):
    ulm = make_project("Ulm", slug="ulm")
    make_public("Von Hand", project=ulm)
    start(address)
    moderator = User.objects.get(email=MODERATOR)
    moderator.set_password("selbst gewählt")
    moderator.save()
    membership = Membership.objects.get()
    membership.ends_on = membership.starts_on
    membership.save()

    out = start(address)

    assert "Loading" not in out
    assert Measure.objects.count() == 1
    assert User.objects.count() == 2
    moderator.refresh_from_db()
    assert moderator.check_password("selbst gewählt")
    assert Membership.objects.get().ends_on == membership.ends_on
    assert len(started) == 2


@pytest.mark.django_db
def test_without_the_editors_project(started, address):
    make_public()

    assert f"{EDITOR} (editor of: no project yet)" in start(address)


@pytest.mark.django_db
def test_it_refuses_outside_debug_mode(started, settings, address):
    settings.DEBUG = False

    with pytest.raises(CommandError, match="MASSWERK_DEBUG=1"):
        start(address)

    assert not User.objects.exists()
    assert started == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "database",
    [
        {"ENGINE": "django.db.backends.postgresql", "NAME": "masswerk"},
        {"ENGINE": SQLITE, "NAME": ":memory:"},
        {"ENGINE": SQLITE, "NAME": "elsewhere.sqlite3"},
    ],
)
def test_it_leaves_any_other_database_alone(started, settings, address, database):
    settings.DATABASES = {"default": database}

    with pytest.raises(CommandError, match=r"DATABASE_URL names a database .*env -u DATABASE_URL make run"):
        start(address)

    assert not settings.STORAGE.exists()
    assert not User.objects.exists()
    assert started == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("host", "shown", "hosts"),
    [
        ("0.0.0.0", "127.0.0.1", "localhost,127.0.0.1,0.0.0.0"),  # noqa: S104 - it is what is tested
        ("[::]", "[::1]", "localhost,127.0.0.1,[::],[::1]"),
        ("127.0.0.2", "127.0.0.2", "localhost,127.0.0.1,127.0.0.2"),
        ("localhost", "localhost", "localhost,127.0.0.1"),
    ],
)
def test_the_address_it_prints_is_one_that_the_site_answers_to(started, address, host, shown, hosts):
    make_public()
    port = address.rpartition(":")[2]

    out = start(f"{host}:{port}")

    assert f"The site:      http://{shown}:{port}/\n" in out
    assert [environment for _, environment in started] == [hosts]
    assert (f"unless it has been changed: {PASSWORD}" in out) is (host == shown)


@pytest.mark.django_db
def test_where_others_can_reach_it_the_password_is_random_and_printed_once(started, address):
    make_public()
    start(address)
    port = address.rpartition(":")[2]

    out = start(f"0.0.0.0:{port}")

    password = out.partition("shown only now: ")[2].split()[0]
    assert len(password) >= 16
    for account in User.objects.filter(email__in=(MODERATOR, EDITOR)):
        assert (account.check_password(password), account.check_password(PASSWORD)) == (True, False)
    again = start(f"0.0.0.0:{port}")
    assert "Their passwords are those that have been set before." in again
    assert password not in again


@pytest.mark.django_db
def test_ctrl_c_before_the_site_is_up_is_answered_in_one_sentence(started, monkeypatch, address):
    def interrupt(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(start_locally, "call_command", interrupt)

    with pytest.raises(CommandError) as caught:
        start(address)

    assert str(caught.value) == "Stopped before the site was up; the next start takes up from here."
    assert caught.value.returncode == 130
    assert started == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("", "is not an address"),
        ("localhost", "is not an address"),
        ("127.0.0.1:0", "is not an address"),
        ("127.0.0.1:99999", "is not an address"),
        ("http://127.0.0.1:8000/", "is not an address"),
        ("999.0.0.1:8000", "999.0.0.1"),
        ("no-such-host.invalid:8000", "is not known as a host"),
        ("203.0.113.7:8000", "Nobody can listen on 203.0.113.7, port 8000"),  # an address for documentation
    ],
)
def test_an_address_that_cannot_be(started, settings, address, message):
    with pytest.raises(CommandError, match=message):
        start(address)

    assert not settings.STORAGE.exists()
    assert started == []


@pytest.mark.django_db
def test_a_busy_port_is_said_before_anything_else(started, settings):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(CommandError, match=f"port {port}.*make run ADDRESS=127.0.0.1:"):
            start(f"127.0.0.1:{port}")

    assert not settings.STORAGE.exists()
    assert not Measure.objects.exists()
    assert started == []


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("127.0.0.1:8000", ("127.0.0.1", 8000)),
        ("8000", ("127.0.0.1", 8000)),
        ("[::1]:8001", ("::1", 8001)),
        ("localhost:8000", ("localhost", 8000)),
    ],
)
def test_the_parts_of_an_address(address, parts):
    assert split_address(address) == parts


def test_on_a_machine_that_has_nothing(tmp_path, address):
    """In a process of its own, with no database yet; only the server's place is taken by a word."""
    script = (
        "import os, sys; os.execve = lambda *command: print('server')\n"
        "from django.core.management import execute_from_command_line\n"
        "execute_from_command_line(['manage.py', 'start_locally', '--address', sys.argv[1]])\n"
    )
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "MASSWERK_DEBUG": "1",
        "MASSWERK_STORAGE": str(tmp_path / "var"),
    }
    outputs = [
        subprocess.run(
            [sys.executable, "-c", script, address],
            cwd=project_settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=300,
        ).stdout
        for _ in range(2)
    ]

    assert (tmp_path / "var" / "masswerk.sqlite3").is_file()
    assert [("up to date" in output, "Loading" in output) for output in outputs] == [
        (True, True),
        (False, False),
    ]
    assert all("544 measures" in output and output.endswith("server\n") for output in outputs)
    assert ["Loading the official register" in output for output in outputs] == [True, False]
    check_register(tmp_path / "var" / "masswerk.sqlite3")


TAKING_PART = """
    SELECT level, gone_since, urbanisation FROM municipalities_municipality
    WHERE ars <> '' AND id IN (SELECT municipality_id FROM municipalities_participation)"""


def check_register(file):
    """Municipalities that take part are in the official register, with all that it says of them."""
    with closing(sqlite3.connect(file)) as database:
        [count] = database.execute("SELECT count(*) FROM municipalities_municipality WHERE level = 'municipality'")
        village = database.execute("SELECT urbanisation FROM municipalities_municipality WHERE ars = '092720140140'")
        assert count[0] > 10_700
        assert village.fetchall() == [(3,)]  # Ringelai
        taking_part = database.execute(TAKING_PART).fetchall()
    assert len(taking_part) > 150
    assert [gone for _level, gone, _urbanisation in taking_part if gone] == []
    assert None not in {urbanisation for level, _gone, urbanisation in taking_part if level == "municipality"}
