"""Requests as nobody should send them, made up by number: the same number always gives the same request."""

import random
from dataclasses import dataclass, field
from string import printable

from django.test.client import BOUNDARY

NAMES = [
    "q", "typ", "feld", "status", "land", "projekt", "staffel", "sort", "seite", "page", "p", "o", "e", "all", "_popup",
    "_to_field", "_changelist_filters", "state", "state__regex", "state__in", "id__exact", "pk", "verb", "begruendet",
    "title__iregex", "measure__project__slug", "edited_by__password__startswith", "cohort__exact", "cohort__gte",
    "von", "mit", "term", "app_label", "model_name", "field_name", "format", "rows", "next", "", "%00", "a[]", "__",
]  # fmt: skip
FIELDS = [
    "version", "base", "title", "summary", "start_year", "as_of", "website", "status", "places", "solution_types",
    "image", "image-clear", "sources-TOTAL_FORMS", "sources-INITIAL_FORMS", "sources-0-url", "note", "reason",
    "newest", "edition", "project", "action", "_selected_action", "select_across", "index", "post", "_save", "_submit",
    "_recall", "_start", "_addanother", "_continue", "_popup", "slug", "name", "order", "terms", "into", "email",
    "is_active", "participations-TOTAL_FORMS", "participations-INITIAL_FORMS", "participations-0-id",
    "participations-0-municipality", "memberships-TOTAL_FORMS", "memberships-INITIAL_FORMS", "memberships-0-project",
    "form-TOTAL_FORMS", "form-0-id", "old_password", "new_password1", "username", "password", "ars", "level",
    "population", "population_date", "latitude", "area_km2", "states", "file", "plan", "csrfmiddlewaretoken",
]  # fmt: skip
# As they stand in an address or in a form: NUL, overlong, bad UTF-8, wrong kinds, hard for an expression.
VALUES = [
    "", "0", "-1", "1", "1.5", "1e9", "NaN", "Infinity", "%00", "a%00b", "%ff%fe", "%ed%a0%80", "%c0%af",
    "%F4%90%80%80", "%E2%80%AE", "%C2%B2", "%D9%A3", "%F0%9F%98%80", "null", "true", "[]", "{}", "[[]]",
    "{%22a%22:{%22b%22:1}}", "(", "[", "((((a+)+)+)+)$", "(?P<", "\\", "%5C", "'--", "%22", "%27%22", "%25", "_", "%",
    "%zz", "..%2f..%2fetc%2fpasswd", "<script>", "{{7*7}}", "{%25 debug %25}", "2026-02-31", "9999-99-99",
    "0000-00-00", "31.12.2026", "javascript:alert(1)", "http://[", "http://[::1", "http://a..b", "https://%00",
    "mailto:", "draft", "draft,submitted", ",,,", "9" * 20, "9" * 30, "9" * 400, "9" * 5_000, "-" + "9" * 30,
    "a" * 300, "a" * 10_000, "a+" * 500, "%F0%9F%98%80" * 600, "1,%00", "1:1", "²:²", "1_2F", "_5B_5D", "on",
    "delete_selected", "municipalities", "membership", "project",
]  # fmt: skip
METHODS = (
    ["GET"] * 16 + ["POST"] * 8 + ["HEAD", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get"]
)
TYPES = [
    "application/x-www-form-urlencoded", f"multipart/form-data; boundary={BOUNDARY}", "multipart/form-data",
    "multipart/form-data; boundary=", "multipart/form-data; boundary=" + "x" * 300, "multipart/form-data; boundary=ä",
    "application/json", "text/plain; charset=utf-7", "application/x-www-form-urlencoded; charset=erfunden", "", "/",
    "application/x-www-form-urlencoded; charset=utf-16", "application/xml", "multipart/mixed; boundary=x",
]  # fmt: skip
HEADERS = {
    "HTTP_ACCEPT_LANGUAGE": ["x" * 5_000, "de-" * 500, "\x00", "*;q=9", "ä", "en-us-" + "a" * 600],
    "HTTP_IF_NONE_MATCH": ["*", '"', 'W/"x"', "x" * 5_000, "\x00", '"a","b' * 900],
    "HTTP_IF_MODIFIED_SINCE": ["gestern", "Thu, 99 Foo 9999 99:99:99 GMT", "Thu, 01 Jan 99999 00:00:00 GMT"],
    "HTTP_RANGE": ["bytes=-", "bytes=9-1", "bytes=0-" + "9" * 40, "bytes=" + "0-1," * 500],
    "HTTP_HOST": ["", "x" * 300, "a b", "[::1", "evil.example", "testserver:99999", "\x00", "ä.example"],
    "HTTP_COOKIE": ["messages=\x00", "messages=W10:x", "csrftoken=ä", "=", ";" * 3_000, "django_language=" + "x" * 900],
    "HTTP_REFERER": ["javascript:1", "http://[", "\x00", "x" * 9_000],
    "HTTP_ORIGIN": ["null", "http://[", "ä"],
    "HTTP_X_FORWARDED_FOR": ["1" * 900, "\x00", "a, b, c"],
    "HTTP_X_HTTP_METHOD_OVERRIDE": ["DELETE", "PUT", "\x00"],
    "HTTP_HX_REQUEST": ["true", "\x00"],
    "HTTP_HX_CURRENT_URL": ["http://[", "%", "\x00"],
    "HTTP_HX_TARGET": ["<x>", "\x00"],
    "HTTP_SEC_FETCH_SITE": ["same-origin", "\x00"],
    "HTTP_ACCEPT": ["x" * 3_000, "*/*;q=ä", "application/json"],
    "HTTP_X_REQUESTED_WITH": ["XMLHttpRequest"],
    "HTTP_TRANSFER_ENCODING": ["chunked"],
    "HTTP_EXPECT": ["100-continue", "\x00"],
    "CONTENT_LENGTH": ["", "0", "1"],  # gunicorn itself refuses what is no number
}
KEYS = [
    "0",
    "-1",
    "9" * 18,
    "9" * 30,
    "9" * 500,
    "%00",
    "%ff",
    "x",
    "1_2F",
    "_5B",
    "..",
    "%2e%2e%2f",
    "²",
    "1%0a",
    "a" * 3_000,
]


@dataclass
class Request:
    number: int
    method: str
    path: str
    query: str = ""
    content_type: str = "application/x-www-form-urlencoded"
    body: bytes = b""
    headers: dict = field(default_factory=dict)

    def send(self, client):
        return client.generic(
            self.method, self.path, self.body, self.content_type, QUERY_STRING=self.query, **self.headers
        )


def request(number, addresses, seed):
    """Return request `number`; `addresses` are those of the site, in a fixed order."""
    dice = random.Random(f"{seed} {number}")  # noqa: S311 - repeatable on purpose
    made = Request(number, dice.choice(METHODS), path(dice, addresses))
    if dice.random() < 0.8:
        made.query = pairs(dice, NAMES, dice.choice([1, 1, 2, 5, 30]))
    if made.method not in ("GET", "HEAD", "get"):
        made.content_type = dice.choice([*TYPES[:2] * 6, *TYPES])
        made.body = body(dice, made.content_type)
    for name in dice.sample(list(HEADERS), dice.choice([0, 0, 1, 3])):
        made.headers[name] = dice.choice(HEADERS[name])
    return made


def path(dice, addresses):
    """An address that is there, one with a key that is none, or something else altogether."""
    chosen = dice.choice(addresses)
    luck = dice.random()
    if luck < 0.85:
        return chosen
    parts = chosen.split("/")
    parts[dice.randrange(len(parts))] = dice.choice([*KEYS, junk(dice), ""])
    return "/" + "/".join(parts).lstrip("/")


def pairs(dice, names, number):
    return "&".join(f"{dice.choice(names)}={value(dice)}" for _ in range(number))


def value(dice):
    return dice.choice(VALUES) if dice.random() < 0.85 else junk(dice)


def junk(dice):
    if dice.random() < 0.5:
        return "".join(f"%{dice.randrange(256):02x}" for _ in range(dice.randrange(1, 40)))
    return "".join(dice.choice(printable) for _ in range(dice.randrange(1, 30))).replace("#", "").replace("?", "")


def body(dice, content_type):
    if content_type == TYPES[1] and dice.random() < 0.8:
        return b"".join(part(dice) for _ in range(dice.choice([1, 3, 10]))) + f"--{BOUNDARY}--\r\n".encode()
    if dice.random() < 0.75:
        return pairs(dice, FIELDS, dice.choice([1, 5, 15, 40])).encode("latin-1", errors="replace")
    return dice.choice([b"", dice.randbytes(500), b"{", b"\x00" * 300, b"a=" * 2_000, b"&" * 3_000, b"--" + b"x" * 900])


def part(dice):
    """One field of a multipart form, now and then damaged, or a file."""
    name = dice.choice(FIELDS)
    content = dice.choice([dice.randbytes(60), value(dice).encode("utf-8", errors="replace"), b"", b"\x00" * 40])
    file = dice.choice(
        ["", "", '; filename="x.png"', '; filename="\x00.csv"', '; filename="../../x"', "; filename*=x'y"]
    )
    header = f'Content-Disposition: form-data; name="{name}"{file}\r\n'
    extra = dice.choice(
        ["", "", "Content-Type: image/png\r\n", "Content-Transfer-Encoding: base64\r\n", "X" * 2_000 + "\r\n"]
    )
    end = dice.choice([b"\r\n", b"\r\n", b"\r\n", b""])
    return f"--{BOUNDARY}\r\n{header}{extra}\r\n".encode() + content + end
