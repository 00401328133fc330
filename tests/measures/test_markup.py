"""The markup of long texts: German signs stay as typed, and the signs that the help names make HTML."""

import re

import pytest

from measures.markup.rendering import html, plain
from tests.shown_text import shown_lines

pytestmark = pytest.mark.one_database


def bare(text):
    """Return the HTML of a text without what every link has, and without line breaks in the source."""
    return html(text).replace(' rel="external noopener noreferrer"', "").replace("\n", "")


def links(text):
    return re.findall(r'<a href="([^"]*)"[^>]*>(.*?)</a>', html(text))


@pytest.mark.parametrize(
    "text",
    [
        "Bürger*innen, Künstler*innen und alle Nutzer*innen",
        "Nutzer*in oder Nutzer*innen*gruppe",
        "Ärzt(*)innen, Pfleger(*)innen",
        "Bauhof/*innen und Kosten*",
        "Gebühr* und Miete** und Strom***",
        "Die Endung *innen wie bei Preis*",
        "3 * 4 * 5",
        "*** wichtig",
        "plan_2025_final.pdf und _intern_ und __init__",
        "#heimatstadt und #netz",
        "24. Dezember",
        "17. 05. 2024 Auftakt",
        "3. Bauabschnitt",
        "7.–9. Juni",
        "1) Aufruf",
        "Mehr dazu [2] und [^3] und [ ]",
        "[2]: https://quelle.example",
        "[Plan](Plan.pdf)",
        "[Abschnitt](S. 7)",
        "[x](javascript:alert(1))",
        "> 50 Haushalte",
        "<Vorname> <b>Name</b> <!-- und -->",
        "M&amp;M, &nbsp; und &copy;",
        "\\*kein Stern\\* in C:\\Daten\\_neu",
        "Befehl `ls` und ``` und ~~~",
        "----",
        "=====",
        "-5 °C bis –2 °C",
        "+49 731 1610",
        "Fertig :) oder :-( oder 8-)",
        "§ 5 Abs. 2",
        "Rathaus | Markt 1",
        "o.ä. und o. k.",
        "* einschließlich Steuer",
        "o allein",
        "*",
        "-",
        "•",
        "| - |",
        "*) nur werktags",
        "Daten**platt**form",
    ],
)
def test_german_writing_is_no_markup(text):
    assert shown_lines(html(text)) == [text]
    assert not re.search(r"<(?!/?(p|br|a)\b)", html(text))
    assert plain(text) == text


def test_line_breaks_are_line_breaks():
    assert bare("Bauhof\nHafenstraße 2\r\n    89073 Ulm\x0bHof") == (
        "<p>Bauhof<br>Hafenstraße 2<br>89073 Ulm<br>Hof</p>"
    )
    assert bare("Eins\n\n \nZwei") == "<p>Eins</p><p>Zwei</p>"


@pytest.mark.parametrize("mark", ["- ", "– ", "* ", "• ", "•", "·  ", "\uf0b7\t", "\uf0a7 ", "▪\t", "o ", "o\t", "\t"])
def test_lines_with_a_bullet_become_a_list(mark):
    text = f"Ziele:\n{mark}weniger Lärm\n{mark}mehr Grün\nDanach"
    assert bare(text) == "<p>Ziele:</p><ul><li>weniger Lärm</li><li>mehr Grün</li></ul><p>Danach</p>"
    assert plain(text) == "Ziele:\nweniger Lärm\nmehr Grün\nDanach"


def test_items_may_have_empty_lines_between_them_and_indented_lines_below():
    assert bare("- eins\n\n- zwei\n  weiter\n- drei") == "<ul><li>eins</li><li>zwei<br>weiter</li><li>drei</li></ul>"


def test_a_list_in_a_list():
    nested = "<ul><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ul>"
    assert bare("- a\n  - b\n  - c\n- d") == nested
    assert bare("\uf0b7\ta\no\tb\no\tc\n\uf0b7\td") == nested  # as Word pastes it


def test_plus_and_minus_stay_for_and_against():
    assert bare("+ schnell\n- teuer") == '<ul class="signed"><li>+ schnell</li><li>- teuer</li></ul>'


def test_a_heading_needs_a_space():
    assert bare("# Anlass\nText\n#### Ende #") == "<h3>Anlass</h3><p>Text</p><h4>Ende #</h4>"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**Wichtig:** neu", "<strong>Wichtig:</strong> neu"),
        ("ein *gutes* Ende.", "ein <em>gutes</em> Ende."),
        ("(*so*), „**so**“ und **so**!", "(<em>so</em>), „<strong>so</strong>“ und <strong>so</strong>!"),
        ("**Smart City**-Plan", "<strong>Smart City</strong>-Plan"),
        ("**Bürger*innen** hier", "<strong>Bürger*innen</strong> hier"),
        ("*offen\nund* zu", "*offen<br>und* zu"),
    ],
)
def test_emphasis_is_around_whole_words_of_one_line(text, shown):
    assert bare(text) == f"<p>{shown}</p>"


@pytest.mark.parametrize(
    ("text", "address", "shown"),
    [
        ("[Seite](www.stadt.example/a)", "https://www.stadt.example/a", "Seite"),
        ("[Seite]( stadt.example. )", "https://stadt.example", "Seite"),
        ("[Amt](amt@stadt.example)", "mailto:amt@stadt.example", "Amt"),
        ("[Amt](mailto:amt@stadt.example)", "mailto:amt@stadt.example", "Amt"),
        ("[Ulm](https://wiki.example/Ulm_(Stadt))", "https://wiki.example/Ulm_(Stadt)", "Ulm"),
        ("[**Ulm**](ulm.example)", "https://ulm.example", "<strong>Ulm</strong>"),
        ("(siehe https://wiki.example/Ulm_(Stadt)).", "https://wiki.example/Ulm_(Stadt)", "https://wiki.example/Ulm_(Stadt)"),
        ("Auf www.stadt.example.", "https://www.stadt.example", "www.stadt.example"),
        ("**www.stadt.example**", "https://www.stadt.example", "www.stadt.example"),
        ("stadt-ulm.de, sonst", "https://stadt-ulm.de", "stadt-ulm.de"),
        ("www.müllheim.de/größe!", "https://www.müllheim.de/größe", "www.müllheim.de/größe"),
        ("<https://ulm.example/?a=1&b[0]=2>", "https://ulm.example/?a=1&amp;b[0]=2", "https://ulm.example/?a=1&amp;b[0]=2"),
        ("http://ulm.example/?a=1&amp;b=2", "http://ulm.example/?a=1&amp;b=2", "http://ulm.example/?a=1&amp;amp;b=2"),
        ("https://ulm.example/a_b_c", "https://ulm.example/a_b_c", "https://ulm.example/a_b_c"),
        ("an büro.eins@stadt.example;", "mailto:büro.eins@stadt.example", "büro.eins@stadt.example"),
        ("mailto:amt@stadt.example.", "mailto:amt@stadt.example", "mailto:amt@stadt.example"),
    ],
)  # fmt: skip
def test_addresses_become_links(text, address, shown):
    assert links(text) == [(address, shown)]


@pytest.mark.parametrize(
    "text",
    ["Ende.Com", "www.", "https://", "a@b", "z.B.der", "Plan.pdf", "https://ulm.de@boese.example", "amt@", "data:x"],
)
def test_what_is_no_address_becomes_no_link(text):
    assert links(text) == []
    assert shown_lines(html(text)) == [text]


def test_several_addresses_stand_for_themselves():
    assert [address for address, _shown in links("https://a.example,https://b.example;www.c.example")] == [
        "https://a.example", "https://b.example", "https://www.c.example",
    ]  # fmt: skip


def test_cells_with_tabs_become_a_table():
    assert bare("Jahr\tKosten\n2024\t**3 €**\n\t4 €\tviel") == (
        '<table tabindex="0"><tbody><tr><td>Jahr</td><td>Kosten</td></tr>'
        "<tr><td>2024</td><td><strong>3 €</strong></td></tr>"
        "<tr><td></td><td>4 €</td><td>viel</td></tr></tbody></table>"
    )


@pytest.mark.parametrize("text", ["| Jahr | Kosten |\n|---|--:|\n| 2024 | 3 € |", "Jahr | Kosten\n---|---\n2024 | 3 €"])
def test_a_table_of_markdown_has_a_head(text):
    assert bare(text) == (
        '<table tabindex="0"><thead><tr><th scope="col">Jahr</th><th scope="col">Kosten</th></tr></thead>'
        "<tbody><tr><td>2024</td><td>3 €</td></tr></tbody></table>"
    )
    assert plain(text).split() == ["Jahr", "Kosten", "2024", "3", "€"]


@pytest.mark.parametrize("text", ["1.\tAntrag\n2.\tBescheid", "a | b\nc | d", "|x| hier\n|y| dort", "Amt\tOrt"])
def test_other_lines_with_separators_are_lines(text):
    assert shown_lines(html(text)) == [" ".join(line.split()) for line in text.split("\n")]
