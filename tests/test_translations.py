"""The German catalogue is complete, correct and compiled. `make messages` updates it.

The sources are English. The English catalogue has only texts whose source is not fit to be shown (decision 0049).
"""

import re

import polib
import pytest
from django.conf import settings
from django.template import engines

pytestmark = pytest.mark.one_database

LOCALE = settings.BASE_DIR / "locale"
FOLDER = LOCALE / "de" / "LC_MESSAGES"
ENGLISH = LOCALE / "en" / "LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +.\d]*[a-zA-Z]|%[sd]|\{\w*\}")
WITHOUT_ITS_NAME = "Constraint “%(name)s” is violated."  # the name of a constraint says nothing to readers
FAMILIAR = re.compile(r"\b(?:du|dich|dir|dein(?:e[mnrs]?)?|euch|eu(?:er|re[mnrs]?))\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def catalogue():
    return polib.pofile(str(FOLDER / "django.po"), encoding="utf-8")


@pytest.fixture(scope="module")
def english():
    return polib.pofile(str(ENGLISH / "django.po"), encoding="utf-8")


def german(entry):
    """All texts of an entry in the language of its catalogue: one, or one for each plural form."""
    return [text for _, text in sorted(entry.msgstr_plural.items())] if entry.msgid_plural else [entry.msgstr]


def contents(catalogue):
    return {(entry.msgctxt, entry.msgid, entry.msgid_plural): german(entry) for entry in catalogue}


def test_there_is_a_catalogue(catalogue):
    assert len(catalogue) > 0
    assert catalogue.metadata["Language"] == "de"
    assert catalogue.metadata["Plural-Forms"] == "nplurals=2; plural=(n != 1);"


def test_every_text_is_translated(catalogue):
    assert [entry.msgid for entry in catalogue if not all(text.strip() for text in german(entry))] == []


def test_every_text_of_the_public_pages_is_in_the_catalogue(catalogue):
    """Jinja2 itself finds the texts here, so that this needs no gettext."""
    env = engines["jinja2"].env
    texts = [
        (function, text if isinstance(text, tuple) else (text,))
        for name in env.list_templates(extensions=["html"])
        for _, function, text in env.extract_translations(env.loader.get_source(env, name)[0])
    ]
    assert {function for function, _ in texts} == {"_", "gettext", "ngettext"}
    known = {entry.msgid for entry in catalogue} | {(entry.msgid, entry.msgid_plural) for entry in catalogue}
    wanted = {text[:2] if function == "ngettext" else text[0] for function, text in texts}
    assert wanted - known == set()


def test_no_text_has_an_empty_source(catalogue):
    assert [german(entry) for entry in catalogue if not entry.msgid.strip()] == []


def test_no_translation_is_a_guess(catalogue):
    assert [entry.msgid for entry in catalogue if entry.fuzzy] == []


def test_no_translation_is_left_over(catalogue):
    assert [entry.msgid for entry in catalogue.obsolete_entries()] == []


def test_plurals_have_both_forms(catalogue):
    plurals = [entry for entry in catalogue if entry.msgid_plural]
    assert [entry.msgid for entry in plurals if entry.msgstr_plural.keys() != {0, 1}] == []


def test_no_translation_says_itself_twice(catalogue):
    texts = [text for entry in catalogue for text in german(entry) if len(text) > 20]
    assert [text for text in texts if text[: len(text) // 2] == text[len(text) // 2 :]] == []


def test_placeholders_survive_translation(catalogue):
    """Only the German singular may do without the number ("eine Maßnahme")."""

    def placeholders(text):
        return sorted(PLACEHOLDER.findall(text))

    changed = [
        entry.msgid
        for entry in catalogue
        if entry.msgid != WITHOUT_ITS_NAME
        if placeholders(german(entry)[-1]) != placeholders(entry.msgid_plural or entry.msgid)
        or not set(placeholders(german(entry)[0])) <= set(placeholders(entry.msgid_plural or entry.msgid))
    ]
    assert changed == []


def test_readers_are_addressed_formally(catalogue):
    assert [text for entry in catalogue for text in german(entry) if FAMILIAR.search(text)] == []


def test_the_compiled_catalogue_is_the_current_one(catalogue):
    compiled = polib.mofile(str(FOLDER / "django.mo"), encoding="utf-8")
    assert contents(compiled) == contents(catalogue)


def test_the_english_catalogue_rewords_texts_that_there_are(catalogue, english):
    known = {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in catalogue}
    assert [entry.msgid for entry in english if (entry.msgctxt, entry.msgid, entry.msgid_plural) not in known] == []
    assert [entry.msgid for entry in english if entry.fuzzy or entry.obsolete or not all(german(entry))] == []
    assert [entry.msgid for entry in english if german(entry)[0] == entry.msgid] == []
    assert english.metadata["Plural-Forms"] == catalogue.metadata["Plural-Forms"]


def test_placeholders_survive_in_english(english):
    changed = [
        entry.msgid
        for entry in english
        if sorted(PLACEHOLDER.findall(german(entry)[-1]))
        != sorted(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    ]
    assert changed == []


def test_no_english_text_is_german(catalogue, english):
    """Sources and rewordings are compared with the words that German texts consist of most."""
    texts = [text for entry in catalogue for text in (entry.msgid, entry.msgid_plural)]
    texts += [text for entry in english for text in german(entry)]
    german_word = re.compile(r"\b(?:und|oder|nicht|eine[mnrs]?|der|das|des|für|mit|von|wird|werden|sich|auf|ist)\b")
    found = {text for text in texts if german_word.search(re.sub("“[^”]*”", "", text))}
    assert found == set()


def test_the_compiled_english_catalogue_is_the_current_one(english):
    compiled = polib.mofile(str(ENGLISH / "django.mo"), encoding="utf-8")
    assert contents(compiled) == contents(english)
