"""How long a thread waits for the database: what it takes for anything else does not count."""

import time

import psycopg
import pytest

from measures.database.availability import limits, time_limit
from measures.database.postgresql.base import limited

pytestmark = pytest.mark.one_database


def statement(seconds):
    """Take so long as a generator of psycopg does, which is resumed now and then."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield
    return "answer"


def run(seconds):
    generator = limited(statement(seconds), lambda: None, "default")
    try:
        while True:
            next(generator)
            time.sleep(0.01)
    except StopIteration as end:
        return end.value


def test_statements_of_a_block_share_the_time():
    with time_limit(0.2):
        assert run(0.12) == "answer"
        with pytest.raises(psycopg.OperationalError, match="in time"):
            run(0.15)
    assert limits.seconds is None


def test_a_page_that_is_slow_for_another_reason_is_not_taken_for_a_database_that_is_away():
    with time_limit(0.2):
        assert run(0.01) == "answer"
        time.sleep(0.3)  # rendering
        assert run(0.01) == "answer"


def test_an_inner_limit_is_one_of_its_own():
    with time_limit(0.2):
        with time_limit(1):
            assert run(0.3) == "answer"
        assert run(0.01) == "answer"
