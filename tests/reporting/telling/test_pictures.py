"""Pictures: well-formed, mirrored for Arabic, and without markup of others."""

from collections.abc import Callable

import pytest
from lxml import etree

from services.reporting.telling.pictures import WIDTH, Point, bars, flow, funnel, tile_map, time_series

POINTS = [
    Point(label='<b>"A" & B</b>', value=300, shown="3.00"),
    Point(label="nobody", value=0, shown="0"),
    Point(label="few", value=None, shown="hidden"),
]
DRAWINGS: dict[str, Callable[[bool], str]] = {
    "bars": lambda rtl: bars(POINTS, rtl=rtl),
    "funnel": lambda rtl: funnel(POINTS, rtl=rtl),
    "tile map": lambda rtl: tile_map(POINTS * 3, rtl=rtl),
    "flow": lambda rtl: flow([POINTS[:1], POINTS, POINTS[1:]], rtl=rtl),
    "time series": lambda rtl: time_series(["1", "2"], [("<x>", [1, 2]), ("y", [0, 3])], "3", rtl=rtl),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_picture_is_its_own_mirror_in_arabic(name: str) -> None:
    left, right = (etree.fromstring(DRAWINGS[name](rtl)) for rtl in (False, True))
    boxes = [[each for each in picture.iter() if each.tag.endswith("rect")] for picture in (left, right)]
    assert [WIDTH - int(each.attrib["x"]) - int(each.attrib["width"]) for each in boxes[0]] == [
        int(each.attrib["x"]) for each in boxes[1]
    ]
    assert [each.text for each in left.iter()] == [each.text for each in right.iter()]


@pytest.mark.parametrize("draw", [bars, funnel, tile_map])
def test_what_is_hidden_is_said_and_texts_stay_texts(draw: Callable[..., str]) -> None:
    said = [each.text for each in etree.fromstring(draw(POINTS, rtl=False)).iter() if each.text]
    assert POINTS[0].label in said
    assert "hidden" in said


def test_nothing_at_all_can_be_drawn() -> None:
    nothing = [Point(label="x", value=0, shown="0")]
    for picture in (bars([], rtl=False), flow([nothing, nothing], rtl=True), time_series([], [], "0", rtl=False)):
        etree.fromstring(picture)
