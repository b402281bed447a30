"""What shops are charged, as it waits for a second person: a claw-back, one that is taken back, a month's fees."""

from datetime import date, datetime

import msgspec

from services.cards.shops.fees import KIND, Charging, FeeLine
from services.kit import proposals
from services.kit.db import Context
from services.kit.proposals import Proposing
from tests.cards.factories import Town
from tests.cards.shops.charging import claw_back, clawed_back
from tests.clients import Client, person_id
from tests.journeys.approvals import Approval, Proposed, hash_of
from tests.journeys.serving import Served

BOTH = "eleni finance_officer,finance_approver"


async def begun(served: Served) -> tuple[Client, Town]:
    """A town that has sold."""
    client, state = served.client("paggaio", BOTH), served.app.state
    town = Town(http=served.http, client=client, worker=state.worker_database, settings=state.settings)
    await town.begin()
    await town.receipt(1_000)
    return client, town


async def proposed(client: Client, path: str, body: object) -> Proposed:
    proposal = await client.post(path, body)
    return client, BOTH, Approval(f"/proposals/{proposal['id']}/approve", hash_of(proposal))


async def taken(served: Served) -> Proposed:
    client, town = await begun(served)
    return await proposed(client, "/claw-backs", claw_back(town, 100))


async def reversal(served: Served) -> Proposed:
    client, town = await begun(served)
    charge = await clawed_back(town, 100)
    return await proposed(client, f"/charges/{charge['id']}/reversal", {"decision_number": "8"})


async def fees(served: Served) -> Proposed:
    """A month's fees, of a month so long ago that its days are closed whatever else has happened there."""
    client, town = await begun(served)
    line = FeeLine(merchant_id=town.merchant_id, net_minor=1_000, amount_minor=15)
    charging = Charging(
        programme="gmi",
        month=date(2024, 11, 1),
        budget_line_id=town.line_id,
        decision_number="3",
        lines=[line],
    )
    now, eleni = datetime.fromisoformat(client.now), person_id(BOTH.split()[0])
    context = Context(now=now, municipality_ids=(client.tenant.id,), actor_id=eleni)
    async with served.app.state.database.transaction(context) as transaction:
        proposing = Proposing(kind=KIND, subject_id=town.line_id, payload=charging)
        proposal = msgspec.to_builtins(await proposals.propose(transaction, proposing))
    return client, BOTH, Approval(f"/proposals/{proposal['id']}/approve", hash_of(proposal))


CHARGES = {"cards.charges": taken, "cards.charges.reversal": reversal, "cards.fees": fees}
