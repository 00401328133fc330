"""Comparing two editions: changed fields, and texts word by word."""

import random
import time
from datetime import date

import pytest
from django.db import models

from measures import workflow
from measures.content import CONTENT, IMAGE_SIZE, LISTS
from measures.desk.comparison import compare, filled, values
from measures.desk.text_difference import Piece, difference
from measures.models import ActionField, Edition, SolutionType, SpatialScope
from measures.steckbrief import FIELDS
from municipalities.mail_addresses import MailAddressField
from municipalities.text_fields import CharField, TextField, URLField
from tests.factories import make_draft, make_municipality, make_picture

LONGEST = 20_000


def written(old, new):
    """Return the difference as one line: [-removed-], [+added+]."""
    signs = {"same": "{}", "added": "[+{}+]", "removed": "[-{}-]"}
    return "".join(signs[piece.kind].format(piece.text) for piece in difference(old, new))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Ein Sensor misst.", "Ein neuer Sensor misst.", "Ein [+neuer +]Sensor misst."),
        ("Bis 2024, dann Schluss.", "Bis 2026, dann Schluss.", "Bis [-2024-][+2026+], dann Schluss."),
        ("eins zwei drei vier", "eins 2 3 vier", "eins [-zwei drei-][+2 3+] vier"),
        ("Es war früher so.", "Heute fahren Busse.", "[-Es war früher so.-][+Heute fahren Busse.+]"),
        ("", "Neu.", "[+Neu.+]"),
        ("Alt.", "", "[-Alt.-]"),
        ("Erster Satz. Zweiter Satz.", "Erster Satz.", "Erster Satz.[- Zweiter Satz.-]"),
        ("a\n\nb", "a\n\nb\n\nc", "a\n\nb[+\n\nc+]"),
    ],
)  # fmt: skip
def test_a_text_is_compared_word_by_word(old, new, expected):
    assert written(old, new) == expected


def test_a_long_stretch_without_changes_is_shortened():
    sentences = [f"Satz Nummer {number} bleibt, wie er ist." for number in range(50)]
    old = " ".join(sentences)
    shown = written(old, old.replace("Nummer 25 bleibt", "Nummer 25 blieb"))
    assert "[-bleibt-][+blieb+]" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) < 400


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ("Wort " * 500, "Wort " * 499 + "Ende"),
        ("Ein kurzer Text. Noch einer! Und noch einer?", "Noch einer! Ein kurzer Text, und noch einer?\nJa."),
    ],
)
def test_the_pieces_make_up_both_texts(old, new):
    pieces = difference(old, new)
    if not any("…" in piece.text for piece in pieces):
        assert "".join(piece.text for piece in pieces if piece.kind != "added") == old
        assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new


def random_text(words, separator=" "):
    chosen = random.Random(7).choices(words, k=LONGEST)  # noqa: S311 - the same in each run
    return separator.join(chosen)[:LONGEST]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (random_text([f"wort{n}" for n in range(900)]), random_text([f"wort{n}" for n in range(900, 0, -1)])),
        (random_text(["a.", "b."], ""), random_text(["b.", "a.", "c."], "")),
        (" ".join(f"w{n} a" for n in range(2800)), " ".join(f"w{n} b" for n in range(2800))),
        ("ab " * 6_666, "ba " * 6_666),
        ("a\nb\n" * 5_000, "b\na\n" * 5_000),
        ("-,;" * 6_666, ";,-" * 6_666),
        (" a" * 10_000, " a" * 9_999 + " b"),
        (" " * LONGEST, "\t" * LONGEST),
        ("x" * LONGEST, "y" * LONGEST),
        ("." * LONGEST, "!" * LONGEST),
    ],
    ids=["words", "dots", "every second word", "turned", "lines", "signs", "one word", "spaces", "no space", "ends"],
)
def test_comparing_two_long_texts_takes_less_than_a_second(old, new):
    started = time.process_time()
    pieces = difference(old, new)
    assert time.process_time() - started < 1
    assert {piece.kind for piece in pieces} & {"added", "removed"}


def test_comparing_many_long_texts_takes_less_than_two_seconds():
    slow = [" ".join(f"w{number} {word}" for number in range(2800)) for word in "ab"]
    texts = [row.name for row in FIELDS if isinstance(row.model_field, models.TextField)]
    assert len(texts) > 5
    none = {name: [] for name in LISTS}
    editions = [Edition(title="T", **dict.fromkeys(texts, text)) for text in slow]
    started = time.process_time()
    changes = compare(*editions, old_named=none, new_named=none)
    assert time.process_time() - started < 2
    assert [change.name for change in changes] == texts


# Editions


@pytest.fixture
def edition(db):
    return make_draft(
        "Mängelmelder",
        summary="Kurz",
        status="geplant",
        start_year=2020,
        end_year=2024,
        as_of=date(2026, 5, 1),
        spatial_scopes=SpatialScope.objects.all()[:1],
        sources=[{"url": "https://example.org/a", "kind": "press"}],
        **make_picture(),
    )


def other_value(field):
    """Return a value that no factory gives, by the type of the field. A new type of field needs a line here."""
    if field.choices:
        return next(value for value, _name in reversed(field.choices) if value != field.get_default())
    kinds = {
        models.DateField: date(2026, 6, 2),
        models.PositiveSmallIntegerField: 2022,
        URLField: "https://example.org/neu",
        MailAddressField: "neu@example.org",
        CharField: "Neu",
        TextField: "Neu",
    }
    return kinds[type(field)]


def changed(edition, content):
    """Write `content` into a copy of the edition and compare."""
    before = Edition.objects.get(pk=edition.pk)
    named = {name: list(getattr(before, name).all()) for name in LISTS}
    workflow.save_draft(edition=edition, by=None, version=edition.version, content=content)
    return compare(before, Edition.objects.get(pk=edition.pk), old_named=named)


@pytest.mark.parametrize("name", sorted({*CONTENT} - {"image", *IMAGE_SIZE}))
def test_a_changed_field_is_listed_with_its_label_and_no_other(edition, name):
    field = Edition._meta.get_field(name)
    other = Edition.objects.get(pk=edition.pk)
    setattr(other, name, other_value(field))
    (change,) = compare(edition, other)
    assert (change.name, change.label.lower()) == (name, str(field.verbose_name).lower())
    assert any(piece.kind == "added" for piece in change.pieces)
    assert (change.added, change.removed) == ([], [])


@pytest.mark.parametrize(("name", "model"), [("solution_types", SolutionType), ("action_fields", ActionField)])
def test_a_changed_list_names_added_and_removed_values(edition, name, model):
    gone, (new, kept) = list(getattr(edition, name).all()), model.objects.all().order_by("-pk")[:2]
    (change,) = changed(edition, {name: [new, kept]})
    assert change.added == [new.name, kept.name]
    assert change.removed == [value.name for value in gone]
    (change,) = changed(edition, {name: [new]})
    assert (change.added, change.removed) == ([], [kept.name])


def test_places_scopes_and_sources_are_lists_too(edition):
    place, scope = make_municipality("Musterstadt"), SpatialScope.objects.last()
    source = {"url": "https://example.org/b", "confidence": "high"}
    gone = [
        edition.spatial_scopes.get().name,
        edition.places.get().name,
        "https://example.org/a (Presse und Fachmedien)",
    ]
    changes = changed(edition, {"places": [place], "spatial_scopes": [scope], "sources": [source]})
    assert [change.name for change in changes] == ["spatial_scopes", "places", "sources"]
    assert [change.removed for change in changes] == [[text] for text in gone]
    assert [change.added for change in changes[:2]] == [[scope.name], ["Musterstadt"]]
    assert changes[2].added[0].startswith("https://example.org/b (hoch")


def test_a_changed_image_is_named_with_its_size(edition):
    (change,) = changed(edition, make_picture(4, 3))
    assert [piece.kind for piece in change.pieces] == ["removed", "added"]
    assert ".png (2 × 1" in change.pieces[0].text
    assert ".png (4 × 3" in change.pieces[1].text


def test_a_value_is_shown_as_a_reader_sees_it(edition):
    shown = values(edition)
    assert (shown["status"], shown["as_of"], shown["end_year"]) == ("geplant", "1. Mai 2026", "2024")


def test_line_ends_of_a_browser_are_no_change(edition):
    changed(edition, {"goals": "Eins\nZwei"})
    assert changed(edition, {"goals": "Eins\r\nZwei"}) == []


def test_equal_editions_have_no_changes(edition):
    assert compare(edition, Edition.objects.get(pk=edition.pk)) == []


def test_content_that_is_not_stored_can_be_compared(edition):
    unsaved = Edition.objects.get(pk=edition.pk)
    unsaved.title = "Mängel melden"
    changes = compare(edition, unsaved, new_named={"action_fields": []})
    assert [(change.name, change.pieces) for change in changes] == [
        ("title", [Piece("removed", "Mängelmelder"), Piece("added", "Mängel melden")]),
        ("action_fields", []),
    ]


def test_a_new_entry_is_shown_as_its_filled_and_empty_fields(edition):
    full, empty = filled(edition)
    assert [value.name for value in full] == [
        "title", "summary", "solution_types", "action_fields", "spatial_scopes", "status", "start_year", "end_year",
        "places", "as_of", "source_code_duty", "image", "image_alt", "image_rights", "sources",
    ]  # fmt: skip
    assert full[0].text == "Mängelmelder"
    assert full[2].items == [edition.solution_types.get().name]
    assert "Kosten" in empty
    assert len(full) + len(empty) == len(FIELDS)
