"""What tests of the pages behind the sign-in ask again and again."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from measures.models import Edition
from tests.forms import filled


def url(page, edition=None):
    return reverse(f"admin:{page}", args=[edition.pk] if edition else [])


def text_of(response):
    return response.content.decode()


def state(edition):
    return Edition.objects.get(pk=edition.pk).state


def form_of(client, edition):
    """Return what the form of an edition sends if nothing is changed in it."""
    return filled(text_of(client.get(url("entry_edit", edition))), "eintrag")


def queries(client, address):
    """Return how many queries a page takes."""
    client.get("/admin/password_change/")  # prolongs the session, if that is due
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
