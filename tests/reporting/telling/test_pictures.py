"""Pictures: well-formed, mirrored for Arabic, and without markup of others."""

from collections.abc import Callable

import pytest
from lxml import etree

from services.reporting.telling.pictures import WIDTH, Link, Point, bars, flow, funnel, tile_map, time_series

POINTS = [
    Point(label='<b>"A" & B</b>', value=300, shown="3.00"),
    Point(label="nobody", value=0, shown="0"),
    Point(label="few", value=None, shown="hidden"),
]
DRAWINGS: dict[str, Callable[[bool], str]] = {
    "bars": lambda rtl: bars(POINTS, rtl=rtl),
    "funnel": lambda rtl: funnel(POINTS, rtl=rtl),
    "tile map": lambda rtl: tile_map(POINTS * 3, rtl=rtl),
    "flow": lambda rtl: flow([POINTS[:1], POINTS, POINTS[1:]], [Link(start=(0, 0), end=(1, 0), value=300)], rtl=rtl),
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
    assert f"\u2068{POINTS[0].label}\u2069" in said
    assert "\u2068hidden\u2069" in said


def test_nothing_at_all_can_be_drawn() -> None:
    nothing = [Point(label="x", value=0, shown="0")]
    for picture in (bars([], rtl=False), flow([nothing, nothing], [], rtl=True), time_series([], [], "0", rtl=False)):
        etree.fromstring(picture)


def test_a_hidden_month_is_a_gap_in_its_line_and_no_zero() -> None:
    drawn = etree.fromstring(time_series(["1", "2", "3", "4"], [("x", [5, 5, None, 5])], "5", rtl=False))
    lines = [each.attrib["points"] for each in drawn.iter() if each.tag.endswith("polyline")]
    assert lines[1:] == ["38,24 204,24", "536,24 539,24"]


def test_each_link_of_a_flow_leaves_below_the_one_before_it() -> None:
    (one, two) = (Point(label="x", value=value, shown="x") for value in (100, 50))
    links = [Link(start=(0, 0), end=(1, 0), value=50), Link(start=(0, 0), end=(1, 1), value=25)]
    drawn = etree.fromstring(flow([[one], [two, two]], links, rtl=False))
    begins = [each.attrib["d"].split()[0] for each in drawn.iter() if each.tag.endswith("path")]
    assert begins == ["M24,16", "M24,91"]
