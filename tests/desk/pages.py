"""Helpers for tests of the editors' pages."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from measures.models import Edition
from tests.forms import filled


def url(page, edition=None):
    """Return the address of an admin page, of this edition if one is given."""
    return reverse(f"admin:{page}", args=[edition.pk] if edition else [])


def text_of(response):
    return response.content.decode()


def state(edition):
    return Edition.objects.get(pk=edition.pk).state


def form_of(client, edition):
    """Return the data that the form of an edition sends when nothing is changed."""
    return filled(text_of(client.get(url("entry_edit", edition))), "eintrag")


def count_queries(client, address):
    """Return the number of queries that a page takes."""
    client.get("/admin/password_change/")  # prolongs the session, if that is due
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
