"""The official register: one that is cut off or older than what is here is refused, and nothing is written."""

import re
from datetime import date

import pytest
from django.core.management import CommandError

from measures.models import CatalogueVersion
from municipalities.models import Municipality
from tests.factories import make_municipality
from tests.municipalities.register_files import HEADER, excerpt_line, municipality, run, write

pytestmark = pytest.mark.django_db

FORTY = [f"0713150010{number:02d}" for number in range(1, 41)]


def register(path, keys, *, date="20231130", people=1000):
    return write(path, *(municipality(ars, f"Dorf {ars[-2:]}", people=people, date=date) for ars in keys))


def stored():
    everything = Municipality.objects.order_by("pk").values("ars", "population", "population_date", "gone_since")
    return list(everything), CatalogueVersion.objects.get().number


@pytest.fixture
def whole(tmp_path):
    path = register(tmp_path / "whole.txt", FORTY)
    run(path)
    return path


def refused(path, message, **options):
    """Assert that the file is refused with these words and that nothing has been written."""
    before = stored()
    with pytest.raises(CommandError, match=f"^{re.escape(str(path))} {message}"):
        run(path, **options)
    assert stored() == before


# Cut off


def test_a_register_that_is_cut_off_is_refused(tmp_path, whole):
    path = register(tmp_path / "head.txt", FORTY[:37], people=7)
    refused(
        path,
        r"lacks 3 of the 40 bodies that are here\. Has the file been cut off\? "
        r"Nothing was written; --accept-gone marks them as gone all the same\.$",
    )
    refused(path, "lacks 3 of the 40", accept_older=True)
    excerpt = write(tmp_path / "excerpt.csv", HEADER, excerpt_line(FORTY[0], "Dorf 01"))
    with pytest.raises(CommandError, match="lacks 3 of the 40"):
        run(path, excerpt)
    assert not Municipality.objects.filter(latitude__isnull=False).exists()


def test_it_is_taken_if_that_is_accepted(tmp_path, whole):
    path = register(tmp_path / "head.txt", FORTY[:37])
    report = run(path, accept_gone=True)
    assert report[1].startswith("created 0, changed 0, unchanged 37, marked as gone 3")
    assert Municipality.objects.filter(gone_since=date(2023, 11, 30)).count() == 3


def test_one_in_twenty_may_go_and_those_that_went_before_do_not_count(tmp_path, whole):
    run(register(tmp_path / "first.txt", FORTY[:38]))
    assert Municipality.objects.filter(gone_since=None).count() == 38
    refused(register(tmp_path / "second.txt", FORTY[:36]), "lacks 2 of the 38")
    run(register(tmp_path / "third.txt", FORTY[:37]))
    assert Municipality.objects.filter(gone_since=None).count() == 37


def test_the_first_register_lacks_nobody(tmp_path):
    make_municipality(level="region")
    run(register(tmp_path / "whole.txt", FORTY))
    assert Municipality.objects.exclude(ars="").count() == 40


# Older


def test_a_register_with_older_figures_is_refused(tmp_path, whole):
    path = register(tmp_path / "old.txt", FORTY, date="20220930", people=7)
    refused(
        path,
        r"is of 2022-09-30, with the population of 2021-12-31, but figures of 2022-12-31 are here already\. "
        r"Nothing was written; --accept-older takes it all the same\.$",
    )
    refused(path, "is of 2022-09-30", accept_gone=True)
    refused(whole, "is of 2023-11-30, with the population of 2019-06-30", population_date=date(2019, 6, 30))

    run(path, accept_older=True)

    assert set(Municipality.objects.values_list("population", "population_date")) == {(7, date(2021, 12, 31))}


def test_a_register_from_before_a_body_was_missed_is_refused(tmp_path, whole):
    run(register(tmp_path / "later.txt", FORTY[:39], date="20231231"))
    refused(whole, "is of 2023-11-30, .* but a register of 2023-12-31 has been here already")

    run(whole, accept_older=True)

    assert not Municipality.objects.exclude(gone_since=None).exists()


def test_the_same_register_and_a_newer_one_are_no_older(tmp_path, whole):
    run(whole)
    run(register(tmp_path / "newer.txt", FORTY, date="20240930", people=8))
    assert set(Municipality.objects.values_list("population", "population_date")) == {(8, date(2023, 12, 31))}
