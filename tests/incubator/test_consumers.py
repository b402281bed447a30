"""What the incubator hears, delivered twice as the network may."""

from typing import Any

import pytest

from contracts.cards import CommitmentRefused, FundsCommitted, GrantCredited
from contracts.merchants import MerchantAccepted, PayoutPaid, PayoutReturned
from contracts.registry import PersonErased
from services.incubator.consumers import HANDLERS
from services.kit.db import Connection, uuid7
from services.kit.events.inbox import Outcome
from tests.clients import Client
from tests.incubator import factories
from tests.incubator.conftest import execute_as
from tests.incubator.hearing import example, message
from tests.rolled_back import Deliver

ABOUT_AWARDS = {FundsCommitted, CommitmentRefused, GrantCredited, PayoutPaid, PayoutReturned}
"""What is told of awards that are here, or after something else: granting/test_tranches.py."""


@pytest.mark.parametrize("event", [each for each in HANDLERS if each not in ABOUT_AWARDS], ids=lambda event: event.type)
async def test_the_contract_s_example_is_applied_once_of_two_deliveries(
    al_koura: Client, deliver: Deliver, event: Any
) -> None:
    assert await deliver(example(event.type)) is Outcome.APPLIED
    assert await deliver(example(event.type)) is Outcome.DUPLICATE


async def test_an_enterprise_is_marked_as_the_merchant_it_became(al_koura: Client, deliver: Deliver) -> None:
    enterprise = await factories.enterprise_in(al_koura, "trading")
    merchant_id = str(uuid7())
    accepted = message(MerchantAccepted.type, al_koura, merchant_id=merchant_id, enterprise_id=enterprise["id"])
    assert [await deliver(accepted), await deliver(accepted)] == [Outcome.APPLIED, Outcome.DUPLICATE]
    marked = await al_koura.get(f"/enterprises/{enterprise['id']}")
    assert (marked["merchant_id"], marked["version"]) == (merchant_id, enterprise["version"] + 1)


@pytest.mark.parametrize("case", ["unknown", "not_accredited", "other_tenant"])
async def test_a_merchant_that_is_no_enterprise_of_ours_is_a_dead_letter(
    al_koura: Client, paggaio: Client, connection: Connection, deliver: Deliver, case: str
) -> None:
    state = "registered" if case == "not_accredited" else "trading"
    enterprise = await factories.enterprise_in(al_koura, state)
    enterprise_id = str(uuid7()) if case == "unknown" else enterprise["id"]
    tenant = paggaio if case == "other_tenant" else al_koura
    accepted = message(MerchantAccepted.type, tenant, merchant_id=str(uuid7()), enterprise_id=enterprise_id)
    assert await deliver(accepted) is Outcome.DEAD
    assert (await al_koura.get(f"/enterprises/{enterprise['id']}"))["merchant_id"] is None
    await connection.execute("RESET ROLE")
    (letter,) = await connection.fetch("SELECT reason, problem FROM dead_letters")
    assert (letter["reason"], letter["problem"]) == (
        "refused",
        "not-accredited" if case == "not_accredited" else "not-found",
    )


async def test_an_erased_person_s_data_is_shredded_and_the_figures_stay(
    al_koura: Client, connection: Connection, deliver: Deliver
) -> None:
    application = await factories.scored(al_koura)
    person_id = application["applicant_id"]
    assert await deliver(message(PersonErased.type, al_koura, person_id=person_id)) is Outcome.APPLIED
    assert (await al_koura.refused("GET", f"/persons/{person_id}"))[:2] == (404, "person-erased")
    assert (await al_koura.get(f"/applications/{application['id']}/answers"))["answers"] == {}
    assert (await al_koura.get(f"/applications/{application['id']}"))["score_basis_points"] == 9_000
    left = await connection.fetchval("SELECT count(*) FROM vault_fields WHERE subject_id = $1", person_id)
    blind = await connection.fetchval("SELECT national_number_blind FROM persons WHERE id = $1", person_id)
    assert (left, blind) == (0, None)
    await execute_as("api", connection, "SELECT 1")
