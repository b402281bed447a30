"""Set-offs: what was received without a right is kept back, never more than was ordered, and something is left."""

from datetime import date, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from contracts import registry
from contracts.cards import SetOffTaken
from services.cards.benefits.run_lines import Line
from services.cards.benefits.set_offs import OpenSetOff, keep_back
from services.kit.db import Context, uuid7
from services.kit.events.inbox import Outcome
from tests.cards.factories import OFFICER, Town

MARCH = date(2026, 3, 1)


def line(household_id: UUID, card: int, account: int, excluded: str | None = None) -> Line:
    return Line(
        membership_id=uuid7(),
        household_id=household_id,
        wallet_id=uuid7(),
        month=MARCH,
        card_share_minor=card,
        account_share_minor=account,
        excluded=excluded,
    )


def test_the_account_share_is_kept_back_before_the_card_share() -> None:
    household = uuid7()
    waiting = [OpenSetOff(id=uuid7(), household_id=household, open_minor=7_000)]
    ((kept,), (planned,)) = keep_back([line(household, 10_000, 6_000)], waiting, basis_points=5_000)
    assert (kept.card_share_minor, kept.account_share_minor, kept.set_off_minor) == (9_000, 0, 7_000)
    assert (planned.run_line_id, planned.amount_minor) == (kept.id, 7_000)


def test_who_is_left_out_has_nothing_kept_back() -> None:
    household = uuid7()
    waiting = [OpenSetOff(id=uuid7(), household_id=household, open_minor=7_000)]
    ((kept,), planned) = keep_back([line(household, 10_000, 0, "suspended")], waiting, basis_points=10_000)
    assert (kept.set_off_minor, planned) == (0, [])


@given(
    shares=st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), max_size=6),
    owed=st.lists(st.integers(1, 900), max_size=4),
    basis_points=st.integers(0, 10_000),
)
def test_nothing_is_lost_and_never_more_is_kept_back_than_is_open_or_allowed(
    shares: list[tuple[int, int]], owed: list[int], basis_points: int
) -> None:
    household = uuid7()
    lines = [line(household, card, account) for card, account in shares]
    waiting = [OpenSetOff(id=uuid7(), household_id=household, open_minor=each) for each in owed]
    kept, planned = keep_back(lines, waiting, basis_points=basis_points)
    for before, after in zip(lines, kept, strict=True):
        whole = before.card_share_minor + before.account_share_minor
        assert after.card_share_minor + after.account_share_minor + after.set_off_minor == whole
        assert after.set_off_minor <= whole * basis_points // 10_000
        assert after.set_off_minor == sum(each.amount_minor for each in planned if each.run_line_id == after.id)
    for set_off in waiting:
        assert sum(each.amount_minor for each in planned if each.set_off_id == set_off.id) <= set_off.open_minor


async def ordered(town: Town, amount_minor: int, set_off_id: UUID | None = None) -> UUID:
    """Order a set-off for the town's household, or say an earlier one again."""
    event = registry.SetOffOrdered(
        set_off_id=set_off_id or uuid7(),
        household_id=town.household_id,
        programme="gmi",
        currency="EUR",
        amount_minor=amount_minor,
        ordered_on=date(2026, 2, 20),
    )
    assert await town.tell(event) is Outcome.APPLIED
    return event.set_off_id


async def taken(town: Town) -> list[int]:
    """Return what cards has said to have kept back."""
    async with town.worker.transaction(Context(now=datetime.fromisoformat(town.client.now))) as transaction:
        rows = await transaction.fetch("SELECT data FROM outbox WHERE type = $1 ORDER BY position", SetOffTaken.type)
    return [each["amount_minor"] for row in rows for each in row["data"]["takings"]]


async def test_a_set_off_is_kept_back_month_by_month_until_it_is_reached(town: Town) -> None:
    await ordered(town, 15_000)
    totals = []
    for month in (3, 4, 5):
        run = await town.credit(date(2026, month, 1))
        totals.append((run["card_total_minor"], run["account_total_minor"], run["set_off_total_minor"]))
    assert totals == [(10_800, 0, 10_800), (10_800, 6_600, 4_200), (10_800, 10_800, 0)]
    assert await taken(town) == [10_800, 4_200]
    await town.verify()


async def test_a_set_off_that_was_lifted_keeps_nothing_back(town: Town) -> None:
    set_off_id = await ordered(town, 15_000)
    lifted = registry.SetOffLifted(set_off_id=set_off_id, household_id=town.household_id, lifted_on=date(2026, 2, 21))
    assert await town.tell(lifted) is Outcome.APPLIED
    assert (await town.credit(MARCH))["set_off_total_minor"] == 0


async def test_two_runs_that_both_planned_it_keep_it_back_once(town: Town) -> None:
    await ordered(town, 5_000)
    runs = [await town.calculate(date(2026, month, 1)) for month in (3, 4)]
    for run in runs:
        await town.approve(await town.client.post(f"/runs/{run['id']}/lock", by=OFFICER))
    await town.work()
    exclusions = [
        each["reason"]
        for run in runs
        for each in (await town.client.get(f"/runs/{run['id']}/exclusions", by=OFFICER))["items"]
    ]
    assert exclusions == ["set_off_changed"], "the second is calculated anew, with the whole benefit"
    assert await taken(town) == [5_000]
    await town.verify()


async def test_a_set_off_said_again_with_less_keeps_less_back_but_gives_nothing_back(town: Town) -> None:
    set_off_id = await ordered(town, 15_000)
    assert (await town.credit(MARCH))["set_off_total_minor"] == 10_800
    await ordered(town, 12_000, set_off_id)
    assert (await town.credit(date(2026, 4, 1)))["set_off_total_minor"] == 1_200
    await ordered(town, 5_000, set_off_id)
    assert (await town.credit(date(2026, 5, 1)))["set_off_total_minor"] == 0
    assert sum(await taken(town)) == 12_000
    await town.verify()
