"""The yearly round of an editor: one mail, one page, one click for all that still runs."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from measures.finding.current import current
from measures.models import Reuse, ReuseAuditEntry, Statement
from measures.reuse import verbs
from measures.reuse.yearly import ask_and_lapse
from municipalities.accounts.models import Mail
from tests import login
from tests.factories import (
    a_year_passes,
    make_editor,
    make_municipality,
    make_project,
    make_public,
    make_reuse,
    make_statement,
    make_user,
)
from tests.forms import filled

pytestmark = pytest.mark.django_db
ROUND = reverse("admin:reuses_asked")


@pytest.fixture(autouse=True)
def _no_mail_at_once(settings):
    settings.MASSWERK_MAIL_AT_ONCE = False


@pytest.fixture
def project():
    return make_project("Ortsnetz")


@pytest.fixture
def editor(project):
    return make_editor(project, email="bus@example.org")


def made(project, own, others):
    """Return `own` re-uses of a measure that its project has confirmed, and `others` that only a source says."""
    edition = make_public("Altstadtbus", project=project)
    confirmed = [make_reuse(edition, sides=("third", "origin")) for _number in range(own)]
    return confirmed + [make_reuse(edition) for _number in range(others)]


def asked(reuses):
    """Return the re-uses after a year, in which they were asked about."""
    a_year_passes()
    assert ask_and_lapse() == (len(reuses), 0)
    return reuses


def test_one_mail_names_all_and_one_click_confirms_what_is_ticked(client, project, editor):
    reuses = asked(made(project, 2, 3))
    [mail] = Mail.objects.filter(to=editor.email)
    assert (mail.text.count("Altstadtbus"), mail.text.count(ROUND)) == (5, 1)
    login.sign_in(client, editor)
    html = client.get(ROUND).content.decode()
    assert html.count('name="reuse"') == html.count(" checked>") == 5
    Mail.objects.all().delete()
    moderator = make_user("kts@example.org", is_moderator=True, wants_mail_at_once=True)
    left = reuses.pop()
    assert client.post(ROUND, {"reuse": [one.pk for one in reuses]}).status_code == 302
    # Its own statements are public as of today; the others wait for a moderator, who gets one mail about them.
    day = timezone.localdate()
    assert [one.confirmed == day for one in current().reuses[left.measure_id]].count(True) == 2
    assert Statement.objects.filter(side="origin", state="waiting", by=editor).count() == 2
    assert [mail.to for mail in Mail.objects.all()] == [moderator.email]
    assert client.get(ROUND).content.decode().count('name="reuse"') == 1
    # What only confirms is ticked in the moderators' list; a statement of a town that says more is not.
    more = make_statement(make_public("Fähre"), adapted="Alles.")
    login.sign_in(client, moderator)
    ticked = filled(client.get(reverse("admin:reuses")).content.decode(), "publish")["reuse"]
    assert len(ticked) == 2
    stale = f"{more.reuse_id}:{more.reuse.version}"
    assert (
        client.post(reverse("admin:reuses_publish"), {"reuse": [*ticked, stale, "x", "²:1", "007:1"]}).status_code
        == 302
    )
    assert client.post(reverse("admin:reuses_publish"), {"reuse": ticked}).status_code == 302  # sent twice
    assert list(Statement.objects.filter(state="waiting")) == [more]
    assert ask_and_lapse() == (0, 0)
    Reuse.objects.update(asked_at=F("asked_at") - timedelta(days=366))
    assert ask_and_lapse() == (0, 1)  # the one that was not ticked
    assert ReuseAuditEntry.objects.filter(verb="renew", by=editor).count() == 2


def test_nobody_confirms_what_they_were_not_asked_about(client, project, editor):
    mine, foreign = asked(made(project, 0, 1) + made(make_project("Anderswo"), 0, 1))
    before = Statement.objects.count()
    login.sign_in(client, editor)
    assert client.get(ROUND).content.decode().count('name="reuse"') == 1
    for ticked in ([], ["x"], [foreign.pk]):
        assert client.post(ROUND, {"reuse": ticked}).status_code == 400
    assert client.post(ROUND, {"reuse": [mine.pk, foreign.pk]}).status_code == 302
    assert Statement.objects.count() == before + 1
    assert client.post(ROUND, {"reuse": [mine.pk]}).status_code == 400  # sent twice


def test_moderators_are_asked_only_where_a_project_has_no_editor(client, project, editor):
    moderator = make_user(is_moderator=True)
    _mine, orphan = asked(made(project, 0, 1) + made(make_project("Verwaist"), 0, 1))
    assert sorted(Mail.objects.values_list("to", flat=True)) == sorted([editor.email, moderator.email])
    login.sign_in(client, moderator)
    assert "Wir fragen bei einer Nachnutzung" in client.get(reverse("admin:index")).content.decode()
    assert client.get(ROUND).content.decode().count('name="reuse"') == 1
    assert client.post(ROUND, {"reuse": [orphan.pk]}).status_code == 302
    assert Statement.objects.get(state="published", reuse=orphan).by == moderator


def test_forty_take_no_more_queries_than_two(client, project, editor, django_assert_max_num_queries):
    asked(made(project, 1, 1))
    login.sign_in(client, editor)
    with django_assert_max_num_queries(60) as two:
        client.get(ROUND)
    made(project, 19, 19)
    Reuse.objects.update(asked_at=timezone.now() + timedelta(hours=1))
    with django_assert_max_num_queries(len(two)):
        assert client.get(ROUND).content.decode().count('name="reuse"') == 40


def test_an_editor_says_who_re_uses_a_measure_of_theirs_and_of_nobody_else(client, project, editor):
    edition, foreign = make_public("Altstadtbus", project=project), make_public("Fähre")
    town = make_municipality("Musterdorf")
    login.sign_in(client, editor)
    form = {"measure": edition.measure.slug, "ars": "Musterdorf", "status": "nutzt"}
    url = reverse("admin:reuse_add")
    for changes in ({"measure": foreign.measure.slug}, {"ars": ""}, {"ars": "Nirgendwo"}):
        assert client.post(url, form | changes).status_code == 400
    assert client.post(url, form).status_code == 302
    statement = Statement.objects.get()
    assert (statement.side, statement.reuse.municipality, statement.state) == ("origin", town, "waiting")
    make_municipality("Musterdorf")
    assert client.post(url, form).status_code == 400  # two of this name
    page = client.get(url, {"nachnutzung": statement.reuse_id}).content.decode()
    assert f'value="{town.ars}"' in page
    other = make_statement(foreign)
    assert client.get(url, {"nachnutzung": other.reuse_id}).status_code == 404
    assert client.get(url, {"nachnutzung": "9" * 30}).status_code == 200


def test_editors_of_a_town_are_asked_to_confirm_what_the_origin_says_of_it(client, project, editor):
    town = make_municipality("Musterdorf")
    other = make_editor(make_project("Musterdorf", municipalities=[town]), email="anna@musterdorf.example")
    edition = make_public("Altstadtbus", project=project)
    login.sign_in(client, editor)
    form = {"measure": edition.measure.slug, "ars": "Musterdorf", "status": "nutzt"}
    assert client.post(reverse("admin:reuse_add"), form).status_code == 302
    [mail] = Mail.objects.all()
    assert mail.to == other.email
    login.sign_in(client, other)
    reuse = Reuse.objects.get()
    link = f"{reverse('admin:reuse_add')}?nachnutzung={reuse.pk}"
    assert link in mail.text
    said = filled(client.get(link).content.decode(), None)
    assert (said["measure"], said["municipality"], said["status"]) == (edition.measure.slug, str(town.pk), "nutzt")
    assert client.post(link, said).status_code == 302
    reuse.refresh_from_db()
    verbs.publish(reuse=reuse, by=make_user(is_moderator=True), version=reuse.version)
    assert [one.kind for one in current().reuses[edition.measure_id]] == ["bestaetigt"]
