"""Business time: the present, unless a demo or a test asks for another."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from services.kit.clock import business_time, month_of, wall_time
from services.kit.errors import Forbidden, Malformed
from services.kit.settings import Settings
from tests.databases import Urls

NOWHERE = Urls(name="none", owner="", api="", worker="")


@pytest.fixture
def settings(settings_of: Callable[..., Settings]) -> Settings:
    """A test's settings."""
    return settings_of("cards", NOWHERE)


def test_business_time_is_the_present(settings: Settings) -> None:
    for environment in ("test", "production"):
        now = business_time(msgspec.structs.replace(settings, environment=environment), None)
        assert abs(now - wall_time()) < timedelta(seconds=5)
        assert now.tzinfo is UTC


def test_a_test_may_choose_the_instant_and_it_is_kept_in_utc(settings: Settings) -> None:
    assert business_time(settings, "2026-01-31T23:30:00+02:00") == datetime(2026, 1, 31, 21, 30, tzinfo=UTC)


def test_production_refuses_another_time(settings: Settings) -> None:
    with pytest.raises(Forbidden):
        business_time(msgspec.structs.replace(settings, environment="production"), "2026-01-31T23:30:00Z")


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-01-31T23:30:00", "2026-13-01T00:00:00Z", "0001-01-01T00:00+14:00"]
)
def test_what_is_no_instant_is_malformed(settings: Settings, text: str) -> None:
    with pytest.raises(Malformed):
        business_time(settings, text)


@pytest.mark.parametrize(
    ("later", "month"),
    [(0, "2026-11-01"), (1, "2026-12-01"), (2, "2027-01-01"), (14, "2028-01-01"), (-11, "2025-12-01")],
)
def test_a_month_is_named_by_its_first_day(later: int, month: str) -> None:
    assert month_of(date(2026, 11, 30), later=later).isoformat() == month
