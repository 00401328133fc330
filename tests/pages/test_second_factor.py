"""The second factor: nobody gets in without it who must show one, and no code is good twice."""

import re
import time
from datetime import timedelta
from functools import partial
from io import StringIO

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken

from municipalities.accounts import door, factor
from municipalities.models import Authenticator, Mail
from tests import entering
from tests.factories import make_authenticator, make_editor, make_project, make_user
from tests.measures.test_concurrency import at_once
from tests.pages.signing_in import NEW, RIGHT, SIGN_IN, WRONG, ask, is_refused, set_new, sign_in

pytestmark = pytest.mark.django_db

CODE, RECOVERY, SET_UP = "admin_factor_code", "admin_factor_recovery", "admin_factor_setup"


@pytest.fixture
def editor(db):
    return make_editor(make_project("Musterstadt"), email="ada@example.org")


@pytest.fixture
def moderator(db):
    return make_user("moderation@example.org", is_moderator=True, first_name="Mona", last_name="Mod")


def code_of(device, offset=0):
    """What the app shows now, or that many steps of half a minute later."""
    return f"{totp(device.bin_key, drift=offset):06d}"


def wrong_code_of(device):
    shown = {code_of(device, offset) for offset in range(-3, 4)}
    return next(code for code in ("000000", "111111", "222222", "333333") if code not in shown)


def at_the_door(user):
    """A browser in which the right password was typed, and nothing else."""
    client = Client()
    response = sign_in(user.email, RIGHT, client=client)
    assert (response.status_code, response.url) == (302, reverse(CODE))
    return client


def send(client, page, code, **more):
    return client.post(reverse(page), {"code": code, **more})


def app_shown(client):
    """Read the key off the page and return an app that holds it."""
    html = client.get(reverse(SET_UP)).content.decode()
    secret = "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", html))
    device = Authenticator(key=client.session["new_app"])
    assert re.search(rf"otpauth://totp/[^\"]*secret={secret}&amp;", html)
    assert len(secret) == 32
    return device


def set_up(client, **more):
    """Set up an app in this browser; return it and the recovery codes shown."""
    response = send(client, SET_UP, code_of(app_shown(client)), **more)
    assert response.status_code == 200, response.content.decode()
    codes = re.findall(r"<code>([\w-]+)</code>", response.content.decode())
    return Authenticator.objects.order_by("pk").last(), codes


def is_open(client):
    return client.get("/admin/").status_code == 200


# At the door


def test_a_password_alone_opens_nothing_for_a_moderator(moderator):
    client = at_the_door(moderator)
    assert is_refused(client)
    assert client.get(reverse("admin_factor")).status_code == 302
    assert "_auth_user_id" not in client.session
    assert client.get(reverse(CODE)).url == reverse(SET_UP)


def test_she_sets_one_up_on_her_way_in_and_arrives_where_she_wanted_to(moderator):
    client = Client()
    goal = reverse("admin:municipalities_user_review")
    client.post(f"/admin/login/?next={goal}", {"username": moderator.email, "password": RIGHT, "next": goal})
    response = send(client, SET_UP, code_of(app_shown(client)))
    assert f'href="{goal}"' in response.content.decode()
    assert is_open(client)
    assert [mail.to for mail in Mail.objects.all()] == [moderator.email]


def test_with_an_app_the_code_is_asked_for(moderator):
    device = make_authenticator(moderator)
    client = at_the_door(moderator)
    assert send(client, CODE, wrong_code_of(device)).status_code == 400
    assert is_refused(client)
    time.sleep(1)  # the wait after one wrong code
    response = send(client, CODE, f" {code_of(device)[:3]} {code_of(device)[3:]} ")
    assert (response.status_code, response.url) == (302, "/admin/")
    assert is_open(client)


def test_who_must_have_one_cannot_be_led_around_the_app_she_has(moderator):
    make_authenticator(moderator)
    client = at_the_door(moderator)
    assert client.get(reverse(SET_UP)).url == reverse(CODE)
    assert send(client, SET_UP, "123456").url == reverse(CODE)
    assert Authenticator.objects.count() == 1


def test_an_editor_is_asked_only_once_she_has_one(editor):
    client = Client()
    assert sign_in(editor.email, RIGHT, client=client).url == "/admin/"
    set_up(client, password=RIGHT)
    assert is_open(client)
    assert is_refused(at_the_door(editor))


def test_where_the_setting_is_off_moderators_need_none_but_show_what_they_have(settings, moderator):
    settings.MASSWERK_SECOND_FACTOR = False
    client = Client()
    assert sign_in(moderator.email, RIGHT, client=client).url == "/admin/"
    assert is_open(client)
    device, _ = set_up(client, password=RIGHT)
    later = at_the_door(moderator)
    assert send(later, CODE, code_of(device, 1)).url == "/admin/"
    assert later.post(reverse("admin_factor_remove"), {"password": RIGHT}).status_code == 302
    assert is_open(later)


def test_the_note_at_the_door_runs_out_and_ends_with_the_password(moderator):
    device = make_authenticator(moderator)
    late, changed, closed = at_the_door(moderator), at_the_door(moderator), at_the_door(moderator)
    session = late.session
    session[door.NOTE] |= {"at": time.time() - door.NOTE_SECONDS - 1}
    session.save()
    assert send(late, CODE, code_of(device)).url.startswith("/admin/login/")
    moderator.is_active = False
    moderator.save()
    assert send(closed, CODE, code_of(device)).url.startswith("/admin/login/")
    moderator.is_active = True
    moderator.set_password(NEW)
    moderator.save()
    assert send(changed, CODE, code_of(device)).url.startswith("/admin/login/")


def test_a_session_planted_beforehand_is_not_the_one_that_opens(moderator):
    client = Client()
    client.get(SIGN_IN)
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["masswerk_session"] = session.session_key
    sign_in(moderator.email, RIGHT, client=client)
    assert client.session.session_key != session.session_key
    assert "planted" not in client.session
    before = client.session.session_key
    set_up(client)
    assert client.session.session_key != before


def test_the_way_on_never_leads_elsewhere(moderator, rf):
    device = make_authenticator(moderator)
    client = Client()
    client.post("/admin/login/", {"username": moderator.email, "password": RIGHT, "next": "https://example.org/"})
    assert send(client, CODE, code_of(device)).url == "/admin/"


# Codes


def test_no_code_is_good_twice(moderator):
    device = make_authenticator(moderator)
    code = code_of(device)
    assert send(at_the_door(moderator), CODE, code).status_code == 302
    client = at_the_door(moderator)
    assert send(client, CODE, code).status_code == 400
    assert is_refused(client)


def test_the_code_that_set_it_up_is_used_up(moderator):
    client = at_the_door(moderator)
    code = code_of(app_shown(client))
    send(client, SET_UP, code)
    assert send(at_the_door(moderator), CODE, code).status_code == 400


def test_guesses_are_slowed_down_and_a_locked_account_tells_nothing(moderator):
    device = make_authenticator(moderator)
    client = at_the_door(moderator)
    found = [send(client, CODE, wrong_code_of(device)).status_code for _ in range(4)]
    assert found == [400, 429, 429, 429]
    right = send(client, CODE, code_of(device))
    wrong = send(client, CODE, wrong_code_of(device))
    assert right.status_code == wrong.status_code == 429
    assert 1 <= int(right["Retry-After"]) <= 2
    assert is_refused(client)
    Authenticator.objects.update(throttling_failure_count=10, throttling_failure_timestamp=timezone.now())
    assert "9 Minuten" in send(client, CODE, code_of(device)).content.decode()


def test_a_new_password_by_mail_ends_the_wait_but_not_the_second_factor(moderator):
    device = make_authenticator(moderator)
    Authenticator.objects.update(throttling_failure_count=30, throttling_failure_timestamp=timezone.now())
    ask(moderator.email)
    assert set_new(Client()).status_code == 302
    client = Client()
    sign_in(moderator.email, NEW, client=client)
    assert is_refused(client)
    assert send(client, CODE, code_of(device)).status_code == 302


def test_a_wrong_clock_is_named(moderator):
    client = at_the_door(moderator)
    app = app_shown(client)
    assert "Uhr" in send(client, SET_UP, code_of(app, 10)).content.decode()
    assert not Authenticator.objects.exists()
    html = send(client, SET_UP, code_of(app, 40)).content.decode()
    assert "Uhr Ihres Telefons" not in html


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_one_code_sent_twice_at_once_opens_one_session():
    moderator = make_user(is_moderator=True)
    device = make_authenticator(moderator)
    for _ in range(3):
        Authenticator.objects.update(last_t=-1, throttling_failure_count=0)
        clients = [at_the_door(moderator) for _ in range(4)]
        tries = [partial(send, client, CODE, code_of(device)) for client in clients]
        assert sorted(answer.status_code for answer in at_once(*tries))[0] == 302
        assert sum(is_open(client) for client in clients) == 1


# Recovery codes


def test_each_recovery_code_opens_once_and_is_told(moderator):
    _, codes = set_up(at_the_door(moderator))
    assert len(set(codes)) == 10
    Mail.objects.all().delete()
    client = at_the_door(moderator)
    assert send(client, RECOVERY, codes[0].upper().replace("-", " ")).status_code == 302
    assert is_open(client)
    assert "9" in Mail.objects.get(to=moderator.email).text
    again = at_the_door(moderator)
    assert send(again, RECOVERY, codes[0]).status_code == 400
    assert is_refused(again)
    assert factor.codes_left(moderator) == 9


def test_recovery_codes_are_stored_nowhere(moderator):
    client = at_the_door(moderator)
    device, codes = set_up(client)
    kept = str([*StaticToken.objects.values(), dict(client.session), *Mail.objects.values()])
    for code in codes:
        assert code not in kept
        assert code.replace("-", "") not in kept
    assert device.key.encode() not in device.bin_key.hex().encode()
    assert client.get(reverse("admin_factor")).content.decode().count("<code>") == 0


def test_with_another_secret_key_a_copy_of_the_database_makes_no_codes(settings, moderator):
    device = make_authenticator(moderator)
    here = device.bin_key
    settings.SECRET_KEY = "another" * 10
    assert Authenticator.objects.get().bin_key != here


def test_somebody_elses_recovery_code_opens_nothing(moderator):
    _, codes = set_up(at_the_door(make_user(is_moderator=True)))
    set_up(at_the_door(moderator))
    assert send(at_the_door(moderator), RECOVERY, codes[0]).status_code == 400


def test_guessing_recovery_codes_is_slowed_down(moderator):
    _, codes = set_up(at_the_door(moderator))
    client = at_the_door(moderator)
    assert [send(client, RECOVERY, "falsch").status_code for _ in range(3)] == [400, 429, 429]
    assert send(client, RECOVERY, codes[0]).status_code == 429


def test_new_ones_make_the_old_ones_void(moderator):
    client = at_the_door(moderator)
    _, old = set_up(client)
    response = client.post(reverse("admin_factor_codes"), {"password": RIGHT})
    new = re.findall(r"<code>([\w-]+)</code>", response.content.decode())
    assert len(new) == 10
    assert factor.codes_left(moderator) == 10
    assert send(at_the_door(moderator), RECOVERY, old[0]).status_code == 400
    StaticDevice.objects.update(throttling_failure_count=0)
    assert send(at_the_door(moderator), RECOVERY, new[0]).status_code == 302


def test_few_that_are_left_are_pointed_out(client, moderator):
    entering.sign_in(client, moderator)
    device = StaticDevice.objects.create(user=moderator, name="recovery codes")
    page = reverse("admin_factor")
    for number in range(4):
        assert "notice-warning" in client.get(page).content.decode()
        StaticToken.objects.create(device=device, token=str(number))
    assert "notice-warning" not in client.get(page).content.decode()


# R18, for sessions


def test_an_editor_who_becomes_a_moderator_is_stopped_with_her_next_request(editor):
    clients = [Client(), Client()]
    for client in clients:
        sign_in(editor.email, RIGHT, client=client)
        assert is_open(client)
    editor.is_moderator = True
    editor.save()
    assert all(is_refused(client) for client in clients)
    page = clients[0].get("/admin/", follow=True)
    assert "zweiten Faktor" in page.content.decode()
    # What was shown long ago is not enough to choose the factor of a moderator.
    assert clients[0].get(reverse(SET_UP)).url.startswith("/admin/login/")
    sign_in(editor.email, RIGHT, client=clients[0])
    set_up(clients[0])
    assert is_open(clients[0])
    assert is_refused(clients[1])


def test_setting_one_up_ends_the_other_sessions(editor):
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        sign_in(editor.email, RIGHT, client=client)
    set_up(here, password=RIGHT)
    assert is_open(here)
    assert is_refused(elsewhere)


def test_another_phone_ends_the_sessions_of_the_old_one(moderator):
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        entering.sign_in(client, moderator)
    old = factor.of(moderator)
    new, _ = set_up(here, password=RIGHT)
    assert not Authenticator.objects.filter(pk=old.pk).exists()
    assert is_open(here)
    assert is_refused(elsewhere)
    assert send(at_the_door(moderator), CODE, code_of(old)).status_code == 400
    Authenticator.objects.update(throttling_failure_count=0)
    assert send(at_the_door(moderator), CODE, code_of(new, 1)).status_code == 302


def test_what_a_provider_has_asked_for_is_enough(rf, moderator, editor):
    client = Client()
    client.force_login(moderator)
    assert is_refused(client)
    session = client.session
    session[door.SHOWN] = door.BY_PROVIDER
    session.save()
    assert is_open(client)


# Changing it


@pytest.mark.parametrize("page", ["admin_factor_codes", "admin_factor_remove", SET_UP])
def test_an_open_window_is_not_enough_to_change_it(client, editor, page):
    device = make_authenticator(editor)
    entering.sign_in(client, editor)
    form = {"code": code_of(app_shown(client))} if page == SET_UP else {}
    for proof in ({}, {"password": WRONG}, {"password": wrong_code_of(device)}, {"password": "ä\0" * 50}):
        assert client.post(reverse(page), form | proof).status_code == 400
    assert factor.of(editor).pk == device.pk
    Authenticator.objects.update(throttling_failure_count=0)
    assert client.post(reverse(page), form | {"password": code_of(device)}).status_code in (200, 302)


def test_guessing_the_password_there_is_stopped_as_at_the_sign_in(client, editor):
    make_authenticator(editor)
    entering.sign_in(client, editor)
    found = [client.post(reverse("admin_factor_remove"), {"password": WRONG}).status_code for _ in range(8)]
    assert found == [400] * 5 + [429] * 3
    assert client.post(reverse("admin_factor_remove"), {"password": RIGHT}).status_code == 429


def test_an_editor_removes_it_and_stays_signed_in_here_only(editor):
    device = make_authenticator(editor)
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        entering.sign_in(client, editor)
    assert here.post(reverse("admin_factor_remove"), {"password": RIGHT}).status_code == 302
    assert not Authenticator.objects.filter(pk=device.pk).exists()
    assert is_open(here)
    assert is_refused(elsewhere)
    assert Mail.objects.get().to == editor.email


def test_a_moderator_cannot_do_without(client, moderator):
    entering.sign_in(client, moderator)
    assert client.post(reverse("admin_factor_remove"), {"password": RIGHT}).status_code == 403
    assert factor.of(moderator)


def test_moderators_help_others_and_never_themselves(client, moderator):
    second = make_user("zweite@example.org", is_moderator=True)
    window = Client()
    entering.sign_in(window, second)
    entering.sign_in(client, moderator)
    assert client.post(reverse("admin:municipalities_user_reset_factor", args=[moderator.pk])).status_code == 403
    address = reverse("admin:municipalities_user_reset_factor", args=[second.pk])
    assert client.get(address).status_code == 200
    assert is_open(window)
    assert client.post(address).status_code == 302
    assert is_refused(window)
    mail = Mail.objects.get()
    assert (mail.to, "Mona Mod" in mail.text) == (second.email, True)
    # The window that ended thereby does not lead to a new one: only the password does.
    assert window.get(reverse(SET_UP)).url.startswith("/admin/login/")
    assert at_the_door(second).get(reverse(CODE)).url == reverse(SET_UP)
    assert client.post(address).status_code == 302  # nothing left to take away
    assert Mail.objects.count() == 1


def test_the_last_moderator_is_helped_by_whoever_runs_the_server(moderator):
    make_authenticator(moderator)
    call_command("reset_factor", moderator.email.upper(), stdout=StringIO())
    assert factor.of(moderator) is None
    assert Mail.objects.get().to == moderator.email
    for name in (moderator.email, "gibt-es-nicht@example.org"):
        with pytest.raises(CommandError):
            call_command("reset_factor", name)


# Signing out


def test_signing_out_always_works(editor, moderator):
    lost, owing, undecided = Client(), Client(), at_the_door(moderator)
    lost.force_login(editor)
    owing.force_login(moderator)
    editor.memberships.update(
        starts_on=timezone.localdate() - timedelta(9), ends_on=timezone.localdate() - timedelta(1)
    )
    for client in (lost, owing, undecided, Client()):
        assert client.post(reverse("admin:logout")).status_code == 200
        assert not client.session.keys()
    assert undecided.get(reverse(CODE)).url.startswith("/admin/login/")


def test_the_sign_in_offers_to_sign_out_to_whoever_has_lost_her_access(client, editor):
    client.force_login(editor)
    editor.memberships.all().delete()
    assert reverse("admin:logout") in client.get("/admin/login/").content.decode()


def test_production_is_warned_when_it_is_off(settings):
    def is_warned():
        return "municipalities.W001" in [found.id for found in run_checks(include_deployment_checks=True)]

    assert not is_warned()
    settings.MASSWERK_SECOND_FACTOR = False
    assert is_warned()
    assert "municipalities.W001" not in [found.id for found in run_checks()]
