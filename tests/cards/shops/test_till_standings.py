"""What a till asks of itself: how it stands, and what it signs for."""

from datetime import UTC, datetime, timedelta

import httpx

from services.kit.clock import wall_time
from tests.cards.factories import Town
from tests.cards.shops.staffing import Outlet


async def test_a_till_knows_its_currency_its_clock_and_who_is_signed_on(town: Town) -> None:
    shop = await Outlet(town).open()
    before = await shop.ask("/till-standing", {}, method="GET")
    assert (before["currency"], before["period"], before["has_cashiers"], before["cashier"]) == ("EUR", 1, False, None)
    assert before["timezone"] == "Europe/Athens"
    assert before["categories"] == ["5411"]
    await shop.sign_on(await shop.appoint("sell"))
    after = await shop.ask("/till-standing", {}, method="GET")
    assert after["has_cashiers"]
    assert (after["cashier"]["number"], after["cashier"]["rights"]) == (1, ["sell"])


async def test_everybody_is_told_what_tills_sign_for_and_what_time_it_is(town: Town) -> None:
    answer: httpx.Response = await town.http.get("/signing-terms")
    said = answer.json()
    assert said["origin"] == town.settings.public_url
    assert abs(datetime.fromisoformat(said["now"]).astimezone(UTC) - wall_time()) < timedelta(minutes=1)
