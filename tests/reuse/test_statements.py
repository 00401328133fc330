"""Statements on re-uses: their states, what they are worth, and what the database refuses."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from measures.finding.current import current
from measures.models import Reuse, ReuseAuditEntry, Statement
from measures.reuse import verbs
from measures.reuse.town_addresses import names_town
from measures.transitions import Conflict, ReasonNeeded, WorkflowError
from tests.factories import make_editor, make_municipality, make_public, make_reuse, make_statement, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return make_public("Altstadtbus")


def shown(edition):
    """Return (status, class, whether it counts) of each re-use that the index has of a measure."""
    return [(one.status, one.kind, one.counts) for one in current().reuses.get(edition.measure_id, ())]


@pytest.mark.parametrize(
    ("sides", "kind"),
    [
        (["third"], "belegt"),
        (["adopter"], "erklaert"),
        (["origin"], "erklaert"),
        (["third", "adopter"], "erklaert"),
        (["adopter", "origin"], "bestaetigt"),
        (["third", "adopter", "origin"], "bestaetigt"),
    ],
)
def test_the_class_follows_from_who_has_said_it(edition, sides, kind):
    make_reuse(edition, sides=sides)
    assert shown(edition) == [("nutzt", kind, True)]


def test_the_words_of_the_town_come_before_those_of_a_source(edition):
    town = make_municipality("Musterdorf")
    make_reuse(edition, municipality=town, status="prueft", adapted="nichts")
    make_reuse(edition, municipality=town, sides=("adopter",), status="nutzt", adapted="die Haltestellen")
    [reuse] = current().reuses[edition.measure_id]
    assert (reuse.status, reuse.adapted, reuse.sources) == (
        "nutzt",
        "die Haltestellen",
        (("https://example.org/bericht", "So steht es da."),),
    )
    assert Reuse.objects.get().status == "nutzt"


def test_what_the_origin_has_confirmed_counts_only_as_long_as_the_town_says_it(edition):
    town = make_municipality()
    make_reuse(edition, municipality=town, sides=("adopter", "origin"), status="plant")
    assert shown(edition) == [("plant", "bestaetigt", True)]
    make_reuse(edition, municipality=town, sides=("adopter",), status="nutzt")
    assert shown(edition) == [("nutzt", "erklaert", True)]
    make_reuse(edition, municipality=town, sides=("origin",), status="nutzt")
    assert shown(edition) == [("nutzt", "bestaetigt", True)]


def test_nothing_is_public_before_a_moderator_publishes_and_a_new_statement_replaces_the_old(edition):
    moderator, town = make_user(is_moderator=True), make_municipality()
    first = make_statement(edition, municipality=town, status="plant")
    assert shown(edition) == []
    verbs.publish(reuse=first.reuse, by=moderator, version=first.reuse.version)
    assert shown(edition) == [("plant", "erklaert", True)]
    second = make_statement(edition, municipality=town, status="nutzt")
    assert shown(edition) == [("plant", "erklaert", True)]
    verbs.publish(reuse=second.reuse, by=moderator, version=Reuse.objects.get().version)
    assert shown(edition) == [("nutzt", "erklaert", True)]
    first.refresh_from_db()
    assert (first.state, first.closed_at is not None) == ("superseded", True)
    verbs.withdraw(reuse=second.reuse, by=moderator, version=Reuse.objects.get().version, reason="Ein Irrtum.")
    assert (shown(edition), Reuse.objects.get().status) == ([], "")
    kinds = [entry.verb for entry in ReuseAuditEntry.objects.order_by("pk")]
    assert kinds == ["state", "publish", "state", "publish", "withdraw"]


def test_an_objection_is_never_public(edition):
    moderator, editor = make_user(is_moderator=True), make_editor(edition.measure.project)
    said = make_statement(edition)
    with pytest.raises(ReasonNeeded):
        verbs.answer(reuse=said.reuse, by=editor, version=said.reuse.version, agrees=False)
    verbs.answer(reuse=said.reuse, by=editor, version=said.reuse.version, agrees=False, remark="Nie gehört.")
    verbs.publish(reuse=said.reuse, by=moderator, version=Reuse.objects.get().version)
    assert shown(edition) == [("nutzt", "erklaert", True)]
    assert Statement.objects.get(side="origin").state == "objection"


def test_a_verb_is_refused_if_somebody_else_was_faster(edition):
    moderator, said = make_user(is_moderator=True), make_statement(edition)
    seen = said.reuse.version
    verbs.publish(reuse=said.reuse, by=moderator, version=seen)
    with pytest.raises(Conflict):
        verbs.refuse(reuse=said.reuse, by=moderator, version=seen, reason="Zu spät.")
    with pytest.raises(WorkflowError):
        verbs.publish(reuse=said.reuse, by=moderator, version=Reuse.objects.get().version)


def broken(**changes):
    """Return whether the database refuses to change a statement like this."""
    try:
        with transaction.atomic():
            Statement.objects.update(**changes)
    except IntegrityError:
        return True
    return False


def test_the_database_refuses_what_contradicts_itself(edition):
    reuse = make_reuse(edition)
    assert broken(source_url="")
    assert broken(email="a@example.org")
    assert broken(status="beendet")
    assert broken(ended=2024)
    assert broken(status="beendet", ended=2020, since=2021)
    assert broken(since=1066)
    assert broken(state="waiting")
    assert broken(state="superseded")
    assert broken(published_at=None)
    assert broken(state="objection", published_at=None)
    assert broken(side="nobody")
    assert broken(lapsed_at=timezone.now() - timezone.timedelta(days=9))
    assert not broken(since=2021)
    for again in (
        lambda: Reuse.objects.create(measure_id=reuse.measure_id, municipality_id=reuse.municipality_id),
        lambda: Statement.objects.create(
            reuse=reuse, side="third", state="published", status="nutzt", source_url="x", published_at=timezone.now()
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            again()


def test_the_audit_is_only_added_to(edition):
    make_reuse(edition)
    with pytest.raises(TypeError):
        ReuseAuditEntry.objects.update(note="anders")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE measures_reuseauditentry SET note = 'anders'")


@pytest.mark.parametrize(
    ("domain", "town", "expected"),
    [
        ("kiel.de", "Kiel", True),
        ("stadt-kiel.de", "Kiel", True),
        ("luebeck.de", "Lübeck", True),
        ("lübeck.de", "Lübeck", True),
        ("frankfurt-oder.de", "Frankfurt (Oder)", True),
        ("lk-mittelsachsen.de", "Landkreis Mittelsachsen", True),
        ("example.org", "Kiel", False),
        ("stadtwerke.de", "Bad Stadt", False),
        ("kiel", "Kiel", False),
    ],
)
def test_a_domain_names_a_town(domain, town, expected):
    assert names_town(domain, town) is expected
