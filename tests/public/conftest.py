"""Fixtures for tests of pages: a clock, and an entry that changes with the days."""

from datetime import timedelta

import pytest

from measures import workflow
from measures.finding import past_snapshots
from tests.factories import make_person, make_picture, make_public, make_user
from tests.public.past_days import FIRST, Clock, act, republish


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands at noon of a day, until it is set to another one."""
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.now)
    monkeypatch.setattr(past_snapshots, "PAUSE", 0)
    clock.set(FIRST)
    return clock


@pytest.fixture
def moderator():
    return make_user(is_moderator=True)


@pytest.fixture
def bus(clock, moderator):
    """A measure that was called Bus from the first day on, Bahn from the third; archived, then withdrawn."""
    bus = make_public("Bus", status="geplant", summary="Fährt.", **make_picture(), **make_person("Jana Muster"))
    clock.set(FIRST + timedelta(days=2))
    bahn = republish(bus, moderator, title="Bahn", status="in-betrieb")
    clock.set(FIRST + timedelta(days=4))
    act(workflow.archive, bahn, moderator, reason="Ruht.")
    clock.set(FIRST + timedelta(days=6))
    act(workflow.withdraw, bahn, moderator, reason="Irrtum.")
    clock.set(FIRST + timedelta(days=9))
    return bus
