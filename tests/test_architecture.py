"""docs/architecture.md names files, and functions in them, that exist."""

import ast
import re
import tomllib

import pytest
from django.conf import settings

pytestmark = pytest.mark.one_database

PAGE = settings.BASE_DIR / "docs" / "architecture.md"
FILE = re.compile(r"`((?:\w+/)+[\w.]*\w\.\w+)(?:::([\w.]+))?`")  # `folder/file.py` or `folder/file.py::Class.method`
FOLDER = re.compile(r"`((?:\w+/)+)`|`(tests/\w+)`")
DEFINITION = ast.FunctionDef | ast.ClassDef


def names_in(path):
    """Return the functions and classes of a file, and the methods as "Class.method"."""
    found = set()
    for node in ast.parse(path.read_bytes()).body:
        if isinstance(node, DEFINITION):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{inner.name}" for inner in node.body if isinstance(inner, DEFINITION)}
    return found


def test_the_files_named_exist():
    named = {file for file, _name in FILE.findall(PAGE.read_text())}
    assert len(named) > 50
    assert {file for file in named if not (settings.BASE_DIR / file).is_file()} == set()


def test_the_functions_and_classes_named_exist():
    named = {(file, name) for file, name in FILE.findall(PAGE.read_text()) if name}
    assert len(named) > 50
    assert {f"{file}::{name}" for file, name in named if name not in names_in(settings.BASE_DIR / file)} == set()


def test_the_folders_named_exist():
    named = {room or tests for room, tests in FOLDER.findall(PAGE.read_text())}
    absent = {"components/"}  # below templates/public/, named in the same row
    assert {folder for folder in named - absent if not (settings.BASE_DIR / folder).is_dir()} == set()


def contracts():
    """Return the contracts of import-linter, by their type."""
    settings_of_tools = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    return {
        (contract["type"], *contract.get("containers", [])): contract
        for contract in settings_of_tools["tool"]["importlinter"]["contracts"]
    }


def test_the_arrows_drawn_are_those_that_are_checked():
    drawn = re.search(r"^measures   (.*?)^municipalities$", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    assert [line.strip() for line in drawn[1].splitlines()] == contracts()["layers", "measures"]["layers"]


def test_no_module_of_municipalities_is_left_out_of_its_contract():
    folder = settings.BASE_DIR / "municipalities"
    modules = {path.stem for path in folder.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    listed = {name.partition(".")[2] for name in contracts()["forbidden",]["source_modules"]}
    assert modules - {"__init__", "accounts", "apps", "migrations"} == listed
