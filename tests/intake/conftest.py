"""A folder with the small catalogue."""

import pytest

from tests.intake.catalogue_folder import write


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path, {})
