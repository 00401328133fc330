"""The publiccode.yml of a repository is read carefully, and what it says is kept as said by its maintainers."""

import threading
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.utils import timezone

from measures.links.declared_users import PlaceNames
from measures.links.fetching import LONGEST_FILE, LinkClient
from measures.links.forges import raw_publiccode_address
from measures.links.publiccode import facts_in, read, read_all, read_due
from measures.models import CatalogueVersion, PublicCode
from tests.factories import make_draft, make_municipality, make_public, make_solution

Problem = PublicCode.Problem
GOOD = """
publiccodeYmlVersion: '0.4'
name: Rathaus-App
softwareVersion: 1.10
releaseDate: 2026-03-09
developmentStatus: stable
legal:
  license: EUPL-1.2
usedBy:
  - Stadt Musterstadt
  - "Stadt  Musterstadt"
  - Amt Irgendwo und Gemeinden
  - jana.muster@example.org
  - {name: kein Text}
"""


class Files(BaseHTTPRequestHandler):
    """Serves `files` by the first part of the path; /to/… redirects to a private address."""

    files = {}

    def do_GET(self):
        name = self.path.split("/")[1]
        body = self.files.get(name, b"")
        self.send_response(302 if name == "to" else 200 if name in self.files else 404)
        if name == "to":
            self.send_header("Location", "http://127.0.0.2/publiccode.yml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def server():
    Files.files = {
        "good": GOOD.encode(),
        "long": b"name: " + b"x" * LONGEST_FILE,
        "page": b"<!DOCTYPE html>\n<p>Anmelden: {bitte}",
        "list": b"- name: Rathaus-App",
        "latin": "name: Grüße".encode("latin-1"),
        "deep": b"[" * 3_000,
    }
    server = ThreadingHTTPServer(("127.0.0.1", 0), Files)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def client():
    return LinkClient(may_connect=lambda address: address == "127.0.0.1", pause=0)


def file_of(server, name):
    return f"{server}/{name}/publiccode.yml"


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("repository", "file"),
    [
        ("https://github.com/stadt/app", "https://github.com/stadt/app/raw/HEAD/publiccode.yml"),
        ("https://www.github.com/stadt/app.git", "https://www.github.com/stadt/app/raw/HEAD/publiccode.yml"),
        ("https://github.com/stadt/app/tree/main/x", "https://github.com/stadt/app/raw/HEAD/publiccode.yml"),
        ("https://gitlab.com/a/b/c/-/tree/x", "https://gitlab.com/a/b/c/-/raw/HEAD/publiccode.yml"),
        ("https://bitbucket.org/amt/app/src/dev/", "https://bitbucket.org/amt/app/raw/HEAD/publiccode.yml"),
        ("https://gitlab.opencode.de/a/b", "https://gitlab.opencode.de/a/b/-/raw/HEAD/publiccode.yml"),
        ("https://git.stadt.example/app/raw/publiccode.yml", "https://git.stadt.example/app/raw/publiccode.yml"),
        ("https://git.stadt.example/app", ""),
        ("https://github.com/stadt", ""),
        ("https://github.com.evil.example/stadt/app", ""),
    ],
)
def test_where_the_file_is(repository, file):
    assert raw_publiccode_address(repository) == file


@pytest.mark.one_database
def test_what_a_file_says():
    assert facts_in(GOOD) == {
        "name": "Rathaus-App",
        "licence": "EUPL-1.2",
        "version": "1.10",
        "released_on": date(2026, 3, 9),
        "development": "stable",
        "used_by": ["Stadt Musterstadt", "Amt Irgendwo und Gemeinden"],
    }


@pytest.mark.one_database
@pytest.mark.parametrize(
    "text",
    [
        "legal: EUPL-1.2\nname: [a]\nusedBy: Stadt\nreleaseDate: 2026-13-40\ndevelopmentStatus: fertig",
        "legal: {license: [x]}\nname: {a: b}\nusedBy: {a: b}\nreleaseDate: [1]\ndevelopmentStatus: [stable]",
        f"legal: {{license: {'x' * 61}}}\nname: {'x' * 201}\nreleaseDate: 0001-01-01\nsoftwareVersion: {'1' * 61}",
    ],
)
def test_what_is_of_the_wrong_kind_is_left_out(text):
    assert not any(facts_in(text).values())


@pytest.mark.one_database
def test_a_file_makes_no_objects_and_no_invisible_characters(tmp_path):
    assert facts_in(f"name: !!python/object/apply:os.mkdir ['{tmp_path}/made']")["name"] == ""
    assert list(tmp_path.iterdir()) == []
    assert facts_in(r'name: "A\0\uD800\u202Eb"')["name"] == "Ab"
    bomb = "a: &a [x]\n" + "".join(f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi"))  # fmt: skip  # noqa: B905, E501
    assert facts_in(f"{bomb}usedBy: *i")["used_by"] == []
    with pytest.raises((ValueError, yaml.YAMLError)):
        facts_in("- name: x")


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("good", ""),
        ("missing", Problem.MISSING),
        ("long", Problem.UNREACHABLE),
        ("to", Problem.UNREACHABLE),
        ("latin", Problem.UNREACHABLE),
        ("page", Problem.UNREADABLE),
        ("list", Problem.UNREADABLE),
        ("deep", Problem.UNREADABLE),
    ],
)
def test_what_comes_of_a_file(server, db, name, problem):
    said = read(client(), file_of(server, name), PlaceNames())
    assert said["problem"] == problem
    assert (said["licence"] == "EUPL-1.2") == (not problem)
    PublicCode.objects.create(repository="https://example.org", **said)


def test_a_private_address_is_not_asked(server, db):
    assert read(LinkClient(pause=0), file_of(server, "good"), PlaceNames())["problem"] == Problem.UNREACHABLE
    assert read(client(), "https://git.stadt.example/app", PlaceNames())["problem"] == Problem.NO_RULE


def test_a_name_means_a_place_only_without_doubt(db):
    make_municipality("Musterstadt", ars="050000000001")
    make_municipality("Landkreis Muster", level="district", ars="05001")
    make_municipality("Zweifach", ars="050000000002")
    make_municipality("Zweifach", ars="050000000003")
    make_municipality("Rüdersdorf", ars="050000000004")
    make_municipality("Rüdersdorf bei Berlin", ars="050000000005")
    make_municipality("Vergangen", ars="050000000006", gone_since=date(2020, 1, 1))
    make_municipality("Kreisstadt", level="district", ars="05002")
    names = PlaceNames()
    assert names.key_of("Stadt Musterstadt") == names.key_of("musterstadt") == "050000000001"
    assert names.key_of("Landkreis Muster") == "05001"
    assert names.key_of("Gemeinde Rüdersdorf bei Berlin") == "050000000005"
    doubtful = [
        "Zweifach",
        "Gemeinde Rüdersdorf",
        "Vergangen",
        "Stadt Kreisstadt",
        "Muster",
        "Stadtwerke Musterstadt",
        "",
    ]
    assert [names.key_of(name) for name in doubtful] == [""] * len(doubtful)


def test_files_of_entries_and_software_are_read_and_stored(server, db):
    place = make_municipality("Musterstadt")
    make_public(source_code_url=file_of(server, "good"))
    make_draft(source_code_url=file_of(server, "missing"))
    make_solution("Rathaus-App", repository=file_of(server, "good"))
    PublicCode.objects.create(repository="https://example.org/vergessen", read_at=timezone.now())
    version = CatalogueVersion.objects.get()

    assert read_all(client()) == (2, 1)
    good, missing = PublicCode.objects.order_by("problem")
    assert (missing.problem, missing.used_by) == (Problem.MISSING, [])
    assert good.used_by == [
        {"name": "Stadt Musterstadt", "ars": place.ars},
        {"name": "Amt Irgendwo und Gemeinden", "ars": ""},
    ]
    now = CatalogueVersion.objects.get()
    assert (now.number, now.history) == (version.number + 1, version.history)  # pages change, past days do not


def test_what_was_read_stays_while_the_server_is_away(server, db):
    make_public(source_code_url=file_of(server, "good"))
    read_all(client())
    assert read_all(LinkClient(pause=0)) == (1, 0)
    assert PublicCode.objects.get().licence == "EUPL-1.2"


def test_the_weekly_run_asks_only_what_is_due(server, db):
    make_public(source_code_url=file_of(server, "good"))
    assert read_due(client()) == (1, 1)
    assert read_due(client()) == (0, 0)
    PublicCode.objects.update(read_at=timezone.now() - timedelta(days=7))
    assert read_due(client()) == (1, 1)


def test_the_command_reads_what_is_named(server, db, capsys):
    make_public(source_code_url=file_of(server, "good"))  # the command itself asks no private address
    call_command("read_publiccode", file_of(server, "good"))
    assert capsys.readouterr().out == "1 repositories asked, 0 have a publiccode.yml that can be read.\n"
    with pytest.raises(CommandError, match="No entry and no software names this repository"):
        call_command("read_publiccode", "https://github.com/fremd/app")
