"""Rights as the tests need them: begun, credited, proposed about and agreed to."""

from typing import Any
from uuid import UUID, uuid4

import msgspec

from contracts.envelope import decode
from infra.embedded.processes import ROOT
from tests.clients import Client, etag
from tests.registry import factories

CASEWORKER = "maria caseworker"
SUPERVISOR = "eleni supervisor"
SECOND = "petros supervisor"
FINANCE = "fani finance_officer"
APPROVER = "aris finance_approver"


async def begun(client: Client) -> Any:
    """A right from 1 February to 31 July 2026 of 432.00 a month, half of it by card."""
    return await of_case(client, await factories.decided(client))


async def of_case(client: Client, case: dict[str, Any]) -> Any:
    """The last right of a decided application's household."""
    return (await client.get(f"/memberships?household_id={case['household_id']}"))["items"][-1]


async def reapply(client: Client, household_id: str) -> Any:
    """Another application of a household, with everything on file and assessed."""
    formed = await client.get(f"/households/{household_id}")
    return await client.post("/applications", factories.application(formed))


async def decide(client: Client, case: dict[str, Any]) -> Any:
    """Recommend and approve an assessed application; return the right that it gives."""
    path, outcome = f"/applications/{case['id']}", {"outcome": "approved"}
    moved = await client.post(f"{path}/recommend", outcome, by=CASEWORKER, If_Match=etag(case))
    return await of_case(client, await client.post(f"{path}/decide", outcome, by=SUPERVISOR, If_Match=etag(moved)))


async def suspend(client: Client, right: dict[str, Any], reason: str = "tax_discrepancy", by: str = SUPERVISOR) -> Any:
    """Suspend a right and return it."""
    path = f"/memberships/{right['id']}/suspend"
    return await client.post(path, {"reason": reason}, by=by, If_Match=etag(right))


async def propose(client: Client, right: dict[str, Any], step: str, by: str = CASEWORKER, **body: Any) -> Any:
    """Propose a step of a right and return the proposal."""
    return await client.post(f"/memberships/{right['id']}/{step}", body, by=by, If_Match=etag(right))


async def agree(client: Client, proposal: dict[str, Any], by: str = SECOND) -> Any:
    """Agree to a proposal as it stands."""
    path = f"/membership-proposals/{proposal['id']}/agree"
    return await client.post(path, {"payload_hash": proposal["payload_hash"]}, by=by)


async def take_step(client: Client, right: dict[str, Any], step: str, **body: Any) -> Any:
    """Propose a step, let another person agree, and return the right as it is then."""
    await agree(client, await propose(client, right, step, **body))
    return await client.get(f"/memberships/{right['id']}", by=CASEWORKER)


async def lift(client: Client, right: dict[str, Any]) -> Any:
    """Lift a suspension by two people and return the right."""
    return await take_step(client, right, "lift", reason="suspended_in_error")


def event(client: Client, type: str, aggregate_id: UUID, *, number: int = 1, **content: Any) -> bytes:
    """An event like the contract's example, the n-th of another aggregate."""
    like = decode((ROOT / "contracts" / "examples" / f"{type}.json").read_bytes())
    data = msgspec.Raw(msgspec.json.encode(msgspec.json.decode(like.data) | content))
    told = {"id": uuid4(), "subject": aggregate_id, "sequence": number, "municipality": client.tenant.id, "data": data}
    return msgspec.json.encode(msgspec.structs.replace(like, **told))


def credited(client: Client, month: str, *rights: dict[str, Any]) -> bytes:
    """What cards says when it has credited a month's card shares."""
    run_id = uuid4()
    lots = [
        {
            "lot_id": str(uuid4()),
            "wallet_id": str(uuid4()),
            "household_id": right["household_id"],
            "amount_minor": right["card_share_minor"],
            "expires_on": "2027-12-31",
        }
        for right in rights
    ]
    return event(
        client,
        "cards.benefits_credited.v1",
        run_id,
        run_id=str(run_id),
        programme="gmi",
        currency="EUR",
        month=month,
        credits=lots,
    )
