"""Questions that find nothing or little: noted in memory, stored by the hour, shown from three hours on."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from measures.finding import open_questions
from measures.finding.open_questions import OpenQuestions, key_of, may_be_stored, questions, store
from measures.models import CountedHour, OpenQuestion, SynonymGroup
from tests.concurrency import at_once, errors
from tests.factories import make_public, make_user
from tests.login import sign_in

HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 6, 1, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def asked(*texts, results=0):
    return {key_of(text): (text, results) for text in texts}


@pytest.fixture
def noted(monkeypatch):
    """Return what a request notes in this process."""
    monkeypatch.setattr(questions, "noted", {})
    return lambda: [text for notes in questions.noted.values() for text, _results in notes.values()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Parkplatzsuche für Lastenräder", True),
        ("89073 Ulm", True),
        ("anna@example.org", False),
        ("anna (at) example.org", False),
        ("anna [ät] firma", False),
        ("anna at example dot org", False),
        ("anna＠firma", False),
        ("look at me", True),
        ("０７３１１６１０", False),
        ("www.example.org/anna", False),
        ("0731 161-0 12", False),
        ("+49 (731) 1610", False),
        ("x" * 60, True),
        ("x" * 61, False),
    ],
)
def test_what_may_be_stored(text, expected):
    assert may_be_stored(text) is expected


def test_requests_note_what_finds_little_and_write_nothing(client, noted):
    make_public("Bank am Bach")
    client.get("/massnahmen/?q=Bank")  # builds the index
    for text in ("Baumpatenschaft", "baumpatenschaft ", "anna@example.org", "…"):
        client.get("/massnahmen/", {"q": text})
    client.get("/massnahmen/?q=Zebrastreifen&typ=app")  # fewer results because of a filter
    client.head("/massnahmen/?q=Zeppelin")
    for number in range(open_questions.FEW):
        make_public(f"Brunnen {number}")
    assert noted() == ["Bank", "baumpatenschaft"]
    client.get("/massnahmen/?q=Brunnen")
    make_public("Brunnen und mehr")
    client.get("/massnahmen/?q=brunnen anlegen")
    assert "Brunnen" in noted()
    assert not OpenQuestion.objects.exists()


def test_many_results_are_not_noted(noted):
    questions.note("Brunnen", open_questions.FEW + 1)
    assert noted() == []


def test_switched_off(client, noted, settings):
    settings.MASSWERK_COUNT_QUESTIONS = False
    client.get("/massnahmen/?q=Baumpatenschaft")
    assert noted() == []
    assert "je Woche gezählt" not in client.get("/datenschutz/").content.decode()
    store(MONDAY, asked("Baumpatenschaft"))
    call_command("forget_expired")
    assert not OpenQuestion.objects.exists()


def test_the_notes_of_a_process_are_bounded(noted, monkeypatch):
    monkeypatch.setattr(open_questions, "MOST_NOTED", 3)
    for number in range(9):
        questions.note(f"Frage {'abcdefghi'[number]}", 0)
    assert len(noted()) == 3


def test_a_question_counts_once_an_hour_in_all_processes():
    store(MONDAY, asked("Baumpatenschaft"))
    store(MONDAY, asked("baumpatenschaft"))  # another process
    assert OpenQuestion.objects.get().hours == 1
    store(MONDAY + HOUR, asked("Baumpatenschaft"))
    assert OpenQuestion.objects.get().hours == 2


def test_the_text_is_stored_from_the_third_hour_on():
    for number in range(2):
        store(MONDAY + number * HOUR, asked("Zitra Zitrönchen"))
    row = OpenQuestion.objects.get()
    assert (row.text, row.hours) == ("", 2)
    assert not OpenQuestion.objects.known().exists()
    store(MONDAY + timedelta(days=7), asked("Baumpatenschaft", "Zitra Zitrönchen", results=2))
    known = OpenQuestion.objects.known().get()
    assert (known["text"], known["asked"], known["results"]) == ("Zitra Zitrönchen", 3, 2)
    assert known["last"] == date(2026, 6, 8)
    assert OpenQuestion.objects.count() == 3


def test_nothing_of_the_time_remains_but_the_week():
    store(MONDAY + timedelta(days=3), asked("Baumpatenschaft"))
    store(MONDAY + timedelta(days=3) + HOUR, {})
    row = OpenQuestion.objects.get()
    assert (row.week, row.is_counted) == (date(2026, 6, 1), False)
    stored = {field.name for field in OpenQuestion._meta.concrete_fields}
    assert stored == {"id", "key", "text", "week", "hours", "results", "is_counted"}


def test_a_week_holds_so_many_questions_and_no_more(monkeypatch):
    monkeypatch.setattr(open_questions, "MOST_IN_A_WEEK", 3)
    store(MONDAY, asked("eins", "zwei"))
    store(MONDAY + HOUR, asked("eins", "drei", "vier"))
    assert sorted(OpenQuestion.objects.values_list("hours", flat=True)) == [1, 1, 2]


def test_many_questions_take_few_statements(monkeypatch):
    """The thread that stores them has to follow the catalogue, and holds the only writer of SQLite meanwhile."""
    monkeypatch.setattr(open_questions, "AT_ONCE", 50)
    texts = [f"x{number}" for number in range(100)]
    for number in range(4):
        with CaptureQueriesContext(connection) as captured:
            store(MONDAY + number * HOUR, asked(*texts))
        assert len(captured) < 30
    assert set(OpenQuestion.objects.values_list("hours", flat=True)) == {4}
    assert set(OpenQuestion.objects.values_list("text", flat=True)) == set(texts)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_processes_that_store_at_once_count_an_hour_once():
    texts = [f"x{number}" for number in range(50)]
    for number in range(2):
        store(MONDAY + number * HOUR, {})
        outcomes = at_once(*[partial(store, MONDAY + number * HOUR, asked(*texts)) for _ in range(3)])
        assert errors(outcomes) == []
    assert list(OpenQuestion.objects.values_list("hours", flat=True)) == [2] * 50


@pytest.fixture
def process(monkeypatch):
    """Return a process of its own, whose clock `go` sets."""
    clock = {"now": MONDAY}
    monkeypatch.setattr(open_questions, "this_hour", lambda: clock["now"])
    process = OpenQuestions()
    process.go = lambda hours: clock.update(now=MONDAY + hours * HOUR)
    return process


def test_a_process_stores_what_it_noted_when_the_hour_is_over(process):
    process.note("Baumpatenschaft", 0)
    process.store_past_hours()
    assert not OpenQuestion.objects.exists()
    process.go(1)
    process.store_past_hours()
    assert OpenQuestion.objects.get().hours == 1
    assert CountedHour.objects.get().hour == MONDAY
    process.note("Baumpatenschaft", 0)
    process.go(2)
    process.store_past_hours()
    process.store_past_hours()
    assert OpenQuestion.objects.get().hours == 2
    assert process.noted == {}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_notes_wait_while_the_database_is_away(process, monkeypatch):
    process.note("Baumpatenschaft", 0)
    process.go(1)
    with connection.execute_wrapper(refuse):
        process.store_past_hours()
    assert process.noted
    process.store_past_hours()  # too soon
    assert process.noted
    process._retry_at = 0
    process.store_past_hours()
    assert OpenQuestion.objects.get().hours == 1


def refuse(execute, sql, params, many, context):
    raise ConnectionError("away")


def test_deleted_after_a_year():
    today = timezone.now()
    store(today - timedelta(days=380), asked("Baumpatenschaft"))
    store(today - timedelta(days=300), asked("Baumpatenschaft"))
    call_command("forget_expired")
    assert OpenQuestion.objects.count() == 1


def test_moderators_see_them_and_may_add_synonyms(client):
    sign_in(client, make_user(is_moderator=True))
    address = reverse("admin:open_questions")
    assert "Noch nichts" in client.get(address).content.decode()
    for number in range(4):
        store(MONDAY + number * HOUR, asked("Baum, Patenschaft"))
        if number < 2:
            store(MONDAY + number * HOUR, asked("Bürgerhaus"))
    page = client.get(address).content.decode()
    assert "Baum, Patenschaft" in page
    assert "Bürgerhaus" not in page
    assert "1. Juni 2026" in page
    form = client.get(reverse("admin:measures_synonymgroup_add") + "?terms=Baum+Patenschaft%2C+").content.decode()
    assert 'value="Baum Patenschaft, "' in form
    assert "?terms=Baum+Patenschaft%2C+" in page
    for number in range(open_questions.FEW + 1):
        assert "Baum, Patenschaft" in client.get(address).content.decode()
        make_public(f"Patenschaft für einen Baum {number}")
    assert "Baum, Patenschaft" not in client.get(address).content.decode()  # it is answered by now
    assert "Ein Suchtext" in client.get(reverse("admin:index")).content.decode()


def test_a_proposed_term_becomes_a_synonym_with_one_click(client, settings):
    settings.MASSWERK_EMBEDDER = "tests.finding.toy_model.ToyModel"
    SynonymGroup.objects.create(terms="heat waves > Hitze, Sonne")
    for number in range(open_questions.FEW + 1):
        make_public(f"Hitze {number}")
    for number in range(4):
        store(MONDAY + number * HOUR, asked("Zimmer, warm"))
    sign_in(client, make_user(is_moderator=True))
    page = client.get(reverse("admin:open_questions")).content.decode()
    assert 'name="term" value="Hitze"' in page
    click = {"question": "Zimmer, warm", "term": "Hitze"}
    answer = client.post(reverse("admin:add_synonym"), click, follow=True).content.decode()
    assert "Wer „Zimmer warm“ sucht, findet jetzt auch „Hitze“." in answer
    assert 'value="Hitze"' not in answer  # the question is answered by now
    assert "Hitze 1" in client.get(reverse("measures"), {"q": "Zimmer warm"}).content.decode()
    client.post(reverse("admin:add_synonym"), {"question": "Zimmer warm", "term": "Park, Wald"})
    assert SynonymGroup.objects.filter(terms="Zimmer warm > Hitze, Park Wald").exists()
    refused = client.post(reverse("admin:add_synonym"), {"question": "x" * 299, "term": "Hitze"}, follow=True)
    assert "wurde nicht hinzugefügt" in refused.content.decode()
    assert client.post(reverse("admin:add_synonym"), {"question": ">", "term": "Hitze"}).status_code == 400
