"""Rules about the repository that no linter checks, applied to every file."""

import ast
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import django
import pytest
from django.apps import apps
from django.conf import settings

from tests.both_databases import BOTH_DATABASES, ONE_DATABASE

pytestmark = pytest.mark.one_database

ROOT = settings.BASE_DIR
LONGEST_PYTHON_FILE = 400
MADE_HERE = {
    ".git", ".venv", "var", "node_modules", "test-results",
    "__pycache__", ".pytest_cache", ".ruff_cache", ".hypothesis",
}  # fmt: skip
ERROR_PAGES = {"400.html", "403.html", "404.html", "500.html"}  # Django finds these by their names

# Patterns for bytes, so that pictures and compiled files are read as well; none matches its own text.
REGISTRY = re.compile(
    rb"\b(?:pypi|pythonhosted|npmjs|yarnpkg|rubygems)\.(?:org|com)\b"
    rb"|\b(?:crates|packagist|unpkg|jsdelivr)\.(?:io|org|com|net)\b"
    rb"|\b(?:deb|ftp|security)(?:\.\w+)?\.debian\.org\b|\bproxy\.golang\.org\b|\bmaven\.org\b"
    rb"|--(?:extra-)?index-url",
    re.IGNORECASE,
)
MACHINE_PATH = re.compile(rb"(?<![\w.:/~%-])/(?:(?:root|work)\b|(?:tmp|home|Users)/\w)")
LOCKED = re.compile(r"[\w.-]+(\[[\w,-]+\])?==[\w.!+-]+( ; [^\\]+?)?( --hash=sha256:[0-9a-f]{64})+\s*")


@cache
def repository_files():
    """All files under version control; in an unpacked archive, all that were not made on this machine."""
    try:
        listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)  # noqa: S607
        files = [ROOT / name for name in listing.stdout.decode().split("\0") if name]
    except (FileNotFoundError, subprocess.CalledProcessError):
        files = []
    files = files or [path for path in ROOT.rglob("*") if not MADE_HERE & set(path.relative_to(ROOT).parts)]
    return sorted(path for path in files if path.is_file())


def python_files():
    return [path for path in repository_files() if path.suffix == ".py"]


def test_every_name_of_both_databases_is_that_of_tests():
    tests = [str(path.relative_to(ROOT / "tests")) for path in files_under("tests", python_files())]
    names = [name.partition("::")[0] for name in BOTH_DATABASES + ONE_DATABASE]
    assert [name for name in names if not any(path.startswith(name) for path in tests)] == []


def files_under(folder, files):
    return [path for path in files if path.is_relative_to(ROOT / folder)]


def text_of(path):
    return path.read_text(encoding="utf-8")


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def places_of(pattern):
    return [
        f"{name_of(path)}:{number}"
        for path in repository_files()
        for number, line in enumerate(path.read_bytes().splitlines(), start=1)
        if pattern.search(line)
    ]


def modules_in(path):
    """The modules that a Python file imports, and the dotted names in its strings (labels of models)."""
    package = list(path.relative_to(ROOT).parent.parts)
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else []
            yield ".".join([*above, node.module or ""])
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from re.findall(r"^\w+(?:\.\w+)+$", node.value)


def requirements(path):
    """The requirements of a locked file, each with its hashes on one line, without comments."""
    text = re.sub(r"[ \t]*\\\n[ \t]*", " ", text_of(path))
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def locked_versions(path):
    pins = (re.match(r"([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", line) for line in requirements(path))
    return {pin[1]: pin[2] for pin in pins if pin}


def names(specifiers):
    return {re.match(r"[\w.-]+", specifier)[0].lower().replace("_", "-") for specifier in specifiers}


def test_the_repository_is_seen():
    seen = {name_of(path) for path in repository_files()}
    assert {"manage.py", "pyproject.toml", "requirements.txt", "tests/settings.py"} <= seen


def test_municipalities_know_nothing_of_measures():
    offences = [
        f"{name_of(path)}: {module}"
        for path in files_under("municipalities", python_files())
        for module in modules_in(path)
        if module.split(".")[0] == "measures"
    ]
    assert offences == []


def test_no_file_names_a_package_registry():
    assert places_of(REGISTRY) == []


def test_no_file_names_a_folder_of_somebodys_machine():
    assert places_of(MACHINE_PATH) == []


def test_every_requirement_is_pinned_with_hashes():
    locked = [path for path in repository_files() if re.fullmatch(r"requirements.*\.txt", path.name)]
    assert len(locked) >= 2
    loose = [
        f"{name_of(path)}: {line[:60]}" for path in locked for line in requirements(path) if not LOCKED.fullmatch(line)
    ]
    assert loose == []


def test_the_lock_files_hold_what_the_project_asks_for():
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))
    serving = locked_versions(ROOT / "requirements.txt")
    developing = locked_versions(ROOT / "requirements-dev.txt")
    assert names(project["project"]["dependencies"]) - serving.keys() == set()
    assert names(project["dependency-groups"]["dev"]) - developing.keys() == set()
    assert {name: developing.get(name) for name in serving} == serving, "tests must run on what is served"


def test_the_version_is_the_same_everywhere():
    version = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]["version"]
    stated = {
        "publiccode.yml": r'^softwareVersion: "(.+)"$',
        "CHANGELOG.md": r"^## \[?(\d[^\] ]*)",
        "Dockerfile": r'image\.version="(.+)"',
        "compose.yaml": r"image: masswerk:(\S+)",
    }
    found = {name: re.findall(pattern, text_of(ROOT / name), re.MULTILINE)[:1] for name, pattern in stated.items()}
    assert found == {name: [version] for name in stated}


def test_python_files_stay_readable():
    lengths = {
        name_of(path): len(path.read_bytes().splitlines())
        for path in python_files()
        if path.parent.name != "migrations"
    }
    assert {name: length for name, length in lengths.items() if length >= LONGEST_PYTHON_FILE} == {}


def test_every_template_is_used():
    templates = files_under("templates", repository_files())
    code = [path for path in python_files() if not path.is_relative_to(ROOT / "tests")]
    texts = {path: text_of(path) for path in (*code, *templates)}
    public = ROOT / "templates" / "public"
    overridable = [Path(config.path) / "templates" for config in apps.get_app_configs()]
    overridable.append(Path(django.__file__).parent / "forms" / "templates")

    def is_used(template):
        name = template.relative_to(public if template.is_relative_to(public) else ROOT / "templates").as_posix()
        call = re.compile(rf"""["']{re.escape(name)}[#"']""")  # a name may go on with #partial
        return (
            name in ERROR_PAGES
            or any((folder / name).exists() for folder in overridable)
            or any(call.search(text) for path, text in texts.items() if path != template)
        )

    assert [name_of(path) for path in templates if not is_used(path)] == []
