"""The path converter for primary keys: what it accepts, and that every admin route uses it."""

import pytest
from django.urls import Resolver404, resolve

from municipalities.keys import BIGGEST_KEY, KeyConverter
from tests.pages.desk_routes import every_route

pytestmark = pytest.mark.one_database

NOT_KEYS = ["0", "-1", "01", "x", "1x", "²", "1_0", "1.0", "", " 1", str(BIGGEST_KEY + 1), "9" * 30]


def test_a_key_is_a_positive_64_bit_integer():
    for key in (1, 42, BIGGEST_KEY):
        assert resolve(f"/admin/measures/edition/{key}/show/").kwargs == {"pk": key}
        assert KeyConverter().to_url(key) == str(key)


@pytest.mark.parametrize("text", NOT_KEYS)
def test_anything_else_is_no_match(text):
    try:
        match = resolve(f"/admin/measures/edition/{text}/show/")
    except Resolver404:
        return
    assert match.url_name != "entry_show"


def test_no_route_takes_any_other_integer():
    assert [path for path in every_route().values() if "<int:" in path] == []
