"""docs/architecture.md names files, and functions in them, that exist."""

import ast
import re

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
