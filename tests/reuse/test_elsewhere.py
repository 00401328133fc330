"""Re-uses in the rest of the catalogue: past days, successors of municipalities, erasing, the badge."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from measures.finding.answer import Answer
from measures.finding.current import current
from measures.models import Edition, Reuse, ReuseAuditEntry, Statement
from measures.persons.erasing.erasing import erase
from measures.persons.erasing.person_matcher import PersonMatcher
from measures.reuse import verbs
from measures.succession import move_to_successor
from tests.factories import make_municipality, make_public, make_reuse, make_statement, make_user
from tests.pages.dumps import dump

pytestmark = pytest.mark.django_db
NAME, ADDRESS = "Jana Muster", "jana.muster@musterdorf.de"


@pytest.fixture
def edition():
    return make_public("Altstadtbus")


def test_a_past_day_shows_the_re_uses_of_that_day(client, edition):
    reuse = make_reuse(edition, municipality=make_municipality("Musterdorf"))
    days = timedelta(days=9)
    once = timezone.now() - 2 * days
    Edition.objects.update(published_at=once, submitted_at=once)
    Statement.objects.update(published_at=timezone.now() - days)
    verbs.withdraw(reuse=reuse, by=make_user(is_moderator=True), version=reuse.version, reason="Ein Irrtum.")
    shown = {}
    for ago in (12, 8, 0):
        day = timezone.localdate() - timedelta(days=ago)
        page = client.get(reverse("measure", args=[edition.measure.slug]), {"stand": day} if ago else {})
        found = client.get(reverse("measures"), {"nachnutzung": "nutzt", **({"stand": day} if ago else {})})
        shown[ago] = "Musterdorf" in page.content.decode(), "Altstadtbus" in found.content.decode()
    assert shown == {12: (False, False), 8: (True, True), 0: (False, False)}


def test_a_successor_takes_over_the_re_uses(edition):
    gone = make_municipality("Altdorf", gone_since=timezone.localdate())
    new = make_municipality("Neudorf")
    make_reuse(edition, municipality=gone)
    other = make_public("Ladesäule")
    make_reuse(other, municipality=gone, status="plant")
    make_reuse(other, municipality=new)
    move_to_successor(gone=gone, successor=new, by=make_user(is_moderator=True))
    assert [(one.slug, one.status) for reuses in current().reuses.values() for one in reuses] == [
        (new.slug, "nutzt"),
        (new.slug, "nutzt"),
    ]
    assert ReuseAuditEntry.objects.filter(verb="withdraw").count() == 1


def test_an_erased_person_is_in_no_statement_and_no_audit(edition):
    content = {"status": "nutzt", "adapted": f"{NAME} weiß mehr.", "contact": ADDRESS, "remark": f"Gruß, {NAME}"}
    for town in (make_municipality(), make_municipality()):
        statement = verbs.declare(
            measure=edition.measure, municipality=town, email=ADDRESS, content=content, sends_mail=True
        )
    verbs.prove(statement=statement)
    reuse = Reuse.objects.get(pk=statement.reuse_id)
    moderator = make_user(is_moderator=True)
    verbs.publish(reuse=reuse, by=moderator, version=reuse.version)
    reuse.refresh_from_db()
    verbs.withdraw(reuse=reuse, by=moderator, version=reuse.version, reason=f"{NAME} möchte es.")
    erase(PersonMatcher(ADDRESS), texts=True)
    report = erase(PersonMatcher(NAME), texts=True)
    assert report.remaining == []
    stored = str(dump())
    assert [text for text in (NAME, ADDRESS) if text in stored] == []
    assert Statement.objects.count() == 1  # what was not proved is gone


def test_two_towns_and_one_statement_make_the_badge(client, edition):
    def has_badge():
        return current().documents[0].card.is_reused

    make_reuse(edition)
    make_reuse(edition)
    assert not has_badge()  # a source says so, neither of the towns
    make_reuse(edition, sides=["adopter"], status="plant")
    assert not has_badge()  # that town only plans it
    make_reuse(edition, sides=["adopter"], status="fuehrt-ein")
    assert has_badge()
    html = client.get(reverse("measures")).content.decode()
    assert "mehrfach nachgenutzt" in html or "re-used by several" in html


def test_the_most_re_used_come_first_and_pages_need_no_query_for_them(client, django_assert_num_queries):
    often, once = make_public("Oft"), make_public("Einmal")
    make_public("Nie")
    town = make_municipality("Musterdorf")
    make_reuse(once, municipality=town)
    make_reuse(often, municipality=town)
    make_reuse(often)
    make_statement(once)
    assert [card.title for card in Answer(QueryDict("sort=nachnutzung")).cards] == ["Oft", "Einmal", "Nie"]
    current()
    with django_assert_num_queries(2):  # both ask for the version of the catalogue
        html = client.get(reverse("reuse_network")).content.decode()
    assert html.count(">Musterdorf<") == 2
