"""Reconciliation: the account holds what the ledger owes, or each difference has a name and a place in the sum."""

from datetime import date
from uuid import UUID

from contracts import registry
from contracts.registry import AccountShareSettled
from services.kit.db import uuid7
from services.kit.events.inbox import Outcome
from tests.cards.budgets.banking import Account, booked, instruct, send_back
from tests.cards.factories import Town

FUNDED = booked("10000.00", "2026-01-12", credit=True)


async def test_what_the_bank_has_booked_as_the_ledger_moved_it_leaves_no_difference(town: Town) -> None:
    await town.receipt(1_000)
    paid = await instruct(town, 1_000)
    account = Account(town)
    day = "2026-01-12"
    statement = await account.read(day, FUNDED, booked("10.00", day, order=paid.payout_id.hex))
    found = await account.figures(statement)
    assert (found["closing_minor"], found["difference_minor"], found["open_cases"]) == (999_000, 0, 0)
    assert await account.cases() == []
    bookings = (await town.client.get(f"/bank-statements/{statement['id']}/bookings", by="eleni auditor"))["items"]
    assert [(each["way"], each["transfers"]) for each in bookings] == [("amount", 1), ("end_to_end_id", 1)]


async def test_what_the_bank_takes_too_long_for_is_a_case_until_it_is_booked(town: Town) -> None:
    paid = await instruct(town, 1_000)
    account = Account(town)
    first = await account.read("2026-01-12", FUNDED)
    found = await account.figures(first)
    assert (found["difference_minor"], found["not_at_bank_minor"]) == (1_000, -1_000)
    await account.read("2026-01-17")
    assert await account.cases() == [], "the bank may take five days"
    await account.read("2026-01-18")
    assert await account.cases() == [("movement_unbooked", 1_000)]
    last = await account.read("2026-01-19", booked("10.00", "2026-01-19", order=paid.payout_id.hex))
    assert (await account.cases(), await account.cases("resolved")) == ([], [("movement_unbooked", 1_000)])
    assert (await account.figures(last))["difference_minor"] == 0


async def test_what_came_back_without_being_paid_was_never_at_the_bank(town: Town) -> None:
    await send_back(town, await instruct(town, 1_000))
    account = Account(town)
    await account.read("2026-01-12", FUNDED)
    statement = await account.read("2026-01-20")
    assert await account.cases() == []
    assert (await account.figures(statement))["difference_minor"] == 0


async def test_each_thing_that_the_bank_books_otherwise_has_its_name(town: Town) -> None:
    paid, other = await instruct(town, 1_000), await instruct(town, 2_000)
    day, account = "2026-01-12", Account(town)
    statement = await account.read(
        day,
        FUNDED,
        *(booked("10.00", day, order=paid.payout_id.hex) for _ in range(2)),
        booked("20.01", day, order=other.payout_id.hex),
        booked("0.55", day),
        booked("0.60", day, credit=True, reversal=True),
        booked("7.00", day, order=uuid7().hex),
    )
    assert sorted(await account.cases()) == [
        ("amount_differs", -1),
        ("booked_twice", -1_000),
        ("booking_unknown", -700),
        ("booking_unknown", -55),
        ("reversal", 60),
    ]
    assert (await account.figures(statement))["difference_minor"] == -1_696


async def test_a_whole_file_of_account_shares_is_matched_when_registry_has_told_it(town: Town) -> None:
    run = await town.credit(date(2026, 3, 1))
    bank_file_id = uuid7()
    shares = [
        AccountShareSettled(
            instruction_id=uuid7(),
            membership_id=town.membership_id,
            household_id=town.household_id,
            amount_minor=amount,
            transfer_id=uuid7(),
            bank_file_id=bank_file_id,
        )
        for amount in (4_000, 6_800)
    ]
    account = Account(town)
    day = "2026-01-12"
    statement = await account.read(day, FUNDED, booked("108.00", day, batch_id=f"{bank_file_id.hex}-1"))
    assert await account.cases() == [("booking_unknown", -10_800)]
    assert (await account.figures(statement))["not_in_ledger_minor"] == -10_800
    event = registry.AccountSharePaid(
        payout_id=uuid7(),
        run_id=UUID(run["id"]),
        programme="gmi",
        month=date(2026, 3, 1),
        currency="EUR",
        paid_on=date(2026, 1, 12),
        shares=shares,
    )
    assert await town.tell(event) is Outcome.APPLIED
    await account.look_again("2026-01-13T09:00:00+02:00")
    assert (await account.cases(), await account.cases("resolved")) == ([], [("booking_unknown", -10_800)])
    assert (await account.figures(statement))["difference_minor"] == 0


async def test_an_account_that_began_with_another_sum_is_named(town: Town) -> None:
    account = Account(town, opening_minor=5)
    statement = await account.read("2026-01-12", FUNDED)
    assert await account.cases() == [("opening_differs", 5)]
    assert (await account.figures(statement))["before_minor"] == 5


async def test_a_gap_between_statements_is_named_until_it_is_filled(town: Town) -> None:
    account = Account(town)
    await account.read("2026-01-12", FUNDED)
    between = account.content("2026-01-13", booked("0.30", "2026-01-13"))
    last = await account.read("2026-01-14")
    assert sorted(await account.cases()) == [("opening_differs", -30), ("sequence_gap", 0)]
    assert (await account.figures(last))["gaps_minor"] == -30
    assert (await account.hand_in(between)).status_code == 201
    assert await account.cases() == [("booking_unknown", -30)]
    found = await account.figures(last)
    assert (found["gaps_minor"], found["not_in_ledger_minor"]) == (0, -30)


async def test_numbers_begin_anew_with_the_year(town: Town) -> None:
    town.client.now = "2026-01-05T10:00:00+02:00"
    account = Account(town, sequence=250)
    await account.read("2025-12-31")
    account.sequence = 1
    await account.read("2026-01-02")
    assert await account.cases() == []


async def test_a_statement_that_does_not_come_is_named_by_the_clock(town: Town) -> None:
    account = Account(town)
    await account.look_again("2026-01-30T09:00:00+02:00")
    assert await account.cases() == [], "before the first one nothing is missing"
    await account.read("2026-01-12", FUNDED)
    await account.look_again("2026-01-16T09:00:00+02:00")
    assert await account.cases() == []
    await account.look_again("2026-01-17T09:00:00+02:00")
    assert await account.cases() == [("statement_missing", 0)]
    assert (await account.case("statement_missing"))["day"] == "2026-01-13"
    await account.read("2026-01-16")
    assert (await account.cases(), await account.cases("resolved")) == ([], [("statement_missing", 0)])
