"""Matches: who trades in the category, with the figures by which they are put in order."""

from uuid import UUID

from services.incubator.ventures import matches
from services.incubator.ventures.matches import Match
from tests.clients import Client
from tests.incubator import ordering
from tests.incubator.conftest import MANAGER


def match(number: int, *, below: bool = True, won: int = 0, busy: int = 0) -> Match:
    return Match(
        enterprise_id=UUID(int=number),
        trade_name="…",
        orders_open=busy,
        orders_won=won,
        public_basis_points_after=0,
        stays_below_ceiling=below,
    )


def test_who_has_had_the_fewest_orders_is_asked_first_and_who_is_above_the_ceiling_last() -> None:
    found = [match(1, won=2), match(2, below=False), match(3, won=1, busy=1), match(4, won=1), match(5, won=1)]
    assert [each.enterprise_id.int for each in sorted(found, key=matches.place_of)] == [4, 5, 3, 1, 2]


async def test_those_who_trade_in_the_category_are_named_with_why(al_koura: Client) -> None:
    enterprise = await ordering.trading(al_koura)
    await ordering.order_in(al_koura, "approved", enterprise)
    order, other = await ordering.published(al_koura), await ordering.published(al_koura, category="5812")
    (found,) = await al_koura.get(f"/service-orders/{order['id']}/matches", by=MANAGER)
    assert (found["enterprise_id"], found["orders_won"], found["orders_open"]) == (enterprise["id"], 1, 0)
    assert found["public_basis_points_after"] == 10_000
    assert found["stays_below_ceiling"]
    assert await al_koura.get(f"/service-orders/{other['id']}/matches") == []
