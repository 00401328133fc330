"""Access to images by role and state of the edition. Files have no addresses; every view checks access first."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from measures import workflow
from measures.models import Edition
from tests.factories import make_draft, make_editor, make_picture, make_public, make_user
from tests.login import sign_in

pytestmark = pytest.mark.django_db

STATES = ("draft", "submitted", "returned", "published", "superseded", "archived", "withdrawn")
PUBLIC = ("published", "archived")
CLOSING = {"archived": workflow.archive, "withdrawn": workflow.withdraw}
NOT_FOUND, SIGN_IN = 404, 302


def make_edition(state):
    """Return the edition with an image, brought into `state` by the verbs."""
    edition = make_draft(f"Im Zustand {state}", **make_picture(7, 5))

    def act(verb, **words):
        verb(edition=edition, by=None, version=edition.version, **words)

    if state != "draft":
        act(workflow.submit)
    if state == "returned":
        act(workflow.return_with_note, note="Bitte ändern")
    if state in Edition.ONCE_PUBLIC:
        act(workflow.publish)
    if state in CLOSING:
        act(CLOSING[state], reason="Darum")
    if state == "superseded":
        draft = workflow.start_draft(measure=edition.measure, by=None)
        workflow.save_draft(edition=draft, by=None, version=1, content=make_picture(3, 3))
        workflow.submit(edition=draft, by=None, version=2)
        workflow.publish(edition=draft, by=None, version=3)
    edition.refresh_from_db()
    assert edition.state == state
    return edition


def public_address(edition):
    return reverse("measure_image", args=[edition.measure.slug])


def own_address(edition):
    return reverse("admin:entry_image", args=[edition.pk])


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def file_of(edition):
    return Path(edition.image.path).read_bytes()


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    ("who", "own_expected"),
    [("anonymous", SIGN_IN), ("foreign editor", NOT_FOUND), ("former editor", SIGN_IN), ("own editor", 200),
     ("moderator", 200)],
)  # fmt: skip
def test_who_is_handed_the_image_of_an_edition(client, state, who, own_expected):
    edition = make_edition(state)
    if who != "anonymous":
        sign_in(
            client,
            {
                "foreign editor": lambda: make_editor(make_draft(**make_picture()).measure.project),
                "former editor": lambda: make_editor(edition.measure.project),
                "own editor": lambda: make_editor(edition.measure.project),
                "moderator": lambda: make_user(is_moderator=True),
            }[who](),
        )
    if who == "former editor":
        edition.measure.project.memberships.update(starts_on="2020-01-01", ends_on="2020-12-31")

    for method in (client.get, client.head):
        public, own = method(public_address(edition)), method(own_address(edition))
        # The successor of what is superseded is public, at the same address, with its own image.
        assert public.status_code == (200 if state in (*PUBLIC, "superseded") else NOT_FOUND)
        assert own.status_code == own_expected
    shown = (body(client.get(public_address(edition))) == file_of(edition), own.status_code == 200)
    assert shown == (state in PUBLIC, own_expected == 200)
    if own_expected == 200:
        assert body(client.get(own_address(edition))) == file_of(edition)


@pytest.mark.parametrize("state", STATES)
def test_no_file_below_the_media_folder_has_an_address(client, state, settings):
    edition = make_edition(state)
    sign_in(client, make_user(is_moderator=True))
    name = edition.image.name
    bare = name.removeprefix("editions/")
    static = f"{settings.STATIC_URL}../var/media/{name}"
    for url in (
        f"/{name}", f"/media/{name}", f"/var/media/{name}", f"/static/{name}", static, f"/{bare}", "/media/",
        "/editions/", f"/admin/{name}", f"{edition.get_absolute_url()}{bare}", f"{public_address(edition)}/{bare}",
        f"/static/..%2f..%2fvar/media/{name}", edition.image.url,
    ):  # fmt: skip
        assert client.get(url).status_code == NOT_FOUND, url


def test_a_public_image_says_what_it_is_and_is_asked_for_each_time(client):
    edition = make_public(**make_picture())
    response = client.get(public_address(edition))
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == 'inline; filename="bild.png"'
    assert response["Content-Security-Policy"] == client.get("/")["Content-Security-Policy"]
    assert {part.strip() for part in response["Cache-Control"].split(",")} == {
        "public",
        "max-age=0",
        "s-maxage=1",
        "stale-if-error=30",
    }
    assert "Set-Cookie" not in response
    etag = response["ETag"]

    again = client.get(public_address(edition), headers={"if-none-match": etag})
    assert (again.status_code, again["ETag"], again.content) == (304, etag, b"")
    assert {part.strip() for part in again["Cache-Control"].split(",")} == {
        "public",
        "max-age=0",
        "s-maxage=1",
        "stale-if-error=30",
    }

    workflow.withdraw(edition=edition, by=None, version=edition.version, reason="Darum")
    gone = client.get(public_address(edition), headers={"if-none-match": etag})
    assert gone.status_code == NOT_FOUND


def test_another_image_is_sent_in_spite_of_the_old_etag(client):
    edition = make_public(**make_picture(4, 4))
    etag = client.get(public_address(edition))["ETag"]
    draft = workflow.start_draft(measure=edition.measure, by=None)
    workflow.save_draft(edition=draft, by=None, version=1, content=make_picture(5, 5))
    workflow.submit(edition=draft, by=None, version=2)
    workflow.publish(edition=draft, by=None, version=3)
    response = client.get(public_address(edition), headers={"if-none-match": etag})
    assert (response.status_code, body(response)) == (200, file_of(Edition.objects.get(pk=draft.pk)))


def test_behind_the_sign_in_no_cache_keeps_an_image(client):
    edition = make_edition("draft")
    sign_in(client, make_editor(edition.measure.project))
    response = client.get(own_address(edition))
    directives = {part.strip() for part in response["Cache-Control"].split(",")}
    assert directives == {"private", "no-store", "no-cache", "must-revalidate", "max-age=0"}
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == 'inline; filename="bild.png"'
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "ETag" not in response


@pytest.mark.parametrize("data", [b"<svg><script>alert(1)</script></svg>", b"<html>", b"", b"RIFF....AVI ", b"GIF89a"])
def test_a_file_that_is_no_image_of_ours_is_not_handed_out(client, data):
    edition = make_public(**make_picture())
    storage, name = edition.image.storage, edition.image.name
    storage.delete(name)
    assert storage.save(name, ContentFile(data)) == name
    sign_in(client, make_user(is_moderator=True))
    for address in (public_address(edition), own_address(edition)):
        assert client.get(address).status_code == NOT_FOUND


def test_an_edition_without_an_image_has_none_to_hand_out(client):
    edition = make_public()
    sign_in(client, make_user(is_moderator=True))
    for address in (public_address(edition), own_address(edition), own_address(Edition(pk=2**63 - 1))):
        assert client.get(address).status_code == NOT_FOUND
    assert client.get(f"/admin/measures/edition/{'9' * 30}/image/").status_code == NOT_FOUND


def test_an_image_is_only_read(client):
    edition = make_edition("published")
    sign_in(client, make_user(is_moderator=True))
    for address in (public_address(edition), own_address(edition)):
        assert client.post(address).status_code == 405
        assert client.delete(address).status_code == 405
