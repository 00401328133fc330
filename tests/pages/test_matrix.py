"""R1: no user reaches foreign objects. Every route, by every role, in every state of an entry, by GET and POST."""

import logging
from contextlib import contextmanager
from itertools import product

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from measures.models import AuditEntry, Edition
from measures.public.freezing import freeze
from tests.pages import desk_routes
from tests.pages.cast import HIDDEN, OUTSIDE, ROLES, STATES, make_cast, title_of
from tests.pages.desk_routes import IN_ENGLISH, ROUTES, SIGN_IN, UNCLASSIFIED
from tests.pages.routes import FROZEN

pytestmark = pytest.mark.django_db

MISSING = 987_654_321
METHODS = ("GET", "POST")
WRITES = ("INSERT", "UPDATE", "DELETE")


def test_every_route_is_classified():
    missing = desk_routes.unclassified()
    assert not missing, UNCLASSIFIED.format(routes=", ".join(missing))
    gone = sorted(ROUTES.keys() - desk_routes.every_route().keys())
    assert not gone, f"These rows of ROUTES name no route any more: {', '.join(gone)}. Take them out."


@pytest.fixture
def walk(db):
    logging.disable()  # thousands of refusals are not worth a line each
    cast = make_cast()
    freeze(FROZEN)
    yield Walk(cast)
    logging.disable(logging.NOTSET)


def test_every_role_gets_the_expected_answer_and_sees_no_hidden_title(walk):
    paths = desk_routes.every_route()
    for route, row in ROUTES.items():
        path = paths[route]
        for state in STATES if row.names == "edition" else [""]:
            url = walk.address(route, path, row, state)
            for role, method in product(roles_for(route), METHODS):
                walk.ask(route, role, method, url, row.expected(role, method, state), state)
    print(f"{walk.asked} combinations of route, state, role and method")  # noqa: T201 - shown with pytest -s
    assert walk.failures == [], "\n".join(walk.failures)
    assert walk.asked > (1_000 if connection.vendor == "postgresql" else 2_500)


@pytest.mark.one_database
def test_a_missing_object_is_answered_like_a_foreign_one(walk):
    """For everybody but moderators, addresses with a key answer the same whether there is an object or not."""
    paths = desk_routes.every_route()
    for route, row in ROUTES.items():
        if not row.names or "<slug:" in paths[route]:
            continue
        url = desk_routes.address(route, paths[route], MISSING, "gibt-es-nicht")
        for role, method in product([*OUTSIDE, "foreign"], METHODS):
            walk.ask(route, role, method, url + row.query.format(key=MISSING), row.expected(role, method, "draft"), "")
    assert walk.failures == [], "\n".join(walk.failures)


def roles_for(route):
    """Return the roles to try: all, or those that run the queries of a view.

    The views of English pages are those of the German ones, which all roles have tried; and who may do what is decided
    in Python, so that on PostgreSQL it is enough to run each view's queries.
    """
    if connection.vendor == "postgresql":
        return () if route.startswith(IN_ENGLISH) else ("anonymous", "own", "moderator")
    return ("anonymous", "moderator") if route.startswith(IN_ENGLISH) else ROLES


class Walk:
    """Sends requests, rolls each back, and collects unexpected answers in `failures`."""

    def __init__(self, cast):
        self.cast, self.asked, self.failures = cast, 0, []
        self.forms = {state: self.form(cast.editions[state]) for state in STATES}
        self.cookies = {
            role: client.cookies[settings.SESSION_COOKIE_NAME].value
            for role, client in cast.clients.items()
            if role != "anonymous"
        }

    def address(self, route, path, row, state):
        edition = self.cast.editions[state or "submitted"]
        slugs = {
            "edition": edition.measure.slug,
            "project": self.cast.project.slug,
            "municipality": self.cast.project.municipalities.get().slug,
            "town": self.cast.project.municipalities.get().ars,
            "problem": "hitze",
            "solution type": "app",
            "action field": "mobilitaet",
            "solution": "rathaus-app",
            "figure": "loesungstypen",
            "format": "json",
            "feed": "atom",
            "record": "ttl",
            "frozen": FROZEN,
            "part of the sitemap": "massnahmen",
        }
        url = desk_routes.address(route, path, self.key_of(row.names, edition), slugs.get(row.names, ""))
        return url + row.query.format(key=edition.pk)

    def key_of(self, names, edition):
        if "." not in names:
            return edition.pk
        if names == "accounts.user":
            return self.cast.people["own"].pk
        return apps.get_model(names).objects.order_by("pk").first().pk

    def ask(self, route, role, method, url, expected, state):
        self.asked += 1
        client = self.cast.clients[role]
        if role in self.cookies:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.cookies[role]
        data = self.forms[state or "submitted"] if method == "POST" else None
        before = editions() if expected == 409 else None
        with transaction.atomic(), written() as writes:
            response = client.generic(method, url, **encoded(client, data)) if data else client.get(url)
            after = editions() if expected == 409 else None
            transaction.set_rollback(True)
        what = f"{method} {url} ({route}, {state}) as {role}"
        status = answer_of(response)
        if status != expected:
            self.failures.append(f"{what}: {status} instead of {expected}")
        if writes and (method == "GET" or status in (SIGN_IN, 400, 403, 404, 405, 410)):
            self.failures.append(f"{what}: answered {status}, but wrote {writes[0][:90]}")
        if before != after:
            self.failures.append(f"{what}: answered {status}, but has changed something")
        for title in self.leaked_titles(response, role, url):
            self.failures.append(f"{what}: shows “{title}”")

    def form(self, edition):
        """Return data that is valid for every form and step, so that only missing rights prevent it."""
        return {
            "version": edition.version,
            "edition": f"{edition.pk}:{edition.version}",
            "title": "Untergeschoben",
            "project": self.cast.project.pk,
            "note": "Eine Notiz",
            "reason": "Ein Grund",
            "receiver": "kts",
            "effects-TOTAL_FORMS": "0",
            "effects-INITIAL_FORMS": "0",
            "sources-TOTAL_FORMS": "0",
            "sources-INITIAL_FORMS": "0",
            "newest": edition.measure.editions.order_by("number").last().pk,
            "image_alt": "Ein Bus",
            "image_rights": "Stadt X",
            "post": "yes",
        }

    def leaked_titles(self, response, role, url):
        """Return the titles in an answer that this role may not see."""
        if role in ("own", "moderator") and url.startswith("/admin/"):
            return []
        body = b"" if response.streaming else response.content
        text = body.decode(errors="replace") + str(dict(response.items()))
        hidden = [*HIDDEN, "superseded", "withdrawn"]
        states = STATES if url.startswith("/admin/") else hidden
        return [title_of(state) for state in states if title_of(state) in text]


def encoded(client, data):
    return {"data": encode_multipart(BOUNDARY, data), "content_type": MULTIPART_CONTENT}


def answer_of(response):
    location = response.get("Location", "")
    return SIGN_IN if response.status_code == 302 and location.startswith("/admin/login/") else response.status_code


def editions():
    return list(Edition.objects.order_by("pk").values()), AuditEntry.objects.count()


@contextmanager
def written():
    """Collect the statements that write, except those for sessions."""
    found = []

    def watch(execute, sql, params, many, context):
        if sql.startswith(WRITES) and "django_session" not in sql:
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found
