"""Provisional credits: given by two people out of the line while a dispute is open, and taken back when it ends."""

from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import registry
from contracts.cards import DisputeClosed, ProvisionalCredited, ProvisionalReturned
from services.cards.payments.provisional_credits import Owed, Returning, cover
from services.kit.db import Connection, uuid7
from services.kit.events.inbox import Outcome
from tests.cards.factories import APPROVER, DESK, OFFICER, PIN, Town
from tests.cards.payments.test_dispute_decisions import decide
from tests.cards.payments.test_disputes import JUDGE, answer, balance, dispute, paid, read
from tests.cards.payments.test_refunds import refund
from tests.clients import etag


async def propose(town: Town, opened: dict[str, Any]) -> dict[str, Any]:
    path, version = f"/disputes/{opened['id']}/provisional-credit", etag(await read(town, opened))
    made: dict[str, Any] = await town.client.post(path, by=JUDGE, If_Match=version)
    return made


async def credit(town: Town, opened: dict[str, Any]) -> dict[str, Any]:
    await town.approve(await propose(town, opened))
    return await read(town, opened)


async def refused(town: Town, opened: dict[str, Any]) -> tuple[int, str]:
    path, version = f"/disputes/{opened['id']}/provisional-credit", etag(await read(town, opened))
    status, problem, _ = await town.client.refused("POST", path, by=JUDGE, If_Match=version)
    return status, problem


async def available(town: Town) -> int:
    found: int = (await town.line(town.line_id))["available_minor"]
    return found


async def said(superuser: Connection) -> list[str]:
    kinds = [ProvisionalCredited.type, ProvisionalReturned.type, DisputeClosed.type]
    rows = await superuser.fetch("SELECT type FROM outbox WHERE type = ANY ($1) ORDER BY position", kinds)
    return [row["type"] for row in rows]


async def test_a_household_has_its_money_again_until_the_shop_pays_it_back(town: Town, superuser: Connection) -> None:
    before = await available(town)
    opened = await dispute(town, await paid(town), amount_minor=1_500)
    assert (await credit(town, opened))["provisional_minor"] == 1_500
    assert (await balance(town), await available(town)) == (10_800 - 2_500, before - 1_500)
    await town.verify()
    await answer(town, opened, "accepted")
    assert (await decide(town, opened, "upheld"))["uncovered_minor"] == 0
    assert (await balance(town), await available(town)) == (10_800 - 2_500, before)
    assert await said(superuser) == [ProvisionalCredited.type, ProvisionalReturned.type, DisputeClosed.type]
    await town.verify()


async def test_what_is_spent_of_it_comes_out_of_what_the_shop_pays_back(town: Town) -> None:
    before = await available(town)
    opened = await dispute(town, await paid(town))
    await credit(town, opened)
    await town.receipt(10_000, pin=PIN)
    await answer(town, opened, "accepted")
    assert (await decide(town, opened, "upheld"))["uncovered_minor"] == 0
    assert (await balance(town), await available(town)) == (800, before)
    await town.verify()


async def test_when_the_shop_was_right_what_is_spent_is_named(town: Town) -> None:
    before = await available(town)
    opened = await dispute(town, await paid(town))
    await credit(town, opened)
    await town.receipt(10_000, pin=PIN)
    assert (await decide(town, opened, "rejected"))["uncovered_minor"] == 3_200
    assert (await balance(town), await available(town)) == (0, before - 3_200)
    balances = await town.client.get(f"/budget-lines/{town.line_id}/balances", by=APPROVER)
    assert (balances["credited_minor"], balances["spent_minor"], balances["expired_minor"]) == (14_000, 14_000, 0)
    (figures,) = await town.client.get("/dispute-figures", by=APPROVER)
    assert (figures["open_count"], figures["provisional_minor"], figures["uncovered_minor"]) == (0, 0, 3_200)
    await town.verify()


async def test_what_the_shop_gives_back_by_itself_covers_it_too(town: Town) -> None:
    before = await available(town)
    payment = await paid(town)
    opened = await dispute(town, payment)
    await credit(town, opened)
    assert (await refund(town, payment, None)).status_code == 201
    withdrawn = await town.client.post(
        f"/disputes/{opened['id']}/withdraw", by=DESK, If_Match=etag(await read(town, opened))
    )
    assert (withdrawn["uncovered_minor"], await balance(town), await available(town)) == (0, 10_800, before)
    await town.verify()


async def test_it_goes_with_its_household_and_is_found_there(town: Town) -> None:
    before = await available(town)
    opened = await dispute(town, await paid(town))
    await credit(town, opened)
    new_id = uuid7()
    event = registry.HouseholdSplit(
        household_id=town.household_id,
        new_household_id=new_id,
        new_holder_id=uuid7(),
        share_basis_points=5_000,
        split_on=date(2026, 2, 10),
    )
    assert await town.tell(event) is Outcome.APPLIED
    assert await balance(town) == 5_400
    assert (await decide(town, opened, "rejected"))["uncovered_minor"] == 0
    assert (await balance(town), await available(town)) == (3_400, before)
    await town.verify()


async def test_it_is_given_once_and_not_for_what_the_shop_has_given_back(town: Town) -> None:
    payment = await paid(town)
    opened = await dispute(town, payment, amount_minor=1_500)
    proposal = await propose(town, opened)
    assert (await refund(town, payment, 500)).status_code == 201
    body = {"payload_hash": proposal["payload_hash"]}
    path = f"/proposals/{proposal['id']}"
    status, problem, _ = await town.client.refused("POST", f"{path}/approve", body, by=APPROVER)
    assert (status, problem) == (412, "stale")
    await town.client.post(f"{path}/reject", by=APPROVER)
    assert (await credit(town, opened))["provisional_minor"] == 1_000
    assert await refused(town, opened) == (409, "credited-before")
    other = await paid(town, 300)
    disputed = await dispute(town, other)
    assert (await refund(town, other, None)).status_code == 201
    assert await refused(town, disputed) == (409, "nothing-to-credit")


async def test_a_line_without_money_credits_nothing(town: Town) -> None:
    opened = await dispute(town, await paid(town))
    target = await town.name_line()
    moving = {"to_line_id": target["id"], "amount_minor": await available(town), "decision_number": "40/2026"}
    await town.agree(f"{town.line_id}/moves", moving)
    proposal = await propose(town, opened)
    body = {"payload_hash": proposal["payload_hash"]}
    status, problem, _ = await town.client.refused("POST", f"/proposals/{proposal['id']}/approve", body, by=APPROVER)
    assert (status, problem) == (409, "insufficient-funds")


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE provisional_credits SET uncovered_minor = 4001, ended_at = now()",
        "UPDATE provisional_credits SET uncovered_minor = 0",
        "UPDATE lots SET dispute_id = NULL WHERE dispute_id IS NOT NULL",
        "UPDATE disputes SET status = 'upheld', proposal_id = id, closed_at = now()",
    ],
)
async def test_the_database_refuses_what_cannot_be_true_of_it(town: Town, superuser: Connection, edit: str) -> None:
    await credit(town, await dispute(town, await paid(town)))
    with pytest.raises(asyncpg.CheckViolationError):
        await superuser.execute(edit)


ENDS_WITH, IS_THERE = "provisional_credits_end_with_their_dispute", "nothing_is_of_what_is_gone"
EDITS = {
    "it is larger": ("UPDATE provisional_credits SET amount_minor = amount_minor + 1", ENDS_WITH),
    "it ends while its dispute is open": (
        "UPDATE provisional_credits SET ended_at = credited_at, uncovered_minor = 0",
        ENDS_WITH,
    ),
    "its dispute ends without it": (
        "UPDATE disputes SET status = 'withdrawn', closed_at = opened_at",
        ENDS_WITH,
    ),
    "nobody has agreed to it": ("UPDATE provisional_credits SET proposal_id = dispute_id", ENDS_WITH),
    "its lots are worth more": (
        "UPDATE lots SET credited_minor = credited_minor + 1 WHERE dispute_id IS NOT NULL",
        ENDS_WITH,
    ),
    "it is deleted": ("DELETE FROM provisional_credits", IS_THERE),
    "its dispute is deleted": ("DELETE FROM disputes", IS_THERE),
}


@pytest.mark.parametrize("edit", EDITS)
async def test_what_a_superuser_does_to_it_is_named(town: Town, superuser: Connection, edit: str) -> None:
    await credit(town, await dispute(town, await paid(town)))
    await town.verify()
    statement, named = EDITS[edit]
    await superuser.execute("SET session_replication_role = replica")
    await superuser.execute(statement)
    found = await town.client.get("/verify", by=OFFICER)
    assert named in {check["name"] for check in found["checks"] if check["violations"]}, edit


LINES, MONTHS = [UUID(int=1), UUID(int=2)], [date(2026, 2, 1), date(2026, 3, 1)]
MONEY = st.tuples(st.sampled_from(LINES), st.sampled_from(MONTHS), st.integers(0, 20))


@given(st.dictionaries(st.tuples(st.sampled_from(LINES), st.sampled_from(MONTHS)), st.integers(0, 20)),
       st.lists(MONEY, max_size=5), st.integers(0, 30))  # fmt: skip
def test_each_line_takes_its_own_money_and_no_more_than_came_back(
    owed: dict[tuple[UUID, date], int], restored: list[tuple[UUID, date, int]], restored_minor: int
) -> None:
    lots = [
        Returning(
            id=UUID(int=place),
            wallet_id=LINES[0],
            household_id=LINES[0],
            programme="gmi",
            budget_line_id=line,
            month=month,
            expires_on=month,
            remaining_minor=amount,
            currency="EUR",
            line_wallet_id=line,
        )
        for place, (line, month, amount) in enumerate(restored)
    ]
    found = cover(
        [Owed(budget_line_id=line, month=month, owed_minor=amount) for (line, month), amount in owed.items()],
        lots,
        restored_minor,
    )
    assert all(0 < part.remaining_minor <= lots[part.id.int].remaining_minor for part in found)
    assert sum(part.remaining_minor for part in found) <= restored_minor
    for key, amount in owed.items():
        taken = sum(part.remaining_minor for part in found if (part.budget_line_id, part.month) == key)
        there = sum(lot.remaining_minor for lot in lots if (lot.budget_line_id, lot.month) == key)
        assert taken <= min(amount, there)
        all_of_it = sum(part.remaining_minor for part in found) == restored_minor
        assert all_of_it or taken == min(amount, there)
