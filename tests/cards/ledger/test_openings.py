"""An auditor opens every figure down to its entries, follows one holder through them, and never learns which."""

from datetime import date
from typing import Any

import pytest

from contracts import registry
from services.cards.ledger import openings
from services.kit.db import Connection, uuid7
from tests.cards.factories import OFFICER, Town

AUDITOR = "irini auditor"
WHY = "purpose=yearly_audit"


async def figures(town: Town, chosen: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await town.client.get(f"/ledger-figures?{WHY}{chosen}", by=AUDITOR)
    return found


async def entries(town: Town, chosen: str = "") -> list[dict[str, Any]]:
    """Return all pages of the chosen entries."""
    found: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = await town.client.get(f"/ledger-entries?{WHY}{chosen}{cursor}", by=AUDITOR)
        found += page["items"]
        if page.get("next") is None:
            return found
        cursor = f"&cursor={page['next']}"


async def two_households(town: Town) -> None:
    """Let two households buy, one of them twice, and one of them give a part back."""
    first = town.token
    await town.receipt(1_000)
    receipt = await town.receipt(700)
    await town.till.send(f"/payments/{receipt['id']}/refunds", b'{"amount_minor": 200}', "back")
    household = await town.enter_household(5_000)
    await town.credit(date(2026, 3, 1))
    town.token = town.tokens[household]
    await town.receipt(300)
    town.token = first


async def test_each_figure_is_the_sum_of_the_entries_that_it_is_opened_into(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openings, "PAGE", 3)
    await two_households(town)
    whole = await figures(town)
    for figure in whole:
        opened = await entries(town, f"&kind={figure['kind']}&side={figure['side']}")
        opened = [each for each in opened if each["programme"] == figure["programme"]]
        assert len(opened) == figure["entries"]
        assert sum(each["amount_minor"] for each in opened) == figure["amount_minor"]
    flows = {each["kind"]: each["amount_minor"] for each in (await town.verify())["flows"]}
    assert {each["kind"]: each["amount_minor"] for each in whole if each["amount_minor"] > 0} == flows


async def test_figures_are_narrowed_by_line_month_and_day(town: Town) -> None:
    await two_households(town)
    (spent,) = await figures(town, f"&kind=payment&side=merchant&budget_line_id={town.line_id}&month=2026-02-01")
    assert (spent["entries"], spent["amount_minor"]) == (2, 1_700)
    (of_day,) = await figures(town, "&kind=refund&side=merchant&settlement_date=2026-02-10")
    assert of_day["amount_minor"] == -200
    assert await figures(town, f"&budget_line_id={uuid7()}") == []


async def test_a_holder_is_followed_under_a_salted_id_and_never_named(town: Town, superuser: Connection) -> None:
    await two_households(town)
    opened = await entries(town, "&side=household")
    holders = [each["holder"] for each in opened if each["kind"] == "payment"]
    assert (len(holders), len(set(holders))) == (3, 2)
    assert {each["owner_id"] for each in opened} == {None}
    told = str(await entries(town))
    rows = await superuser.fetch("SELECT id, owner_id FROM wallets WHERE kind = 'household'")
    rows += await superuser.fetch("SELECT id, holder_id FROM cards")
    secret = [value for row in rows for value in row.values()]
    assert len(secret) == 8
    assert not [each for each in secret if str(each) in told]


async def test_a_transfer_about_a_holders_wallet_is_told_by_the_salted_id(town: Town) -> None:
    await town.receipt(1_000)
    closed = registry.HouseholdClosed(household_id=town.household_id, reason="moved_away", closed_on=date(2026, 2, 11))
    await town.tell(closed)
    (returned,) = await entries(town, "&kind=lot_return&side=household")
    assert returned["subject_id"] == returned["holder"]
    assert returned["subject_id"] != str(town.wallet_id)


async def test_each_look_is_kept_with_its_purpose(town: Town, superuser: Connection) -> None:
    await figures(town, f"&budget_line_id={town.line_id}")
    await entries(town)
    query = "SELECT action, object_type, purpose FROM audit_entries WHERE action IN ('figures_read', 'entries_opened')"
    assert [tuple(row) for row in await superuser.fetch(f"{query} ORDER BY id")] == [
        ("figures_read", "budget_line", "yearly_audit"),
        ("entries_opened", "ledger", "yearly_audit"),
    ]


async def test_nobody_but_an_auditor_with_a_purpose_opens_entries(town: Town) -> None:
    for path in ("/ledger-figures", "/ledger-entries"):
        assert (await town.client.refused("GET", f"{path}?{WHY}", by=OFFICER))[0] == 403
        assert (await town.client.refused("GET", path, by=AUDITOR))[0] == 400
        assert (await town.client.refused("GET", f"{path}?purpose=Not%20a%20code", by=AUDITOR))[0] == 400
    assert (await town.client.refused("GET", f"/ledger-entries?{WHY}&cursor=x", by=AUDITOR))[0] == 400
