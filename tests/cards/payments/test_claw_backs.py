"""A shop pays once for a sale that was wrong: to the public purse or to the holder, never to both."""

from tests.cards.factories import OFFICER, Town
from tests.cards.payments.test_disputes import JUDGE, answer, dispute
from tests.cards.payments.test_refunds import refund
from tests.cards.shops.charging import clawed_back
from tests.clients import etag


async def test_what_was_clawed_back_of_a_sale_is_not_taken_of_its_shop_again(town: Town) -> None:
    payment = await town.receipt(3_000)
    charge = await clawed_back(town, 1_000, payment_id=payment["id"])
    opened = await dispute(town, payment, amount_minor=2_500)
    await answer(town, opened, "accepted")
    decision, uphold = f"/disputes/{opened['id']}/decision", {"outcome": "upheld"}
    read = await town.client.get(f"/disputes/{opened['id']}", by=JUDGE)
    upheld = await town.client.refused("POST", decision, uphold, by=JUDGE, If_Match=etag(read))
    assert upheld[:2] == (409, "clawed-back")
    more = await refund(town, payment, 2_001)
    assert (more.status_code, more.json()["type"], more.json()["left_minor"]) == (409, "/problems/clawed-back", 2_000)
    assert (await refund(town, payment, None)).json()["amount_minor"] == 2_000
    assert (await refund(town, payment, None)).json()["left_minor"] == 0
    await town.approve(
        await town.client.post(f"/charges/{charge['id']}/reversal", {"decision_number": "8"}, by=OFFICER)
    )
    assert (await refund(town, payment, None)).json()["amount_minor"] == 1_000
    held = {each["kind"]: each["balance_minor"] for each in (await town.verify())["balances"]}
    assert (held["merchant"], held["household"]) == (0, 10_800)
