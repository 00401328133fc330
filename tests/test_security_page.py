"""docs/security.md names tests and files that exist, and has a row for each requirement of levels 1 and 2."""

import re

import pytest
from django.conf import settings

from tests.test_promises import TEST, functions_in

pytestmark = pytest.mark.one_database

ROOT = settings.BASE_DIR
PAGE = (ROOT / "docs" / "security.md").read_text()
ROW = re.compile(r"^\| ([\d., to]+) \| (.+?) \| (.+) \|$", re.MULTILINE)
LEVEL_3 = {
    "1.2.10", "1.3.12", "1.5.3", "2.3.5", "2.4.2", "3.1.1", "3.3.5", "3.4.7", "3.5.6", "3.5.7", "3.6.1", "3.7.3",
    "3.7.4", "3.7.5", "4.1.4", "4.1.5", "4.2.2", "4.2.3", "4.2.4", "4.2.5", "5.2.4", "5.2.5", "5.2.6", "5.3.3",
    "6.2.12", "6.3.4", "6.3.5", "6.3.6", "6.3.7", "6.3.8", "6.4.5", "6.4.6", "6.5.6", "6.5.7", "6.5.8", "6.6.4",
    "6.7.1", "6.7.2", "7.5.3", "8.1.3", "8.1.4", "8.2.4", "8.3.2", "8.3.3", "8.4.2", "10.2.3", "10.3.5", "10.4.12",
    "10.4.13", "10.4.14", "10.4.15", "10.4.16", "11.1.3", "11.1.4", "11.2.4", "11.2.5", "11.3.4", "11.3.5", "11.5.2",
    "11.6.2", "11.7.1", "11.7.2", "12.1.4", "12.1.5", "12.3.5", "13.1.2", "13.1.3", "13.1.4", "13.2.6", "13.3.3",
    "13.3.4", "13.4.6", "13.4.7", "14.2.5", "14.2.6", "14.2.7", "14.2.8", "15.1.4", "15.1.5", "15.2.4", "15.2.5",
    "15.4.1", "15.4.2", "15.4.3", "15.4.4", "16.5.4", "17.1.2", "17.2.5", "17.2.6", "17.2.7", "17.2.8",
}  # fmt: skip
# The number of requirements in each section of each chapter
SECTIONS = {
    1: [2, 10, 12, 3, 3], 2: [3, 3, 5, 2], 3: [1, 2, 5, 7, 7, 1, 5], 4: [5, 5, 2, 4], 5: [1, 6, 3, 3],
    6: [3, 12, 8, 6, 8, 4, 2, 3], 7: [3, 4, 2, 5, 3, 2], 8: [4, 4, 3, 2], 9: [3, 4], 10: [2, 3, 5, 16, 5, 2, 3],
    11: [4, 5, 5, 3, 2, 2, 2], 12: [5, 2, 5], 13: [4, 6, 4, 7], 14: [2, 8, 3], 15: [5, 5, 7, 4], 16: [1, 5, 4, 3, 4],
    17: [2, 8, 2],
}  # fmt: skip


def numbers(text):
    """Return the requirements that the first cell of a row names, such as "1.2.6, 1.2.7" or "6.6.1 to 6.6.3"."""
    for part in text.split(","):
        first, _to, last = part.strip().partition(" to ")
        section, _, low = first.rpartition(".")
        for number in range(int(low), int((last or first).rpartition(".")[2]) + 1):
            yield f"{section}.{number}"


def test_every_requirement_of_levels_1_and_2_has_one_row():
    rows = [number for cell, _about, _how in ROW.findall(PAGE) for number in numbers(cell)]
    rows += numbers(re.search(r"^(17\.1\.1.+): none", PAGE, re.MULTILINE)[1])
    asked = {
        f"{chapter}.{section}.{number}"
        for chapter, counts in SECTIONS.items()
        for section, count in enumerate(counts, 1)
        for number in range(1, count + 1)
    } - LEVEL_3
    assert sorted(asked - set(rows)) == []
    assert sorted(set(rows) - asked) == []
    assert len(rows) == len(set(rows))


def test_each_row_says_how_it_stands():
    for cell, _about, how in ROW.findall(PAGE):
        assert re.match(r"met|none|\*\*open|the operator's", how), cell
    open_ones = {
        number for cell, _about, how in ROW.findall(PAGE) if how.startswith("**open") for number in numbers(cell)
    }
    named = re.search(r"Not met at present: (.+)\. The sections", PAGE)[1]
    assert open_ones == set(re.findall(r"[\d.]+\d", named))


def test_what_it_names_is_there():
    missing = [
        f"{file}::{function}"
        for file, function in TEST.findall(PAGE)
        if not (ROOT / file).is_file() or (function and function not in functions_in(ROOT / file))
    ]
    assert missing == []
    assert len(TEST.findall(PAGE)) > 120
    paths = [name for name in re.findall(r"`([\w./-]+/[\w./-]+)`", PAGE) if not name.startswith(("tests/", "/"))]
    assert [path for path in paths if not (ROOT / path).exists()] == []
    settings_page = (ROOT / "docs" / "operation.md").read_text()
    assert [name for name in re.findall(r"`(MASSWERK_[A-Z_]+)`", PAGE) if name not in settings_page] == []
