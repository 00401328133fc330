"""Mail addresses: IDNA 2008, one form for accounts and counters, and no other domain than the typed one."""

import pytest
from django.core import mail as sent
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from measures.form_fields import form_field
from municipalities.accounts import mail_queue
from municipalities.accounts.checks import check_mail_addresses
from municipalities.accounts.models import Mail, User
from municipalities.accounts.rate_limits import TRIES_PER_ACCOUNT
from municipalities.mail_addresses import MailAddressFormField, canonical, in_ascii, tidy
from tests.factories import make_user
from tests.login import sign_in

pytestmark = pytest.mark.django_db
TOO_LONG = f"amt@{'ü' * 60}.example"


@pytest.mark.parametrize(
    ("typed", "stored", "sent_to"),
    [
        (" Amt@Straße.example ", "Amt@straße.example", "Amt@xn--strae-oqa.example"),
        ("amt@MÜNSTER.example", "amt@münster.example", "amt@xn--mnster-3ya.example"),
        ("amt@xn--mnster-3ya.example", "amt@münster.example", "amt@xn--mnster-3ya.example"),
        ("amt@mu\u0308nster.example", "amt@münster.example", "amt@xn--mnster-3ya.example"),
        ("ａmt＠ulm.example", "amt@ulm.example", "amt@ulm.example"),
        ("amt@ulm.example.", "amt@ulm.example", "amt@ulm.example"),
    ],
)
def test_umlauts_in_the_domain(typed, stored, sent_to):
    assert MailAddressFormField().clean(typed) == stored
    assert form_field("contact_email").clean(typed) == stored
    assert in_ascii(stored) == sent_to


@pytest.mark.parametrize(
    "typed",
    [
        TOO_LONG,
        "müller@ulm.example",
        "\u0131ngo@ulm.example",
        "a@b",
        "a@-b.example",
        "a@ulm_x.example",
        "@",
        "a",
        "a@[10.0.0.5]",
        "a@localhost",
    ],
)
def test_what_mail_cannot_be_sent_to_is_refused(typed):
    for field in (MailAddressFormField(), form_field("contact_email")):
        with pytest.raises(ValidationError):
            field.clean(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "Ingo@Ulm.example",
        " ingo@ulm.example ",
        "ＩＮＧＯ@ulm.example",
        "ingo@ulm.example.",
        "INGO@ＵＬＭ.example",
        "ingo@ulm\u200b.example",
    ],
)
def test_an_account_has_one_address(client, typed):
    user = make_user("ingo@ulm.example", is_moderator=True)
    assert User.objects.get(email=typed) == user
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user(typed)
    for _ in range(TRIES_PER_ACCOUNT):
        assert client.post(reverse("admin:login"), {"username": typed, "password": "falsch"}).status_code == 200
    blocked = client.post(reverse("admin:login"), {"username": "ingo@ulm.example", "password": "falsch"})
    assert blocked.status_code == 429


@pytest.mark.parametrize("typed", ["\u0131ngo@ulm.example", "İngo@ulm.example"])
def test_a_letter_that_looks_alike_finds_no_account_and_breaks_nothing(client, typed):
    make_user("ingo@ulm.example", is_moderator=True)
    assert not User.objects.filter(email=typed).exists()
    assert client.post(reverse("admin:login"), {"username": typed, "password": "falsch"}).status_code == 200
    assert client.post(reverse("admin_password_reset"), {"email": typed}).status_code in (200, 302)
    assert not Mail.objects.exists()


def test_the_database_refuses_another_form():
    user = make_user("ingo@ulm.example")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET email = %s WHERE id = %s", ["Ingo@ulm.example", user.pk])


@pytest.mark.parametrize("typed", ["", "x", "@", "a@b@c", "@@", "a@" + "." * 300, "ü" * 100_000 + "@" + "ü" * 100_000])
def test_any_text_has_a_canonical_form_that_is_final(typed):
    assert canonical(canonical(typed)) == canonical(typed)
    assert tidy(tidy(typed)) == tidy(typed)


def test_a_mail_that_cannot_be_sent_holds_nothing_up_and_ends_with_its_reason(client):
    make = Mail.objects.create
    bad = make(to=TOO_LONG, subject="A", text="x", is_secret=True)
    umlaut = make(to="jörg@ulm.example", subject="B", text="x")
    line = make(to="a@ulm.example", subject="zwei\nZeilen", text="x")
    good = make(to="amt@straße.example", subject="D", text="x")
    assert mail_queue.send_due_mails() == (1, 3)
    assert [message.to for message in sent.outbox] == [["amt@xn--strae-oqa.example"]]
    for row in (bad, umlaut, line):
        row.refresh_from_db()
        assert row.failed_at
        assert row.error
    assert bad.text == ""
    assert mail_queue.send_due_mails() == (0, 0)
    sign_in(client, make_user("kts@example.org", is_moderator=True))
    page = client.get(reverse("admin:accounts_mail_changelist")).content.decode()
    assert TOO_LONG in page
    assert "aufgegeben" in page
    assert good.to not in page


def test_a_mail_is_given_up_after_many_attempts(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    row = Mail.objects.create(to="a@ulm.example", subject="A", text="x", attempts=mail_queue.MOST_ATTEMPTS - 1)
    mail_queue.send_due_mails()
    row.refresh_from_db()
    assert row.failed_at
    assert "ConnectionRefusedError" in row.error


def test_addresses_in_the_settings_are_checked(settings):
    settings.DEFAULT_FROM_EMAIL = "Amt <amt@straße.example>"
    settings.MASSWERK_CONTACT = TOO_LONG
    assert [error.id for error in check_mail_addresses(None)] == ["accounts.E003"]
    Mail.objects.create(to="a@ulm.example", subject="A", text="x")
    mail_queue.send_due_mails()
    assert sent.outbox[0].from_email == "Amt <amt@xn--strae-oqa.example>"
    settings.DEFAULT_FROM_EMAIL, settings.MASSWERK_CONTACT = "Maßwerk <masswerk@localhost>", ""
    assert check_mail_addresses(None) == []  # `make run`
