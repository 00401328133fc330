"""R25: what readers see of a text is what was typed, but for the markup that the help of the form names."""

import pytest

from measures.markup.rendering import html, plain
from tests.drills import rounds
from tests.drills.texts import german_text, soup
from tests.shown_text import lines, shown_lines

pytestmark = pytest.mark.one_database

# Of these the help says that they make lists, headings, emphasis and tables; "o" is Word's bullet of the second level
NAMED = str.maketrans("", "", "*#-–•·|:o")


def test_german_texts_are_shown_as_typed():
    count = rounds(3_000, 300_000)
    changed = []
    for seed in range(count):
        text, expected = german_text(seed)
        if shown_lines(html(text)) != lines("\n".join(expected)):
            changed.append(seed)
    print(f"R25 German texts: {count} texts, {len(changed)} changed")  # noqa: T201 - the figures of the promise
    assert changed == []


def test_the_plain_text_is_what_readers_see():
    differ = [seed for seed in range(rounds(1_000, 50_000)) if disagrees(german_text(seed)[0]) or disagrees(soup(seed))]
    assert differ == []


def disagrees(text):
    return lines(plain(text).replace("\t", " ")) != shown_lines(html(text))


def test_of_any_signs_only_the_named_ones_can_disappear():
    count = rounds(5_000, 500_000)
    changed = []
    for seed in range(count):
        text = soup(seed)
        shown = "\n".join(shown_lines(html(text)))
        if unnamed(shown) != unnamed(text):
            changed.append(seed)
    print(f"R25 random signs: {count} texts, {len(changed)} changed")  # noqa: T201 - the figures of the promise
    assert changed == []


def unnamed(text):
    return "".join(text.translate(NAMED).split())
