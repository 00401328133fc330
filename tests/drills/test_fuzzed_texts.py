"""R25: what readers see of a text is what was typed, but for the markup that the help of the form names."""

import pytest

from measures.markup.rendering import html, plain
from tests.drills import rounds
from tests.drills.texts import german_text, soup
from tests.shown_text import lines, shown_lines

pytestmark = pytest.mark.one_database

# Of these the help says that they make lists, headings, emphasis and tables; "o" is Word's bullet of the second level
NAMED = str.maketrans("", "", "*#-–•·|:o")


# At full size in parts, which run side by side
in_parts = pytest.mark.parametrize("part", range(rounds(1, 10)))


def seeds(part, number):
    return range(part * number, (part + 1) * number)


@in_parts
def test_german_texts_are_shown_as_typed(part):
    count = rounds(3_000, 30_000)
    changed = []
    for seed in seeds(part, count):
        text, expected = german_text(seed)
        if shown_lines(html(text)) != lines("\n".join(expected)):
            changed.append(seed)
    print(f"R25 German texts: {count} texts, {len(changed)} changed")  # noqa: T201 - the figures of the promise
    assert changed == []


@in_parts
def test_the_plain_text_is_what_readers_see(part):
    tried = seeds(part, rounds(1_000, 5_000))
    differ = [seed for seed in tried if disagrees(german_text(seed)[0]) or disagrees(soup(seed))]
    assert differ == []


def disagrees(text):
    return lines(plain(text).replace("\t", " ")) != shown_lines(html(text))


@in_parts
def test_of_any_signs_only_the_named_ones_can_disappear(part):
    count = rounds(5_000, 50_000)
    changed = []
    for seed in seeds(part, count):
        text = soup(seed)
        shown = "\n".join(shown_lines(html(text)))
        if unnamed(shown) != unnamed(text):
            changed.append(seed)
    print(f"R25 random signs: {count} texts, {len(changed)} changed")  # noqa: T201 - the figures of the promise
    assert changed == []


def unnamed(text):
    return "".join(text.translate(NAMED).split())
