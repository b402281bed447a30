"""What a bank file pays leaves the network; what comes back is owed again."""

from datetime import date

from contracts import merchants
from services.kit.db import uuid7
from services.kit.events.inbox import Outcome
from tests.cards.factories import Town


async def owed(town: Town) -> int:
    balances = {each["kind"]: each["balance_minor"] for each in (await town.verify())["balances"]}
    return int(balances["merchant"])


async def test_a_payout_and_its_return(town: Town) -> None:
    await town.receipt(1_000)
    payout_id = uuid7()
    instructed = merchants.PayoutInstructed(
        payout_id=payout_id,
        merchant_id=town.merchant_id,
        bank_file_id=uuid7(),
        settlement_date=date(2026, 2, 10),
        currency="EUR",
        amount_minor=1_000,
    )
    assert await town.tell(instructed) is Outcome.APPLIED
    assert await owed(town) == 0
    returned = merchants.PayoutReturned(
        payout_id=payout_id, merchant_id=town.merchant_id, currency="EUR", amount_minor=1_000, reason_code="AC04"
    )
    assert await town.tell(returned) is Outcome.APPLIED
    assert await owed(town) == 1_000
