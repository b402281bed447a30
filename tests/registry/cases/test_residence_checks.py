"""Who lives elsewhere is not approved; where the rules want it, somebody has to have looked."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest
from litestar import Litestar

from services.kit.db import Connection, Context
from services.registry.assessing.procedure_rules import Procedure
from services.registry.assessing.rules import rules_on
from services.registry.cases import residence_checks
from services.registry.cases.residence_checks import ResidenceUnconfirmed
from tests.clients import Client, etag, person_id
from tests.registry import factories
from tests.registry.walking import COMMANDS, reach, take


async def check(client: Client, case: Any, outcome: str, method: str = "visit", on: str = "2026-01-12") -> Any:
    """Record a check, expecting success."""
    body = {"outcome": outcome, "method": method, "checked_on": on}
    return await client.post(f"/applications/{case['id']}/residence-checks", body)


async def test_a_check_is_recorded_with_method_day_and_name(paggaio: Client) -> None:
    case = await factories.assessed(paggaio)
    recorded = await check(paggaio, case, "lives_here", "register", "2026-01-09")
    assert (recorded["outcome"], recorded["method"]) == ("lives_here", "register")
    assert (recorded["checked_on"], recorded["recorded_by"]) == ("2026-01-09", str(person_id("maria")))
    assert (await paggaio.get(f"/applications/{case['id']}"))["residence_checks"] == [recorded]


@pytest.mark.parametrize("outcome", ["lives_elsewhere", "not_found"])
async def test_nobody_approves_a_household_that_was_not_found_here(paggaio: Client, outcome: str) -> None:
    case = await factories.assessed(paggaio)
    await check(paggaio, case, "lives_here")
    await check(paggaio, case, outcome)
    refused = await COMMANDS["recommend approval"].send(paggaio, case)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/residence-unconfirmed")
    assert refused.json()["last_outcome"] == outcome
    assert (await COMMANDS["recommend rejection"].send(paggaio, case)).status_code == 201


async def test_the_last_check_counts_at_the_decision_too(paggaio: Client) -> None:
    case = await reach(paggaio, "recommended")
    await check(paggaio, case, "lives_elsewhere")
    refused = await COMMANDS["approve"].send(paggaio, case)
    assert refused.json()["type"] == "/problems/residence-unconfirmed"
    await check(paggaio, case, "lives_here")
    assert (await take(paggaio, case, "approve"))["state"] == "approved"


async def test_where_the_rules_want_a_check_there_is_no_approval_without_one(paggaio: Client, app: Litestar) -> None:
    case = await factories.assessed(paggaio)
    gmi = rules_on(datetime(2026, 1, 12, tzinfo=UTC).date(), "gmi")
    assert gmi is not None
    strict = msgspec.structs.replace(gmi, procedure=Procedure(residence_check=True))
    context = Context(now=datetime(2026, 1, 12, 8, tzinfo=UTC), municipality_ids=(paggaio.tenant.id,))
    application_id = UUID(case["id"])
    async with app.state.worker_database.transaction(context) as transaction:
        await residence_checks.require(transaction, application_id, gmi)
        with pytest.raises(ResidenceUnconfirmed):
            await residence_checks.require(transaction, application_id, strict)
    await check(paggaio, case, "lives_here")
    async with app.state.worker_database.transaction(context) as transaction:
        await residence_checks.require(transaction, application_id, strict)


async def test_a_check_of_tomorrow_or_of_a_closed_case_is_refused(paggaio: Client, al_koura: Client) -> None:
    case = await factories.assessed(paggaio)
    path = f"/applications/{case['id']}/residence-checks"
    body = {"outcome": "lives_here", "method": "visit", "checked_on": "2026-01-13"}
    status, _, problem = await paggaio.refused("POST", path, body)
    assert (status, problem["errors"][0]["pointer"]) == (400, "/checked_on")
    today = body | {"checked_on": "2026-01-12"}
    assert (await al_koura.refused("POST", path, today))[0] == 404
    await paggaio.post(f"/applications/{case['id']}/withdraw", If_Match=etag(case))
    assert (await paggaio.refused("POST", path, today))[:2] == (409, "case-closed")


async def test_the_database_writes_a_check_once(paggaio: Client, connection: Connection) -> None:
    await check(paggaio, await factories.assessed(paggaio), "not_found")
    await connection.execute("RESET ROLE")
    with pytest.raises(Exception, match="written once"):
        await connection.execute("UPDATE residence_checks SET outcome = 'lives_here'")
