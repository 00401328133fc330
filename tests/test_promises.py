"""docs/promises.md names tests that exist."""

import ast
import re

import pytest
from django.conf import settings

pytestmark = pytest.mark.one_database

PAGE = settings.BASE_DIR / "docs" / "promises.md"
PROMISES, _heading, PLANTED = PAGE.read_text().partition("## Planted defects")
ROW = re.compile(r"^\| R(\d+) \| (.+) \| (.+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def functions_in(path):
    return {node.name for node in ast.parse(path.read_bytes()).body if isinstance(node, ast.FunctionDef)}


def test_every_promise_has_its_row():
    numbers = [int(number) for number, _promise, _proof in ROW.findall(PROMISES)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_promise_names_a_test_or_says_that_there_is_none():
    silent = [number for number, _promise, proof in ROW.findall(PROMISES) if not TEST.search(proof)]
    assert {proof for number, _promise, proof in ROW.findall(PROMISES) if number in silent} <= {"not yet"}


def test_every_planted_defect_names_the_test_that_caught_it():
    rows = re.findall(r"^\| (?!about|---)(.+)$", PLANTED, re.MULTILINE)
    assert len(rows) > 20
    assert [row for row in rows if not TEST.search(row.rsplit("|", 2)[-2])] == []


def test_the_tests_named_are_there():
    named = TEST.findall(PAGE.read_text())
    assert len(named) > 20
    missing = [
        f"{file}::{function}" if function else file
        for file, function in named
        if not (settings.BASE_DIR / file).is_file()
        or (function and function not in functions_in(settings.BASE_DIR / file))
    ]
    assert missing == []
