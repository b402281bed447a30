"""Memberships as others tell them: a wallet and a card, once."""

from datetime import date

from contracts import incubator, registry
from services.kit.db import uuid7
from services.kit.events.inbox import Outcome
from tests.cards.factories import DESK, OFFICER, Town


async def test_a_second_membership_of_a_household_shares_its_wallet(town: Town) -> None:
    event = town.membership(town.household_id, 5_000)
    assert await town.tell(event) is Outcome.APPLIED
    (card,) = (await town.client.get(f"/cards?holder_id={event.holder_id}", by=DESK))["items"]
    assert card["wallet_id"] == str(town.wallet_id)


async def test_who_trains_with_an_allowance_gets_a_wallet_and_a_card(town: Town) -> None:
    event = incubator.ParticipantEnrolled(
        enrolment_id=uuid7(),
        cohort_id=uuid7(),
        participant_id=uuid7(),
        programme="johud_training",
        currency="JOD",
        allowance_minor=60_000,
        starts_on=date(2026, 2, 1),
        ends_on=date(2026, 4, 30),
    )
    al_koura = next(each for each in town.settings.municipalities.values() if each.currency == "JOD")
    assert await town.tell(event, municipality_id=al_koura.id) is Outcome.APPLIED
    town.client.tenant = al_koura
    (card,) = (await town.client.get(f"/cards?holder_id={event.participant_id}", by=DESK))["items"]
    assert (await town.client.get(f"/wallets/{card['wallet_id']}", by=DESK))["currency"] == "JOD"


async def test_a_lifted_suspension_credits_again(town: Town) -> None:
    suspended = registry.MembershipSuspended(
        membership_id=town.membership_id,
        household_id=town.household_id,
        programme="gmi",
        reason="work_refused",
        suspended_on=date(2026, 2, 20),
    )
    await town.tell(suspended)
    assert (await town.calculate(date(2026, 3, 1)))["households"] == 0
    resumed = registry.MembershipResumed(
        membership_id=town.membership_id,
        household_id=town.household_id,
        programme="gmi",
        resumed_on=date(2026, 2, 25),
    )
    await town.tell(resumed)
    assert (await town.calculate(date(2026, 3, 1)))["households"] == 1


async def test_who_has_left_is_credited_until_the_last_day(town: Town) -> None:
    event = registry.MembershipExited(
        membership_id=town.membership_id,
        household_id=town.household_id,
        programme="gmi",
        reason="moved_away",
        exited_on=date(2026, 4, 1),
    )
    await town.tell(event)
    assert [(await town.calculate(date(2026, month, 1)))["households"] for month in (3, 4)] == [1, 0]
    assert (await town.client.send("GET", f"/wallets/{town.wallet_id}", by=OFFICER)).status_code == 403


async def test_an_extended_right_is_credited_longer(town: Town) -> None:
    assert (await town.calculate(date(2026, 8, 1)))["households"] == 0
    extension = registry.MembershipExtension(
        membership_id=town.membership_id, household_id=town.household_id, ends_on=date(2026, 8, 31)
    )
    event = registry.MembershipsExtended(
        extension_id=uuid7(), programme="gmi", decision_number="712/2026", extensions=[extension]
    )
    assert await town.tell(event) is Outcome.APPLIED
    assert (await town.calculate(date(2026, 8, 1)))["households"] == 1
