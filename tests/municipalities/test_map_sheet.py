"""The projection agrees with PROJ, and the drawing of Germany with the states of the database."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from measures.management.commands import draw_states
from municipalities.map_sheet import HEIGHT, WHOLE_SHEET, WIDTH, on_sheet, points_of, state_extents
from municipalities.models import Municipality, State
from municipalities.projection import project

# Calculated with PROJ 9 (pyproj), EPSG:4326 to EPSG:4839: latitude, longitude, metres east and north.
KNOWN_POINTS = [
    (51, 10.5, 0.0, 0.0),
    (52.52, 13.4, 196665.8, 172851.0),
    (50.776, 6.083, -311078.8, -15549.6),
    (54.78, 9.43, -68918.7, 421022.2),
    (47.42, 10.98, 36261.4, -397944.4),
    (48.68, 13.15, 195100.2, -254370.8),
]


@pytest.mark.parametrize(("latitude", "longitude", "east", "north"), KNOWN_POINTS)
def test_projection_agrees_with_proj(latitude, longitude, east, north):
    assert project(latitude, longitude) == pytest.approx((east / 1000, north / 1000), abs=0.001)


def test_drawing_has_every_state_within_the_sheet():
    drawing = (Path(settings.BASE_DIR) / "static" / "germany.svg").read_text(encoding="utf-8")
    assert re.findall(r'<path id="(\w\w)"', drawing) == State.Code.values
    assert f'viewBox="0 0 {WIDTH} {HEIGHT}"' in drawing
    for extent in state_extents().values():
        assert WHOLE_SHEET.contains((extent.x, extent.y))
        assert WHOLE_SHEET.contains((extent.x + extent.width, extent.y + extent.height))


def test_munich_lies_in_bavaria_and_not_in_saxony():
    munich = on_sheet(48.137, 11.575)
    assert state_extents()["BY"].contains(munich)
    assert not state_extents()["SN"].contains(munich)


def test_places_without_coordinates_have_no_point():
    located = Municipality(latitude=48.1, longitude=11.6)
    assert points_of([Municipality(), located]) == [on_sheet(48.1, 11.6)]


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Let the command write to a folder of the test."""
    monkeypatch.setattr(draw_states, "DRAWING", tmp_path / "germany.svg")
    monkeypatch.setattr(draw_states, "EXTENTS", tmp_path / "extents.json")
    return tmp_path


def boundaries(codes):
    square = [[9.0, 51.0], [10.0, 51.0], [10.0, 52.0], [9.0, 52.0], [9.0, 51.0]]
    features = [{"id": code, "geometry": {"type": "Polygon", "coordinates": [square]}} for code in codes]
    return {"attribution": "Amt <für> Karten", "features": features}


def test_command_draws_the_boundaries(files, capsys):
    (files / "states.json").write_text(json.dumps(boundaries(State.Code.values)), encoding="utf-8")
    call_command("draw_states", files / "states.json")
    drawing = (files / "germany.svg").read_text(encoding="utf-8")
    assert drawing.count("<path id=") == 16
    assert "Amt &lt;für&gt; Karten" in drawing
    assert json.loads((files / "extents.json").read_text())["BY"] == pytest.approx([229.8, 348.9, 69.9, 112.3], abs=1)


@pytest.mark.parametrize(
    "content", ["", "[]", '{"features": [{"id": "BY"}]}', json.dumps(boundaries(["BY"]))]
)  # fmt: skip
def test_command_names_a_file_that_cannot_be_drawn(files, content):
    (files / "states.json").write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=r"states\.json"):
        call_command("draw_states", files / "states.json")
    assert not (files / "germany.svg").exists()
