"""The map of the shops is to scale, north above, inside its frame; too many places are a list only."""

from hypothesis import given, settings
from hypothesis import strategies as st

from services.console.clients.directory import Sign
from services.console.pages.shops import DRAWN_MAX, HEIGHT_MAX, WIDTH, draw


def sign(longitude: float, latitude: float) -> Sign:
    return Sign(trade_name="Γωνιά", area="Κέντρο", bonus_basis_points=0, longitude=longitude, latitude=latitude)


def test_north_is_above_and_east_to_the_right() -> None:
    drawn = draw([sign(24.10, 40.90), sign(24.30, 40.95)])
    assert drawn is not None
    south_west, north_east = drawn.dots
    assert south_west.x < north_east.x
    assert south_west.y > north_east.y


@settings(max_examples=50)
@given(st.lists(st.tuples(st.floats(-179, 179), st.floats(-85, 85)), min_size=1, max_size=20))
def test_every_place_is_inside_the_frame(places: list[tuple[float, float]]) -> None:
    drawn = draw([sign(*place) for place in places])
    assert drawn is not None
    assert drawn.height <= HEIGHT_MAX
    assert all(0 <= dot.x <= WIDTH and 0 <= dot.y <= drawn.height for dot in drawn.dots)


def test_nothing_and_too_much_are_not_drawn() -> None:
    assert draw([]) is None
    assert draw([sign(24.1, 40.9)] * (DRAWN_MAX + 1)) is None
