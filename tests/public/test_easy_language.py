"""The page in Leichte Sprache keeps those rules that a program can check."""

import re
from html import unescape

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db

FORBIDDEN = {
    "negation": r"nicht|nichts|nie|niemals|niemand|kein\w*|ohne|weder|noch nicht",
    "passive": r"wird|werden|wurden?|worden",
    "subjunctive": r"würden?|könnten?|sollten?|möchten?|wären?|hätten?|dürften?|müssten?|sei|seien",
    "genitive": r"des|eines|deren|dessen|meines|Ihres|wegen|trotz|während",
    "abbreviation": r"[A-ZÄÖÜ]{2,}|usw|bzw|etc|ca|Nr|Tel|[zduo]\. ?[BhaÄ]",
}
SETTINGS = [
    {},
    {"conformity": "full", "easy_language_checked_by": "Werkstatt Musterstadt"},
    {"conformity": "partial"},
    {"conformity": "none"},
]


def sentences(html):
    """Return the lines of the paragraphs on the page, without what an operator has written."""
    text = html[html.index('<div class="page reading easy"') : html.index("</main>")]
    text = re.sub(r'<span class="from-setting">.*?</span>', "", text)
    paragraphs = re.findall(r"<p>(.*?)</p>", text, re.DOTALL)
    lines = [line for paragraph in paragraphs for line in paragraph.split("<br>")]
    return [unescape(" ".join(re.sub("<[^>]+>", "", line).split())) for line in lines]


def broken_rules(sentence):
    words = re.findall(r"[\w-]+", sentence)
    rules = [name for name, words in FORBIDDEN.items() if re.search(rf"\b(?:{words})\b", sentence)]
    if not 5 <= len(words) <= 10:
        rules.append("length")
    if not re.fullmatch(r"[^.?!;]+[.?!:]", sentence):
        rules.append("one sentence in each line")
    return rules


@pytest.mark.parametrize("stated", SETTINGS)
@pytest.mark.parametrize("filled", [False, True])
def test_each_sentence_keeps_the_rules(client, settings, stated, filled):
    settings.MASSWERK_ACCESSIBILITY = {**settings.MASSWERK_ACCESSIBILITY, **stated}
    settings.MASSWERK_SIGN_LANGUAGE = filled
    settings.MASSWERK_FEEDBACK_TO = "redaktion@example.org" if filled else ""
    found = sentences(client.get(reverse("easy_language")).content.decode())
    assert len(found) > 40
    # A line that ends with what the operator has written has one more word.
    found = [line + " Werkstatt." if line.endswith("Die Prüfung war bei:") else line for line in found]
    assert {sentence: broken_rules(sentence) for sentence in found if broken_rules(sentence)} == {}


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("Die Seite ist für alle nicht leicht.", "negation"),
        ("Der Text wird von Menschen geprüft.", "passive"),
        ("Sie könnten uns auch etwas schreiben.", "subjunctive"),
        ("Die Adresse des Amtes steht hier.", "genitive"),
        ("Die KTS schreibt Ihnen eine Antwort.", "abbreviation"),
        ("Das ist kurz.", "length"),
        ("Eine Maßnahme ist eine Idee von einer Stadt für alle Menschen.", "length"),
        ("Hier ist ein Satz. Dort ist einer.", "one sentence in each line"),
    ],
)
def test_the_rules_find_what_they_forbid(sentence, rule):
    assert broken_rules(sentence) == [rule]


def test_it_says_whether_its_readers_have_checked_it(client, settings):
    page = reverse("easy_language")
    assert "Die Prüfung von diesem Text fehlt noch." in client.get(page).content.decode()
    settings.MASSWERK_ACCESSIBILITY = {
        **settings.MASSWERK_ACCESSIBILITY,
        "easy_language_checked_by": "Werkstatt Musterstadt",
    }
    html = client.get(page).content.decode()
    assert "Werkstatt Musterstadt" in html
    assert "fehlt noch.<br>\n        Prüfen" not in html
