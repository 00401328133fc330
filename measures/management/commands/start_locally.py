"""Start the site on a developer's machine: database, shipped data, two accounts, development server."""

import os
import secrets
import socket
import sys
from ipaddress import ip_address
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.management.commands.runserver import naiveip_re
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.formats import number_format

from measures.intake.catalogue.records import SHIPPED
from measures.models import Effect, Measure, Reuse, Solution
from municipalities.accounts.known_password import EDITOR, KNOWN_PASSWORD, MODERATOR
from municipalities.accounts.models import Membership, User
from municipalities.models import ModelProject, Municipality

EDITORS_PROJECT = "ulm"
FEWER_THAN_REGISTER = 5_000  # municipalities; the register has some 10,800, the shipped catalogue 160
INTERRUPTED = 130  # the exit code of a process that was stopped with Ctrl+C


class Command(BaseCommand):
    help = (
        "Prepare the database (shipped catalogue, a moderator, an editor) and start the development server. "
        "In debug mode only, and only with the SQLite file in MASSWERK_STORAGE. A second start keeps all data."
    )

    def add_arguments(self, parser):
        parser.add_argument("--address", default="127.0.0.1:8000", help="host and port to listen on, or only the port")

    def handle(self, *, address, **options):
        if not settings.DEBUG:
            raise CommandError(
                "This is for your own machine: it opens two accounts with a known password. "
                "Set MASSWERK_DEBUG=1 there; docs/operation.md says how to run the site for others."
            )
        check_database()
        host, port = split_address(address)
        listens_on = check_free(host, port)
        # Others can reach any address but that of the machine itself, and the known password is known to them.
        password = KNOWN_PASSWORD if listens_on.is_loopback else secrets.token_urlsafe(12)
        try:
            self.prepare_database(password)
        except KeyboardInterrupt:
            raise CommandError(
                "Stopped before the site was up; the next start takes up from here.", returncode=INTERRUPTED
            ) from None
        except OSError as error:
            raise CommandError(f"The folder {settings.STORAGE} cannot be used: {error.strerror}.") from error
        except OperationalError as error:
            raise CommandError(f"The database cannot be used: {error}") from error
        self.write_counts()
        shown = shown_host(host, listens_on)
        self.write_addresses(f"http://{shown}:{port}/", password)
        self.stdout.flush()
        manage = str(settings.BASE_DIR / "manage.py")
        # So that the server accepts requests for the address on which it listens.
        hosts = dict.fromkeys([*settings.ALLOWED_HOSTS, in_brackets(host), shown])
        environment = {**os.environ, "MASSWERK_HOSTS": ",".join(hosts)}
        # The server replaces this process, so that it gets Ctrl+C and returns its own exit code.
        os.execve(sys.executable, [sys.executable, manage, "runserver", address], environment)  # noqa: S606

    def prepare_database(self, password):
        settings.STORAGE.mkdir(parents=True, exist_ok=True)
        # `migrate` would report each time that there is nothing to do, so look first.
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Bringing the database up to date …")
            call_command("migrate", verbosity=0, interactive=False)
        is_new = not Measure.objects.exists()
        if is_new:
            self.stdout.write("Loading the shipped catalogue …")
            call_command("import_catalogue", SHIPPED, stdout=self.stdout, stderr=self.stderr)
        municipalities = Municipality.objects.filter(level=Municipality.Level.MUNICIPALITY)
        if municipalities.count() < FEWER_THAN_REGISTER:
            self.stdout.write("Loading the official register of municipalities …")
            call_command("import_municipalities", stdout=self.stdout, stderr=self.stderr)
        if is_new:
            self.stdout.write("Loading the documented re-uses …")
            call_command("import_reuses", stdout=self.stdout, stderr=self.stderr)
            self.stdout.write("Loading the recommended indicators …")
            call_command("import_indicators", stdout=self.stdout, stderr=self.stderr)
        create_accounts(password)

    def write_counts(self):
        projects, municipalities, measures, reuses, effects, solutions = (
            number_format(Model.objects.count(), force_grouping=True)
            for Model in (ModelProject, Municipality, Measure, Reuse, Effect, Solution)
        )
        self.stdout.write(
            f"{projects} model projects, {municipalities} municipalities, {measures} measures, {reuses} re-uses, "
            f"{effects} effects, {solutions} solutions."
        )

    def write_addresses(self, site, password):
        memberships = Membership.objects.current().filter(user__email=EDITOR)
        names = ", ".join(memberships.values_list("project__name", flat=True)) or "no project yet"
        self.stdout.write(
            f"\nThe site:      {site}\n"
            f"To work on it: {site}admin/\n"
            f"  {MODERATOR} (moderator)\n"
            f"  {EDITOR} (editor of: {names})\n"
            f"{described_password(password)}\n\n"
            "Stop with Ctrl+C.\n"
        )


def check_database():
    """Raise CommandError unless the database is a file in STORAGE, so that it cannot be that of a real site."""
    database = settings.DATABASES["default"]
    is_file = database["ENGINE"] == "django.db.backends.sqlite3"
    if is_file and Path(database["NAME"]).resolve().parent == settings.STORAGE.resolve():
        return
    raise CommandError(
        f"DATABASE_URL names a database outside {settings.STORAGE}. This command leaves it alone, since it opens "
        "two accounts with a known password. Start without that variable: env -u DATABASE_URL make run"
    )


def split_address(address):
    """Return (host, port). Raises CommandError for an address that the development server would refuse."""
    match = naiveip_re.match(address)
    port = int(match["port"]) if match else 0
    if not 0 < port < 65536:
        raise CommandError(f"“{address}” is not an address such as 127.0.0.1:8000, [::1]:8000 or 8000.")
    return (match["addr"] or "127.0.0.1").strip("[]"), port


def check_free(host, port):
    """Return the IP address to listen on. Raises CommandError if that is not possible."""
    try:
        family, kind, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise CommandError(f"{host} is not known as a host: {error.strerror}.") from error
    with socket.socket(family, kind) as listener:
        # The server sets this option, too: without it, closed connections would still block the port for a while.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(place)
        except OSError as error:
            raise CommandError(
                f"Nobody can listen on {host}, port {port}: {error.strerror}. "
                f"Choose another port: make run ADDRESS={in_brackets(host)}:8001"
            ) from error
    return ip_address(place[0])


def in_brackets(host):
    """Return the host as it is written in URLs and in MASSWERK_HOSTS."""
    return f"[{host}]" if ":" in host else host


def shown_host(host, listens_on):
    """Return the host to open in a browser; for “all addresses” that is the local one."""
    if listens_on.is_unspecified:
        return "127.0.0.1" if listens_on.version == 4 else "[::1]"
    return in_brackets(host)


def described_password(password):
    """Return the line about the password: a random one if no account has the known one any more."""
    if password == KNOWN_PASSWORD:
        return f"  Password of both, unless it has been changed: {password}"
    if any(user.check_password(password) for user in User.objects.filter(email__in=(MODERATOR, EDITOR))):
        return f"  Their password, shown only now: {password}"
    return "  Their passwords are those that have been set before."


def create_accounts(password):
    """Create the moderator and the editor unless they exist. Replace the known password if `password` is another."""
    for user in User.objects.filter(email__in=(MODERATOR, EDITOR)):
        if password != KNOWN_PASSWORD and user.check_password(KNOWN_PASSWORD):
            user.set_password(password)
            user.save(update_fields=["password"])
    if not User.objects.filter(email=MODERATOR).exists():
        User.objects.create_superuser(MODERATOR, password)
    editor = User.objects.filter(email=EDITOR).first()
    if editor is None:
        editor = User.objects.create_user(EDITOR, password)
    project = ModelProject.objects.filter(slug=EDITORS_PROJECT).first()
    if project is not None:
        Membership.objects.get_or_create(user=editor, project=project)
