"""Commitments: an award's money leaves its line when it is promised, and comes to the merchant tranche by tranche."""

from typing import Any
from uuid import UUID

import pytest

from contracts.incubator import AwardClosed, AwardCommitted, TrancheReleased
from services.kit.db import uuid7
from services.kit.events.inbox import Outcome
from tests.cards.budgets.test_line_balances import balances
from tests.cards.factories import OFFICER, Town


def award_of(town: Town, **changes: Any) -> AwardCommitted:
    known: dict[str, Any] = {
        "award_id": uuid7(),
        "application_id": uuid7(),
        "budget_line_id": town.line_id,
        "currency": "EUR",
    }
    return AwardCommitted(**(known | {"amount_minor": 5_000} | changes))


def tranche_of(town: Town, award: AwardCommitted, amount_minor: int) -> TrancheReleased:
    return TrancheReleased(
        tranche_id=uuid7(),
        award_id=award.award_id,
        merchant_id=town.merchant_id,
        currency="EUR",
        amount_minor=amount_minor,
    )


async def commitments(town: Town, line_id: UUID | str) -> list[tuple[str, int, int]]:
    found = (await town.client.get(f"/budget-lines/{line_id}/commitments", by=OFFICER))["items"]
    return [(each["state"], each["amount_minor"], each["credited_minor"]) for each in found]


async def test_an_award_is_set_aside_paid_in_tranches_and_closed(town: Town) -> None:
    before = await balances(town, town.line_id)
    award = award_of(town)
    assert await town.tell(award) is Outcome.APPLIED
    aside = await balances(town, town.line_id)
    assert before["available"] - aside["available"] == aside["reserved"] - before["reserved"] == 5_000
    for amount in (1_500, 500):
        assert await town.tell(tranche_of(town, award, amount)) is Outcome.APPLIED
    assert await commitments(town, town.line_id) == [("committed", 5_000, 2_000)]
    assert (await balances(town, town.line_id))["awarded"] == 2_000
    await town.verify()
    beyond = tranche_of(town, award, 3_001)
    assert await town.tell(beyond) is Outcome.DEAD
    closed = AwardClosed(
        award_id=award.award_id,
        currency="EUR",
        freed_minor=3_000,
        recovered_minor=400,
        merchant_id=town.merchant_id,
    )
    assert await town.tell(closed) is Outcome.APPLIED
    after = await balances(town, town.line_id)
    assert (after["awarded"], after["reserved"]) == (1_600, before["reserved"])
    assert after["available"] == before["available"] - 1_600
    assert await commitments(town, town.line_id) == [("ended", 5_000, 2_000)]
    assert await town.tell(tranche_of(town, award, 1)) is Outcome.DEAD
    await town.verify()


@pytest.mark.parametrize("case", ["line_unknown", "line_closed", "wrong_purpose", "line_too_small", "wrong_currency"])
async def test_what_cannot_be_set_aside_moves_nothing(town: Town, case: str) -> None:
    lines: dict[str, UUID] = {"line_unknown": uuid7()}
    if case == "line_closed":
        lines[case] = UUID((await town.name_line())["id"])
    if case == "wrong_purpose":
        lines[case] = await town.open_line("bonus", 10_000)
    amount = 100_000_000 if case == "line_too_small" else 5_000
    currency = "JOD" if case == "wrong_currency" else "EUR"
    line_id = lines.get(case, town.line_id)
    before = await town.verify()
    award = award_of(town, budget_line_id=line_id, amount_minor=amount, currency=currency)
    assert await town.tell(award) is Outcome.APPLIED
    assert await town.verify() == before
    if case != "line_unknown":
        assert await commitments(town, line_id) == []
    said = [each async for each in refusals(town)]
    assert said == [case]


async def refusals(town: Town) -> Any:
    async with town.worker.pool.acquire() as connection:
        for row in await connection.fetch(
            "SELECT data ->> 'reason' AS reason FROM outbox WHERE type = 'cards.commitment_refused.v1'"
        ):
            yield row["reason"]


async def test_a_tranche_waits_for_its_award_and_its_merchant(town: Town) -> None:
    award = award_of(town)
    assert await town.tell(tranche_of(town, award, 1)) is Outcome.RETRY
    await town.tell(award)
    assert await town.tell(award_of(town, award_id=award.award_id)) is Outcome.DEAD
