"""Sales: what a till may ask for, and under which category it is counted."""

import pytest

from services.cards.deciding.covering import BasketLine
from services.cards.payments.sales import SaleRequest, check_request
from services.kit.errors import Malformed
from tests.cards.factories import DESK, PIN, Town


def test_a_basket_adds_up() -> None:
    lines = [BasketLine(category="5411", amount_minor=60), BasketLine(category="5912", amount_minor=40)]
    check_request(SaleRequest(card_token="x" * 22, amount_minor=100, currency="EUR", basket=lines))
    with pytest.raises(Malformed):
        check_request(SaleRequest(card_token="x" * 22, amount_minor=101, currency="EUR", basket=lines))


@pytest.mark.parametrize(
    ("named", "pointer"),
    [
        ({}, "/card_token"),
        ({"card_token": "x" * 22, "card_number": "417820631295", "pin": "1357"}, "/card_token"),
        ({"card_number": "417820631295"}, "/pin"),
    ],
)
def test_a_card_is_named_once_and_by_its_number_only_with_its_pin(named: dict[str, str], pointer: str) -> None:
    with pytest.raises(Malformed) as refused:
        check_request(SaleRequest(amount_minor=100, currency="EUR", **named))  # type: ignore[arg-type]
    assert refused.value.members["errors"][0].pointer == pointer


async def test_a_card_pays_by_its_printed_number_and_pin(town: Town) -> None:
    card = await town.client.get(f"/cards/{town.card_id}", by=DESK)
    by_number = {"card_token": None, "card_number": card["number"]}
    wrong = await town.receipt(100, **by_number, pin="7777")
    assert wrong["decline_code"] == "pin_wrong"
    assert (await town.receipt(100, **by_number, pin=PIN))["status"] == "captured"
    assert (await town.receipt(100, card_token=None, card_number="0" * 12, pin=PIN))["status"] == "declined"


async def test_another_currency_than_the_cards_is_declined(town: Town) -> None:
    receipt = await town.receipt(100, currency="JOD")
    assert receipt["decline_code"] in ("merchant_refused", "currency_refused")
