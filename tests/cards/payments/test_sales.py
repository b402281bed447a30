"""Sales: what a till may ask for, and under which category it is counted."""

import pytest

from services.cards.deciding.covering import BasketLine
from services.cards.payments.sales import SaleRequest, check_basket
from services.kit.errors import Malformed
from tests.cards.factories import Town


def test_a_basket_adds_up() -> None:
    lines = [BasketLine(category="5411", amount_minor=60), BasketLine(category="5912", amount_minor=40)]
    check_basket(SaleRequest(card_token="x" * 22, amount_minor=100, currency="EUR", basket=lines))
    with pytest.raises(Malformed):
        check_basket(SaleRequest(card_token="x" * 22, amount_minor=101, currency="EUR", basket=lines))


async def test_another_currency_than_the_cards_is_declined(town: Town) -> None:
    receipt = await town.receipt(100, currency="JOD")
    assert receipt["decline_code"] in ("merchant_refused", "currency_refused")
