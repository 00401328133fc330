"""Questions and answers for all: agreed by the asker, published by a moderator, without a trace of the asker."""

import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from measures.asking import publishing, verbs
from measures.asking.links import consent_path
from measures.models import AnsweredQuestion, Edition, Enquiry
from measures.persons import expiry
from measures.persons.erasing.erasing import erase
from measures.persons.erasing.person_matcher import PersonMatcher
from measures.transitions import WorkflowError
from municipalities.accounts.models import Mail
from tests.factories import make_editor, make_project, make_public, make_user
from tests.login import sign_in

pytestmark = pytest.mark.django_db
ASKER, NAME = "jana@klein.example", "Jana Kleinert"
QUESTION, ANSWER = "Wie laut ist die Wärmepumpe?", "Leiser als der Brunnen.\n\n45 Dezibel <b>."
State = AnsweredQuestion.State


@pytest.fixture(autouse=True)
def _no_mail_at_once(settings):
    settings.MASSWERK_MAIL_AT_ONCE = False


@pytest.fixture
def edition():
    return make_public("Bürgerbad", project=make_project("Ortsnetz"))


@pytest.fixture
def editor(edition):
    return make_editor(edition.measure.project, email="anna@ort.example")


@pytest.fixture
def moderator():
    return make_user("kts@example.org", is_moderator=True)


@pytest.fixture
def enquiry(edition):
    asked = {"name": NAME, "email": ASKER, "town": "Kleinstadt", "question": "Ich, Jana, will wissen: laut?"}
    return Enquiry.objects.create(measure=edition.measure, confirmed_at=timezone.now(), **asked)


def make_answered(enquiry, by, state=State.PUBLISHED, **changes):
    """Answer a question and bring what is proposed into a state, by the verbs."""
    verbs.answer(enquiry, text="Nein.", by=by, for_all=(QUESTION, ANSWER))
    answered = AnsweredQuestion.objects.get()
    if state != State.PROPOSED:
        publishing.consent(answered)
    if state == State.PUBLISHED:
        publishing.publish(answered=answered, by=make_user(is_moderator=True))
    answered.refresh_from_db()
    return answered


def shown(client, edition, **query):
    return QUESTION in client.get(edition.get_absolute_url(), query).content.decode()


def test_from_the_answer_to_the_public(client, edition, editor, moderator, enquiry):
    client.force_login(editor)
    url = reverse("admin:enquiry", args=[enquiry.pk])
    typed = {"answer": "Nein, sie ist leise.", "public_question": QUESTION, "public_answer": ANSWER}
    assert client.post(url, typed | {"public_answer": ""}).status_code == 400  # half of it
    assert client.post(url, typed | {"public_answer": f"Frau Kleinert, {ANSWER}"}).status_code == 400
    assert not Mail.objects.exists()
    assert client.post(url, typed).status_code == 302
    (mail,) = Mail.objects.filter(to=ASKER)
    assert [text for text in ("Nein, sie ist leise.", QUESTION, ANSWER) if text not in mail.text] == []
    assert mail.is_secret
    client.logout()

    link = re.search(r"http\S+/frage/veroeffentlichen/\S+", mail.text)[0]
    assert QUESTION in client.get(link).content.decode()
    assert AnsweredQuestion.objects.get().state == State.PROPOSED  # opening the link does nothing
    assert client.post(link, {"answer": "vielleicht"}).status_code == 400
    assert client.post(link, {"answer": "ja"}).status_code == 200
    answered = AnsweredQuestion.objects.get()
    assert (answered.state, bool(answered.consented_at)) == (State.AGREED, True)
    (mail,) = Mail.objects.filter(to=moderator.email)
    assert ASKER not in mail.text
    assert not shown(client, edition)

    sign_in(client, moderator)
    assert "Eine Frage und Antwort wartet auf Veröffentlichung" in client.get(reverse("admin:index")).content.decode()
    page = client.get(reverse("admin:answered_question", args=[answered.pk])).content.decode()
    assert (QUESTION in page, NAME in page, ASKER in page) == (True, False, False)
    assert client.post(reverse("admin:answered_publish", args=[answered.pk])).status_code == 302
    client.logout()
    assert shown(client, edition)
    page = client.get(edition.get_absolute_url()).content.decode()
    assert "<summary>Wie laut ist die Wärmepumpe?</summary>" in page
    assert "45 Dezibel &lt;b&gt;." in page
    found = client.get(f"/api/v1/measures/{edition.measure.slug}").json()["measure"]
    assert [(one["question"], one["answer"]) for one in found["questions"]] == [(QUESTION, ANSWER)]
    for name in ("json", "csv"):
        exported = b"".join(client.get(reverse("measures_export", args=[name]))).decode()
        assert (QUESTION in exported, "Kleinert" in exported) == (True, False)
    assert "Bürgerbad" in client.get(reverse("measures"), {"q": "Dezibel"}).content.decode()
    assert Mail.objects.filter(to=editor.email, subject__startswith="Veröffentlicht: ").count() == 1
    assert ASKER not in str(list(LogEntry.objects.values()))


def test_a_word_of_the_entry_weighs_more_than_one_of_an_answer(client, edition, editor, enquiry):
    make_answered(enquiry, editor)
    make_public("Dezibel messen")
    page = client.get(reverse("measures"), {"q": "Dezibel"}).content.decode()
    assert page.index("Dezibel messen") < page.index("Bürgerbad")
    assert "Leiser als der Brunnen" not in page  # no snippet is made of it


def test_nothing_is_published_without_consent_nor_by_its_author_alone(edition, editor, moderator, enquiry):
    answered = make_answered(enquiry, moderator, State.PROPOSED)
    other = make_user("zweite@example.org", is_moderator=True)
    for _state in (State.PROPOSED, State.DECLINED):
        with pytest.raises(WorkflowError):
            publishing.publish(answered=answered, by=other)
        publishing.decline(answered)
    Enquiry.objects.update(answered_at=None)
    AnsweredQuestion.objects.all().delete()
    answered = make_answered(enquiry, moderator, State.AGREED)
    with pytest.raises(WorkflowError):
        publishing.publish(answered=answered, by=moderator)
    assert AnsweredQuestion.objects.get().state == State.AGREED
    publishing.publish(answered=answered, by=moderator, reason="Allein im Dienst")
    assert AnsweredQuestion.objects.get().published_by == moderator


def test_a_consent_that_is_taken_back_removes_the_text_from_today_and_from_past_days(client, edition, editor, enquiry):
    answered = make_answered(enquiry, editor)
    link = consent_path(answered)
    now = timezone.now()
    AnsweredQuestion.objects.update(published_at=now - timedelta(days=5))
    long_ago = now - timedelta(days=10)
    Edition.objects.update(published_at=long_ago, submitted_at=long_ago)
    later = make_public("Später")  # past days are those between changes; this one comes after the answer
    Edition.objects.filter(pk=later.pk).update(published_at=now - timedelta(days=4), submitted_at=long_ago)
    day = (timezone.localdate() - timedelta(days=2)).isoformat()
    before = (timezone.localdate() - timedelta(days=8)).isoformat()
    assert (shown(client, edition), shown(client, edition, stand=day), shown(client, edition, stand=before)) == (
        True,
        True,
        False,
    )
    client.post(link, {"answer": "nein"})
    answered.refresh_from_db()
    assert (answered.state, answered.question, answered.answer) == (State.DECLINED, "", "")
    assert (shown(client, edition), shown(client, edition, stand=day)) == (False, False)
    assert QUESTION not in client.get(link).content.decode()
    client.post(link, {"answer": "ja"})  # a refusal is final
    answered.refresh_from_db()
    assert answered.state == State.DECLINED
    with pytest.raises(WorkflowError):
        publishing.propose(enquiry, question=QUESTION, answer=ANSWER, by=editor)


def test_a_moderator_withdraws_or_refuses_with_a_reason(client, edition, editor, moderator, enquiry):
    answered = make_answered(enquiry, editor)
    yesterday = timezone.now() - timedelta(days=1, hours=1)
    sign_in(client, moderator)
    url = reverse("admin:answered_withdraw", args=[answered.pk])
    assert client.post(url).status_code == 400
    assert client.post(url, {"reason": "Veraltet"}).status_code == 302
    assert client.post(url, {"reason": "Veraltet"}).status_code == 409
    assert not shown(client, edition)
    AnsweredQuestion.objects.all().delete()
    Enquiry.objects.update(answered_at=None)
    answered = make_answered(enquiry, editor, State.AGREED)
    AnsweredQuestion.objects.update(proposed_at=yesterday)
    refuse = reverse("admin:answered_refuse", args=[answered.pk])
    assert client.post(refuse, {"reason": "Bitte kürzer."}).status_code == 302
    assert "Bitte kürzer." in Mail.objects.filter(to=editor.email).last().text
    client.force_login(editor)
    again = {"public_question": QUESTION, "public_answer": "Leise."}
    Mail.objects.all().delete()
    assert client.post(reverse("admin:enquiry_propose", args=[enquiry.pk]), again).status_code == 302
    assert [mail.to for mail in Mail.objects.all()] == [ASKER]
    assert client.post(reverse("admin:enquiry_propose", args=[enquiry.pk]), again).status_code == 409
    assert Mail.objects.count() == 1  # an asker is not asked twice


def test_editors_of_other_projects_find_nothing_and_editors_decide_nothing(client, editor, enquiry):
    answered = make_answered(enquiry, editor, State.AGREED)
    urls = [reverse(f"admin:answered_{verb}", args=[answered.pk]) for verb in ("publish", "refuse", "withdraw")]
    client.force_login(make_editor(make_project(), email="fremd@example.org"))
    assert client.get(reverse("admin:answered_question", args=[answered.pk])).status_code == 404
    assert QUESTION not in client.get(reverse("admin:answered_questions")).content.decode()
    client.force_login(editor)
    assert QUESTION in client.get(reverse("admin:answered_questions")).content.decode()
    assert [client.post(url, {"reason": "x"}).status_code for url in urls] == [403] * 3
    assert AnsweredQuestion.objects.get().state == State.AGREED


def test_after_a_year_nothing_leads_from_the_text_to_the_asker(client, edition, editor, enquiry):
    make_answered(enquiry, editor)
    other = Enquiry.objects.create(
        measure=edition.measure, name=NAME, email=ASKER, question="x", confirmed_at=timezone.now()
    )
    verbs.answer(other, text="y", by=editor, for_all=("Und heiß?", "Ja."))
    Enquiry.objects.update(confirmed_at=timezone.now() - timedelta(days=366))
    expiry.delete_expired_rows()
    left = AnsweredQuestion.objects.get()  # what was not published is gone
    assert (left.question, left.enquiry) == (QUESTION, None)
    assert shown(client, edition)


def test_erasing_the_asker_deletes_what_is_not_published_and_keeps_the_rest(client, edition, editor, enquiry):
    make_answered(enquiry, editor)
    other = Enquiry.objects.create(
        measure=edition.measure, name=NAME, email=ASKER, question="x", confirmed_at=timezone.now()
    )
    verbs.answer(other, text="y", by=editor, for_all=("Und heiß?", "Ja."))
    erase(PersonMatcher(NAME))
    assert not Enquiry.objects.exists()
    left = AnsweredQuestion.objects.get()
    assert (left.question, left.enquiry) == (QUESTION, None)
    assert shown(client, edition)
