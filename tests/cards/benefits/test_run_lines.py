"""Lines of a run: a right and a month each, so that owed months are paid once and by their own name."""

from datetime import date
from typing import Any

import msgspec

from contracts import registry
from services.cards.benefits import run_lines
from services.cards.benefits.run_lines import Line
from services.kit.db import uuid7
from services.kit.events.inbox import Outcome
from tests.cards.factories import DESK, Town


async def lift(town: Town, *months: date) -> None:
    """Suspend the town's household and lift it, owing these months."""
    common: dict[str, Any] = {
        "membership_id": town.membership_id,
        "household_id": town.household_id,
        "programme": "gmi",
    }
    suspended = registry.MembershipSuspended(reason="household_differs", suspended_on=date(2026, 2, 20), **common)
    assert await town.tell(suspended) is Outcome.APPLIED
    resumed = registry.MembershipResumed(resumed_on=date(2026, 5, 3), arrears=months, **common)
    assert await town.tell(resumed) is Outcome.APPLIED


async def test_owed_months_are_credited_with_the_next_run_each_under_its_own_month(town: Town) -> None:
    await lift(town, date(2026, 3, 1), date(2026, 4, 1))
    run = await town.credit(date(2026, 5, 1))
    assert (run["households"], run["card_total_minor"]) == (3, 32_400)
    lots = (await town.client.get(f"/wallets/{town.wallet_id}", by=DESK))["lots"]
    assert {lot["month"]: lot["expires_on"] for lot in lots} == {
        "2026-02-01": "2026-08-31",
        "2026-03-01": "2026-11-30",
        "2026-04-01": "2026-11-30",
        "2026-05-01": "2026-11-30",
    }
    await town.verify()


async def test_owed_months_are_credited_once(town: Town) -> None:
    await lift(town, date(2026, 3, 1))
    await town.credit(date(2026, 5, 1))
    assert (await town.calculate(date(2026, 6, 1)))["households"] == 1


async def test_a_month_that_was_credited_is_not_owed(town: Town) -> None:
    await lift(town, date(2026, 2, 1))
    assert (await town.calculate(date(2026, 5, 1)))["households"] == 1


def test_what_is_approved_depends_on_month_and_set_off() -> None:
    line = Line(
        membership_id=uuid7(),
        household_id=uuid7(),
        wallet_id=uuid7(),
        month=date(2026, 3, 1),
        card_share_minor=5,
        account_share_minor=5,
        excluded=None,
    )
    others = [
        msgspec.structs.replace(line, month=date(2026, 4, 1)),
        msgspec.structs.replace(line, set_off_minor=1),
        msgspec.structs.replace(line, card_share_minor=6),
    ]
    assert len({run_lines.hash_of([each]) for each in (line, *others)}) == 4
    assert run_lines.hash_of([line, msgspec.structs.replace(line, excluded="ended")]) == run_lines.hash_of([line])
