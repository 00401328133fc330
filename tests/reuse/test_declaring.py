"""A town without an account says that it re-uses a measure: the form, the mails, the other side, and who sees what."""

import re
import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from measures.models import Reuse, Statement
from measures.persons.expiry import delete_expired_rows
from measures.public.form_token import token
from municipalities.accounts.models import Mail
from tests import login
from tests.factories import make_editor, make_municipality, make_public, make_user

pytestmark = pytest.mark.django_db
ADDRESS = "digital@musterdorf.de"


@pytest.fixture(autouse=True)
def edition(settings):
    settings.MASSWERK_MAIL_AT_ONCE = False
    return make_public("Altstadtbus")


@pytest.fixture
def town():
    return make_municipality("Musterdorf", population=4_000, latitude=50.0, longitude=8.0)


def declare(client, edition, town, **changes):
    data = {"token": token(), "leave_empty": "", "kommune": town.ars, "status": "nutzt", "since": "2024"}
    data |= {"adapted": "Die Haltestellen sind andere.", "email": ADDRESS, "remark": "Nur für Sie."}
    return client.post(reverse("reuse_declare", args=[edition.measure.slug]), data | changes, REMOTE_ADDR="192.0.2.7")


def link_to(address):
    """Return the link in the newest mail to an address."""
    text = Mail.objects.filter(to=address).order_by("pk").last().text
    return re.search(r"http://127\.0\.0\.1:8000(/nachnutzung/\S+)", text)[1]


def test_from_the_form_to_the_public(client, edition, town):
    editor = make_editor(edition.measure.project, email="bus@example.org")
    moderator = make_user("moderator@example.org", is_moderator=True)
    page = reverse("measure", args=[edition.measure.slug])
    form = client.get(reverse("reuse_declare", args=[edition.measure.slug]), {"q": "Musterdorf"})
    assert f"?kommune={town.ars}" in form.content.decode()

    assert declare(client, edition, town).url == reverse("reuse_sent")
    statement = Statement.objects.get()
    assert (statement.state, statement.email, statement.mail_domain) == ("unproven", ADDRESS, "musterdorf.de")
    prove = link_to(ADDRESS)
    assert "Die Haltestellen sind andere." in client.get(prove).content.decode()
    assert Statement.objects.get().state == "unproven"  # opening the link does nothing
    assert client.post(prove).status_code == 200
    assert Statement.objects.get().state == "unproven"  # nothing was ticked
    client.post(prove, {"statement": statement.pk})
    assert Statement.objects.get().state == "waiting"
    assert "Musterdorf" not in client.get(page).content.decode()

    answer = link_to("bus@example.org")
    html = client.get(answer).content.decode()
    assert ("Nur für Sie." in html, ADDRESS in html) == (True, False)
    reuse = Reuse.objects.get()
    client.post(answer, {"version": reuse.version, "answer": "ja", "remark": "Gern geschehen."})
    assert Statement.objects.get(side="origin").by == editor
    assert "Gern geschehen." in client.get(link_to(ADDRESS)).content.decode()  # each side sees what the other said
    assert "Musterdorf" not in client.get(page).content.decode()

    login.sign_in(client, moderator)
    desk = client.get(reverse("admin:reuse", args=[reuse.pk])).content.decode()
    assert ("musterdorf.de" in desk, ADDRESS in desk) == (True, False)
    reuse.refresh_from_db()
    client.post(reverse("admin:reuse_publish", args=[reuse.pk]), {"version": reuse.version})
    client.logout()
    html = client.get(page).content.decode()
    assert "Musterdorf" in html
    assert "1 municipality uses it" in html or "1 Kommune nutzt das" in html
    for secret in (ADDRESS, "Nur für Sie.", "Gern geschehen."):
        assert secret not in html
    everywhere = [
        reverse("municipality", args=[town.slug]),
        reverse("town", args=[town.ars]),
        reverse("reuse_network"),
        reverse("measures") + "?nachnutzung=nutzt&sort=nachnutzung",
        reverse("reuse_feed", args=["atom"]),
        reverse("reuse_feed", args=["json"]),
        "/api/v1/reuses",
        reverse("measures_export", args=["json"]),
    ]
    for address in everywhere:
        response = client.get(address)
        text = b"".join(response).decode()
        assert "Altstadtbus" in text, address
        assert ADDRESS not in text, address
    found = client.get("/api/v1/reuses").json()["reuses"][0]
    assert (found["class"]["id"], found["municipality"]["ars"], found["counts"]) == ("bestaetigt", town.ars, True)


def test_the_answer_is_the_same_whether_an_address_is_known_and_one_mail_an_hour_goes_to_it(client, edition, town):
    other = make_public("Ladesäule")
    first, second = declare(client, edition, town), declare(client, other, town)
    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert Mail.objects.filter(to=ADDRESS).count() == 1
    link = link_to(ADDRESS)
    html = client.get(link).content.decode()
    assert ("Altstadtbus" in html, "Ladesäule" in html) == (True, True)  # both wait behind the one link
    client.post(link, {"statement": [one.pk for one in Statement.objects.all()]})
    assert set(Statement.objects.values_list("state", flat=True)) == {"waiting"}


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "stadt@gmx.de"},
        {"email": "stadt@T-Online.de"},
        {"email": "stadt"},
        {"leave_empty": "ein Programm"},
        {"token": "gefälscht"},
        {"kommune": "999999999999"},
        {"status": "erfunden"},
        {"status": "beendet"},
        {"ended": "2024"},
        {"since": "66"},
        {"link": "kein Link"},
    ],
    ids=str,
)
def test_what_is_wrong_is_shown_again_and_nothing_is_stored(client, edition, town, changes):
    response = declare(client, edition, town, **changes)
    assert response.status_code == 400
    assert (Statement.objects.count(), Mail.objects.count()) == (0, 0)


def test_a_link_runs_out_and_what_was_not_proved_is_deleted(client, edition, town, monkeypatch):
    declare(client, edition, town)
    link = link_to(ADDRESS)
    statement = Statement.objects.get()
    in_two_days = time.time() + 49 * 3600
    with monkeypatch.context() as later:
        later.setattr("django.core.signing.time.time", lambda: in_two_days)
        assert client.get(link).status_code == 410
        assert client.post(link, {"statement": statement.pk}).status_code == 410
    Statement.objects.update(made_at=timezone.now() - timedelta(hours=49))
    assert "Altstadtbus" not in client.get(link).content.decode()
    client.post(link, {"statement": statement.pk})
    assert Statement.objects.get().state == "unproven"
    delete_expired_rows()
    assert Statement.objects.count() == 0
    assert client.get(link + "x").status_code == 410


def test_a_refusal_says_why_and_the_address_goes_with_it(client, edition, town):
    declare(client, edition, town)
    client.post(link_to(ADDRESS), {"statement": Statement.objects.get().pk})
    reuse, moderator = Reuse.objects.get(), make_user(is_moderator=True)
    login.sign_in(client, moderator)
    refuse = reverse("admin:reuse_refuse", args=[reuse.pk])
    assert client.post(refuse, {"version": reuse.version, "reason": " "}).status_code == 400
    client.post(refuse, {"version": reuse.version, "reason": "Das ist eine andere Software."})
    assert "Das ist eine andere Software." in Mail.objects.filter(to=ADDRESS).order_by("pk").last().text
    statement = Statement.objects.get()
    assert (statement.state, statement.email) == ("refused", "")


def test_who_may_not_speak_for_the_origin_any_more_has_no_link(client, edition, town):
    editor = make_editor(edition.measure.project, email="bus@example.org")
    declare(client, edition, town)
    client.post(link_to(ADDRESS), {"statement": Statement.objects.get().pk})
    link = link_to("bus@example.org")
    assert client.get(link).status_code == 200
    editor.memberships.all().delete()
    assert client.get(link).status_code == 410


def test_an_editor_declares_for_the_own_town_and_a_moderator_from_a_source(client, edition, town):
    editor = make_editor(make_public("Anderes").measure.project)
    own = editor.memberships.get().project.municipalities.get()
    login.sign_in(client, editor)
    add = reverse("admin:reuse_add")
    data = {"measure": edition.get_absolute_url(), "municipality": own.pk, "status": "plant"}
    assert client.post(add, data | {"municipality": town.pk}).status_code == 400
    assert client.post(add, data).status_code == 302
    statement = Statement.objects.get()
    assert (statement.side, statement.by, statement.state) == ("adopter", editor, "waiting")
    client.logout()
    login.sign_in(client, make_user(is_moderator=True))
    data = {"measure": edition.measure.slug, "ars": town.ars, "status": "nutzt"}
    assert client.post(add, data).status_code == 400  # without a source
    assert client.post(add, data | {"source_url": "https://example.org/bericht"}).status_code == 302
    assert Statement.objects.get(side="third").reuse.municipality == town
