"""R5: malformed requests, public or signed in, never cause a server error."""

import logging
from collections import Counter

import pytest
from django.db import transaction
from django.test import Client

from tests.drills import rounds
from tests.login import sign_in
from tests.pages import desk_routes, malformed
from tests.pages.cast import STATES, make_cast
from tests.pages.desk_routes import ROUTES

pytestmark = pytest.mark.django_db

PUBLIC, ADMIN = rounds(1_000, 10_000), rounds(500, 4_000)


@pytest.fixture
def cast(db):
    logging.disable()  # thousands of refusals are not worth a line each
    yield make_cast()
    logging.disable(logging.NOTSET)


def addresses(cast, *, admin):
    """Return the addresses of all routes, with every edition where a route names one."""
    found = []
    for route, path in desk_routes.every_route().items():
        if path.startswith("admin/") is admin:
            several = STATES if ROUTES[route].names == "edition" else ["published"]
            editions = [cast.editions[state] for state in several]
            found += [desk_routes.address(route, path, edition.pk, edition.measure.slug) for edition in editions]
    return list(dict.fromkeys(found))


def failures(number, clients, found, seed):
    """Send requests 0 … number; return (requests with a server error, number of each status)."""
    failed, statuses = [], Counter()
    for index in range(number):
        made = malformed.request(index, found, seed)
        client = clients[index % len(clients)]
        with transaction.atomic():
            try:
                status = made.send(client).status_code
            except Exception as error:  # not even an answer
                status = repr(error)
            transaction.set_rollback(True)
        statuses[status] += 1
        if not isinstance(status, int) or status >= 500:
            failed.append((status, made))
    return failed, statuses


def test_no_public_request_causes_a_server_error(cast):
    failed, statuses = failures(PUBLIC, [Client(raise_request_exception=False)], addresses(cast, admin=False), "public")
    print(sorted(statuses.items()))  # noqa: T201 - shown with pytest -s
    assert failed == []
    assert {200, 400, 404, 405} <= set(statuses)


def test_no_signed_in_request_causes_a_server_error(cast):
    found = addresses(cast, admin=True)
    people = [cast.people[role] for role in ("moderator", "moderator", "own")]
    failed, statuses = failures(ADMIN, [SignedIn(user) for user in people], found, "admin")
    print(sorted(statuses.items(), key=str))  # noqa: T201 - shown with pytest -s
    assert failed == []
    assert {200, 302, 400, 403, 404, 405} <= set(statuses)


class SignedIn(Client):
    """A client that stays signed in, whatever a request does to its session."""

    def __init__(self, user):
        super().__init__(raise_request_exception=False)
        sign_in(self, user)

    def generic(self, *args, **kwargs):
        cookies = self.cookies.copy()
        try:
            return super().generic(*args, **kwargs)
        finally:
            self.cookies = cookies
