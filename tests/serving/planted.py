"""Settings of the running site under test, with errors and slow statements that a header asks for."""

import time

from django.db import connection

from config.settings import *  # noqa: F403

MIDDLEWARE = [*MIDDLEWARE, "tests.serving.planted.Planted"]  # noqa: F405
LOGGING["loggers"]["measures.finding.current"] = {"level": "INFO"}  # noqa: F405 - says who builds the index

PERSON, ADDRESS = "Jana Muster", "jana.muster@example.org"
SLOW = 0.6  # seconds


class Planted:
    """Middleware that fails, or asks the database for something slow, just before the view is called."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        planted = request.headers.get("x-planted")
        if planted == "error":
            person, address = PERSON, ADDRESS  # values of variables stay here, too
            raise ValueError(f"{person} <{address}>")
        if planted == "slow":
            if connection.vendor == "sqlite":
                connection.ensure_connection()
                connection.connection.create_function("pg_sleep", 1, time.sleep)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(%s) -- planted", [SLOW])
