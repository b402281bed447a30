"""Households that change: cards that may no longer pay are stopped at once, and nobody who may pay is without one."""

from datetime import date
from typing import Any
from uuid import UUID

from contracts import registry
from contracts.envelope import Event
from services.kit.db import uuid7
from services.kit.events.inbox import Outcome
from tests.cards.factories import DESK, OFFICER, Town

TODAY = date(2026, 3, 2)


async def told(town: Town, event: Event) -> None:
    assert await town.tell(event) is Outcome.APPLIED


async def cards_of(town: Town, holder_id: UUID) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await town.client.get(f"/cards?holder_id={holder_id}", by=DESK))["items"]
    return found


async def holder_of(town: Town) -> UUID:
    return UUID((await town.client.get(f"/cards/{town.card_id}", by=DESK))["holder_id"])


async def balance(town: Town, wallet_id: object) -> int:
    return int((await town.client.get(f"/wallets/{wallet_id}", by=DESK))["balance_minor"])


async def status(town: Town) -> str:
    return str((await town.client.get(f"/cards/{town.card_id}", by=DESK))["status"])


async def test_a_held_household_is_left_out_of_a_run_until_it_is_released(town: Town) -> None:
    hold_id = uuid7()
    held = registry.HouseholdHeld(
        hold_id=hold_id, household_id=town.household_id, reason="possible_duplicate", held_on=TODAY
    )
    await told(town, held)
    run = await town.calculate(date(2026, 3, 1))
    (left_out,) = (await town.client.get(f"/runs/{run['id']}/exclusions", by=OFFICER))["items"]
    assert left_out["reason"] == "held"
    await told(town, registry.HouseholdReleased(hold_id=hold_id, household_id=town.household_id, released_on=TODAY))
    assert (await town.calculate(date(2026, 3, 1)))["households"] == 1


async def test_a_household_held_after_the_approval_is_not_credited_and_its_account_share_not_told(town: Town) -> None:
    run = await town.calculate(date(2026, 3, 1))
    proposal = await town.client.post(f"/runs/{run['id']}/lock", by=OFFICER)
    await town.approve(proposal)
    held = registry.HouseholdHeld(
        hold_id=uuid7(), household_id=town.household_id, reason="possible_duplicate", held_on=TODAY
    )
    await told(town, held)
    await town.work()
    assert (await town.client.get(f"/runs/{run['id']}", by=OFFICER))["credited"] == 0
    line = await town.client.get(f"/budget-lines/{town.line_id}", by=OFFICER)
    assert line["available_minor"] == 978_400, "card share and account share are both back on the line"
    await town.verify()


async def test_a_new_holder_gets_a_card_and_the_former_one_is_stopped(town: Town) -> None:
    former, new = await holder_of(town), uuid7()
    changed = registry.HolderChanged(
        household_id=town.household_id, former_holder_id=former, holder_id=new, changed_on=TODAY
    )
    await told(town, changed)
    assert await status(town) == "closed"
    (card,) = await cards_of(town, new)
    assert (card["status"], card["wallet_id"]) == ("ordered", str(town.wallet_id))
    assert (await town.client.get(f"/wallets/{town.wallet_id}", by=DESK))["balance_minor"] == 10_800


async def test_the_card_of_a_person_who_died_pays_no_more(town: Town) -> None:
    await told(town, registry.PersonDied(person_id=await holder_of(town), died_on=TODAY))
    assert await status(town) == "closed"
    assert (await town.receipt(100))["status"] == "declined"


async def test_who_lives_after_all_has_a_new_card_and_the_stopped_one_stays_so(town: Town) -> None:
    holder = await holder_of(town)
    await told(town, registry.PersonDied(person_id=holder, died_on=TODAY))
    await told(town, registry.PersonDeathRevoked(person_id=holder, revoked_on=TODAY))
    assert [card["status"] for card in await cards_of(town, holder)] == ["closed", "ordered"]
    assert await balance(town, town.wallet_id) == 10_800


async def test_a_household_that_is_opened_again_is_credited_again_with_what_it_missed(town: Town) -> None:
    holder = await holder_of(town)
    await told(town, registry.HouseholdClosed(household_id=town.household_id, reason="died", closed_on=TODAY))
    ended = registry.MembershipExited(
        membership_id=town.membership_id,
        household_id=town.household_id,
        programme="gmi",
        reason="died",
        exited_on=TODAY,
    )
    await told(town, ended)
    assert await balance(town, town.wallet_id) == 0
    await told(town, registry.HouseholdReopened(household_id=town.household_id, reopened_on=TODAY))
    going_on = registry.MembershipActivated(
        membership_id=uuid7(),
        household_id=town.household_id,
        holder_id=holder,
        application_id=None,
        programme="gmi",
        currency="EUR",
        monthly_amount_minor=10_800,
        card_share_minor=10_800,
        account_share_minor=0,
        starts_on=TODAY,
        ends_on=date(2026, 7, 31),
        arrears=(date(2026, 4, 1),),
    )
    await told(town, going_on)
    await town.credit(date(2026, 5, 1))
    assert await balance(town, town.wallet_id) == 2 * 10_800
    assert [card["status"] for card in await cards_of(town, holder)] == ["closed", "ordered"]
    await town.verify()


async def test_the_cards_of_a_closed_and_of_a_merged_household_are_stopped(town: Town) -> None:
    closed = registry.HouseholdClosed(household_id=town.household_id, reason="moved_away", closed_on=TODAY)
    await told(town, closed)
    assert await status(town) == "closed"
    other = await town.enter_household(5_000)
    merged = registry.HouseholdMerged(household_id=other, into_household_id=uuid7(), merged_on=TODAY)
    await told(town, merged)
    assert await status(town) == "closed"


async def test_those_who_live_apart_get_a_wallet_and_a_card_and_the_others_keep_theirs(town: Town) -> None:
    new_holder = uuid7()
    split = registry.HouseholdSplit(
        household_id=town.household_id,
        new_household_id=uuid7(),
        new_holder_id=new_holder,
        share_basis_points=5_000,
        split_on=TODAY,
    )
    await told(town, split)
    (card,) = await cards_of(town, new_holder)
    assert card["status"] == "ordered"
    assert await balance(town, card["wallet_id"]) == 5_400
    assert await balance(town, town.wallet_id) == 5_400
    assert await status(town) == "active"
    await town.verify()


def appointment(town: Town, household_id: UUID, *, may: list[Any]) -> registry.ProxyAppointed:
    return registry.ProxyAppointed(
        proxy_id=uuid7(), household_id=household_id, person_id=uuid7(), may=may, starts_on=TODAY, ends_on=None
    )


async def test_a_proxy_who_may_shop_has_an_own_card_until_the_appointment_ends(town: Town) -> None:
    appointed = appointment(town, town.household_id, may=["shop"])
    await told(town, appointed)
    (card,) = await cards_of(town, appointed.person_id)
    assert card["wallet_id"] == str(town.wallet_id)
    ended = registry.ProxyEnded(
        proxy_id=appointed.proxy_id,
        household_id=town.household_id,
        person_id=appointed.person_id,
        ended_on=date(2026, 4, 1),
    )
    await told(town, ended)
    (card,) = await cards_of(town, appointed.person_id)
    assert card["status"] == "closed"
    assert await status(town) == "active", "the holder's own card pays on"


async def test_a_proxy_appointed_before_the_wallet_is_open_gets_a_card_with_it(town: Town) -> None:
    household_id = uuid7()
    appointed = appointment(town, household_id, may=["shop", "collect"])
    await told(town, appointed)
    assert await cards_of(town, appointed.person_id) == []
    await told(town, town.membership(household_id, 5_000))
    assert len(await cards_of(town, appointed.person_id)) == 1


async def test_a_proxy_who_may_only_collect_gets_no_card(town: Town) -> None:
    appointed = appointment(town, town.household_id, may=["collect"])
    await told(town, appointed)
    assert await cards_of(town, appointed.person_id) == []


async def test_a_household_that_is_no_more_is_credited_nothing_and_the_run_says_why(town: Town) -> None:
    run = await town.calculate(date(2026, 3, 1))
    proposal = await town.client.post(f"/runs/{run['id']}/lock", by=OFFICER)
    await town.approve(proposal)
    await told(town, registry.HouseholdClosed(household_id=town.household_id, reason="moved_away", closed_on=TODAY))
    await town.work()
    assert (await town.client.get(f"/runs/{run['id']}", by=OFFICER))["credited"] == 0
    later = await town.calculate(date(2026, 3, 1))
    for each in (run, later):
        (left_out,) = (await town.client.get(f"/runs/{each['id']}/exclusions", by=OFFICER))["items"]
        assert left_out["reason"] == "household_left"
    assert await balance(town, town.wallet_id) == 0
    await town.verify()
