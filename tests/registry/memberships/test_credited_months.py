"""What a household was credited of each month, by card and to its account; what never came is not counted."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
import pytest

from services.kit.db import Connection
from services.kit.events.inbox import Outcome
from services.registry.assessing import rules
from services.registry.memberships import credited_months
from tests.clients import Client
from tests.registry import rights
from tests.rolled_back import Deliver, Events


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2026-01-31", "2026-01-31", ["2026-01-01"]),
        ("2026-11-15", "2027-02-01", ["2026-11-01", "2026-12-01", "2027-01-01", "2027-02-01"]),
        ("2026-03-01", "2026-02-28", []),
    ],
)
def test_months_are_named_by_their_first_day(first: str, last: str, months: list[str]) -> None:
    found = credited_months.months_between(date.fromisoformat(first), date.fromisoformat(last))
    assert [month.isoformat() for month in found] == months


async def test_a_credit_that_is_heard_twice_counts_once(paggaio: Client, deliver: Deliver) -> None:
    right = await rights.begun(paggaio)
    message = rights.credited(paggaio, "2026-02-01", right)
    assert [await deliver(message), await deliver(message)] == [Outcome.APPLIED, Outcome.DUPLICATE]
    (month,) = (await paggaio.get(f"/memberships/{right['id']}/course"))["credited"]
    assert month == {"month": "2026-02-01", "card_minor": 216_00, "account_minor": 0, "received_minor": 216_00}


@pytest.mark.parametrize(
    ("status", "account", "received"),
    [("open", 216_00, 0), ("instructed", 216_00, 216_00), ("returned", 216_00, 0), ("cancelled", 0, 0)],
)
async def test_an_account_share_counts_as_received_when_the_bank_pays_it(
    paggaio: Client, deliver: Deliver, connection: Connection, status: str, account: int, received: int
) -> None:
    right = await rights.begun(paggaio)
    await deliver(rights.credited(paggaio, "2026-02-01", right))
    run_id = UUID(int=7)
    await connection.execute(
        "INSERT INTO account_share_runs (id, programme, budget_line_id, currency, payout_id, heard_at) "
        "VALUES ($1, 'gmi', $1, 'EUR', $1, '2026-02-20')",
        run_id,
    )
    role = await connection.fetchval("SELECT current_user")
    await connection.execute("RESET ROLE")
    await connection.execute("ALTER TABLE account_shares DISABLE TRIGGER account_shares_keep_to_steps")
    await connection.execute(f"SET ROLE {role}")
    await connection.execute(
        "INSERT INTO account_shares (id, run_id, membership_id, household_id, month, amount_minor, status) "
        "VALUES ($1, $1, $2, $3, '2026-02-01', 21600, $4)",
        run_id,
        right["id"],
        right["household_id"],
        status,
    )
    (month,) = (await paggaio.get(f"/memberships/{right['id']}/course"))["credited"]
    assert (month["account_minor"], month["received_minor"]) == (account, 216_00 + received)


LATE = ("2026-09-10", ["2026-08-01", "2026-09-01"])
IN_GRACE = ("2026-08-15", ["2026-08-01"])


@pytest.mark.parametrize(
    ("owing", "day", "missed"),
    [("in_grace", *IN_GRACE), ("in_grace", LATE[0], []), ("always", *LATE), ("never", IN_GRACE[0], [])],
)
async def test_the_months_that_a_late_recertification_missed_are_owed_as_the_programme_says(
    paggaio: Client,
    deliver: Deliver,
    events: Events,
    monkeypatch: pytest.MonkeyPatch,
    owing: str,
    day: str,
    missed: Any,
) -> None:
    changed = [
        msgspec.structs.replace(
            each,
            term=msgspec.structs.replace(each.term, renewal="recertify", grace_days=20),
            membership=msgspec.structs.replace(each.membership, arrears_after_late_recertification=owing),
        )
        for each in rules.all_rules()
    ]
    monkeypatch.setattr(rules, "all_rules", lambda: tuple(changed))
    right, neighbour = await rights.begun(paggaio), await rights.begun(paggaio)
    for month in ("2026-07-01", "2026-08-01", "2026-09-01"):
        if month <= day:
            await deliver(rights.credited(paggaio, month, neighbour))
    paggaio.now = f"{day}T10:00:00+03:00"
    following = await rights.decide(paggaio, await rights.reapply(paggaio, right["household_id"]))
    assert (following["starts_on"], following["arrears"]) == ("2026-08-01", missed)
    assert [event for kind, event in await events() if kind.endswith("activated.v1")][-1]["arrears"] == missed
