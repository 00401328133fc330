"""A user with a browser. Each request has its own connection, so that either worker may answer."""

import http.client
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from tests.forms import filled
from tests.login import session_of

PATIENCE = 20  # seconds for one answer


class NoAnswer(Exception):
    """The connection was refused, or it broke before the answer was there."""


@dataclass
class Answer:
    status: int
    location: str
    html: str

    @property
    def form(self):
        """What the form of the entry on this page would send."""
        return filled(self.html, "eintrag")


class Person:
    def __init__(self, url, user=None):
        self.host, self.cookies = urlsplit(url).netloc, {}
        if user:
            self.cookies["masswerk_session"] = session_of(user)

    def get(self, path):
        return self._ask("GET", path)

    def post(self, path, form):
        return self._ask("POST", path, urlencode(form, doseq=True))

    def _ask(self, method, path, body=None):
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection(self.host, timeout=PATIENCE)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            html = response.read().decode()
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer(f"{type(error).__name__}: {error}") from error
        finally:
            connection.close()
        for cookie in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(cookie).items()}
        return Answer(response.status, response.headers.get("Location", ""), html)
