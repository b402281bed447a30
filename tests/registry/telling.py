"""What was said to persons, and the events at which something is said."""

from typing import Any
from uuid import UUID, uuid4

import msgspec

from contracts.envelope import decode
from infra.embedded.processes import ROOT
from tests.clients import Client
from tests.registry import factories

ADMINISTRATOR = "petros administrator"


async def told(client: Client) -> list[dict[str, Any]]:
    """Everything that was said, the oldest first, with its text."""
    found: list[dict[str, Any]] = (await client.get("/messages", by=ADMINISTRATOR))["items"]
    return found[::-1]


async def decided(client: Client, outcome: str = "approved", **applicant: Any) -> dict[str, Any]:
    """A decided application of a household whose applicant has these fields."""
    body = factories.couple_with_two_children()
    body["members"][0]["person"] |= applicant
    case = await client.post("/applications", factories.application(await factories.household(client, body)))
    for step, by in (("recommend", ""), ("decide", "eleni supervisor")):
        path = f"/applications/{case['id']}/{step}"
        case = await client.post(path, {"outcome": outcome}, by=by, If_Match=f'"{case["version"]}"')
    decided_case: dict[str, Any] = case
    return decided_case


def event(client: Client, type: str, aggregate_id: UUID, **content: Any) -> bytes:
    """An event like the contract's example, the first of another aggregate."""
    like = decode((ROOT / "contracts" / "examples" / f"{type}.json").read_bytes())
    said = msgspec.json.decode(like.data) | content
    return msgspec.json.encode(
        msgspec.structs.replace(
            like,
            id=uuid4(),
            subject=aggregate_id,
            sequence=1,
            municipality=client.tenant.id,
            data=msgspec.Raw(msgspec.json.encode(said)),
        )
    )


def credited(client: Client, *households: str) -> bytes:
    run_id = uuid4()
    lots = [
        {
            "lot_id": str(uuid4()),
            "wallet_id": str(uuid4()),
            "household_id": household,
            "amount_minor": 18_000,
            "expires_on": "2026-07-31",
        }
        for household in households
    ]
    return event(client, "cards.benefits_credited.v1", run_id, run_id=str(run_id), month="2026-02-01", credits=lots)


def stopped(client: Client, holder_id: str, reason: str = "stolen") -> bytes:
    card_id = uuid4()
    return event(client, "cards.card_stopped.v1", card_id, card_id=str(card_id), holder_id=holder_id, reason=reason)


def expired(client: Client, household_id: str, lot_id: str) -> bytes:
    sweep_id = uuid4()
    credit = {
        "lot_id": lot_id,
        "wallet_id": str(uuid4()),
        "household_id": household_id,
        "amount_minor": 4_250,
        "expires_on": "2026-07-31",
        "month": "2026-01-01",
    }
    return event(client, "cards.lots_expired.v1", sweep_id, sweep_id=str(sweep_id), credits=[credit])


def expiring(client: Client, household_id: str, lot_id: str) -> bytes:
    notice_id = uuid4()
    credit = {
        "lot_id": lot_id,
        "wallet_id": str(uuid4()),
        "household_id": household_id,
        "amount_minor": 4_250,
        "expires_on": "2026-07-31",
    }
    return event(client, "cards.expiry_announced.v1", notice_id, notice_id=str(notice_id), credits=[credit])


def stated(client: Client, holder_id: str) -> bytes:
    """A statement on paper, like the contract's example."""
    statement_id = uuid4()
    about = {"statement_id": str(statement_id), "holder_id": holder_id}
    return event(client, "cards.wallet_statement_ordered.v1", statement_id, **about)
