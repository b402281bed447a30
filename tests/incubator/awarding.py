"""Awards over HTTP and events: planned, set aside, shown, accepted and paid, in Al-Koura's dinars."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from contracts.cards import CommitmentRefused, FundsCommitted, GrantCredited
from contracts.merchants import MerchantAccepted, PayoutInstructed, PayoutPaid, PayoutReturned
from services.kit.db import uuid7
from services.kit.events.inbox import Outcome
from tests.clients import Client, etag, expect
from tests.incubator import factories, sub_grants
from tests.incubator.conftest import MANAGER, REVIEWERS
from tests.incubator.hearing import message
from tests.rolled_back import Deliver

AMOUNT = 5_000_000
"""5,000.000 dinars."""
REQUEST = {"amount_minor": AMOUNT, "total_minor": 6_000_000, "country": "JO"}
LINE = "0190d000-0000-7000-8000-0000000000b1"


def milestone(amount_minor: int, due_on: str = "2026-06-30", **fields: Any) -> dict[str, Any]:
    """What is shown with an invoice."""
    return {"title": "آلات الخياطة", "due_on": due_on, "amount_minor": amount_minor, "evidence": ["invoice"]} | fields


def schedule(*amounts: int, **fields: Any) -> dict[str, Any]:
    """Milestones with these tranches: a third and the rest unless given."""
    tranches = amounts or (1_500_000, 3_500_000)
    return {"ends_on": "2026-12-31", "milestones": [milestone(each) for each in tranches]} | fields


async def awarded(client: Client) -> Any:
    """An application of the second call that was awarded what it asked for."""
    a_call = await factories.call(client, preset="johud_second_call")
    answers = {"project": "مشغل", "applicants": "مريم"}
    application = await factories.draft(client, a_call, answers=answers, request=REQUEST)
    expect(await sub_grants.upload(client, application, "letter_of_support"), 201)
    for name in ("submit", "start_screening", "start_review"):
        application = await factories.step(client, application, "applications", name)
    for review, name in zip(await factories.assigned(client, application), REVIEWERS, strict=True):
        scores = {"scores": {"relevance": 4, "feasibility": 4}}
        await client.put(f"/reviews/{review['id']}", scores, by=name, If_Match=etag(review))
    application = await factories.step(client, application, "applications", "close_review")
    await factories.decide(client, application)
    return await client.get(f"/applications/{application['id']}")


async def planned(client: Client, *amounts: int) -> Any:
    """An award whose milestones are written down."""
    application = await awarded(client)
    body = schedule(*amounts) | {"application_id": application["id"], "budget_line_id": LINE}
    return await client.post("/awards", body)


async def agreed(client: Client, path: str, resource: Any, body: Any = None) -> Any:
    """Something that one person proposes and another agrees to."""
    proposal = await client.post(path, body, If_Match=etag(resource))
    approve = f"/award-proposals/{proposal['id']}/approve"
    return await client.post(approve, {"payload_hash": proposal["payload_hash"]}, by=MANAGER)


async def committing(client: Client, *amounts: int) -> Any:
    """An award that two people have agreed to, before cards has answered."""
    award = await planned(client, *amounts)
    await agreed(client, f"/awards/{award['id']}/commitments", award)
    return await client.get(f"/awards/{award['id']}")


async def committed(client: Client, deliver: Deliver, *amounts: int) -> Any:
    """An award whose money cards has set aside."""
    award = await committing(client, *amounts)
    told = message(FundsCommitted.type, client, commitment_id=str(uuid7()), award_id=award["id"])
    assert [await deliver(told), await deliver(told)] == [Outcome.APPLIED, Outcome.DUPLICATE]
    return await client.get(f"/awards/{award['id']}")


async def refused(client: Client, deliver: Deliver, award: Any) -> Outcome:
    """cards could not set the money aside."""
    told = message(CommitmentRefused.type, client, commitment_id=str(uuid7()), award_id=award["id"])
    outcome = await deliver(told)
    assert await deliver(told) is Outcome.DUPLICATE
    return outcome


async def milestones_of(client: Client, award: Any) -> Sequence[Any]:
    """The award's milestones in their order."""
    found: Sequence[Any] = await client.get(f"/awards/{award['id']}/milestones")
    return found


async def shown(client: Client, a_milestone: Any, kind: str = "invoice") -> Any:
    """A paper for a milestone."""
    body = {"kind": kind, "reference": "فاتورة 17", "sha256": sha256(kind.encode()).hexdigest()}
    return await client.post(f"/milestones/{a_milestone['id']}/evidence", body)


async def reported(client: Client, a_milestone: Any) -> Any:
    """A milestone that was reported with its paper."""
    await shown(client, a_milestone)
    return await client.post(f"/milestones/{a_milestone['id']}/report", If_Match=etag(a_milestone))


async def accepted(client: Client, a_milestone: Any) -> Any:
    """A milestone that two people have accepted."""
    told = await reported(client, a_milestone)
    await agreed(client, f"/milestones/{told['id']}/acceptances", told)
    return await client.get(f"/milestones/{told['id']}")


async def merchant_of(client: Client, deliver: Deliver, award: Any) -> str:
    """The enterprise of the award, accredited, and the merchant that it became."""
    founded = await client.post(
        "/enterprises", {"application_id": award["application_id"], "trade_name": "مشغل الكورة"}
    )
    merchant_id = str(uuid7())
    accredited = await factories.accredited(client, await factories.registered_as(client, founded))
    told = message(MerchantAccepted.type, client, merchant_id=merchant_id, enterprise_id=accredited["id"])
    assert await deliver(told) is Outcome.APPLIED
    return merchant_id


async def payable(client: Client, deliver: Deliver, *amounts: int) -> tuple[Any, Sequence[Any]]:
    """An award whose first milestone is accepted and whose payee was verified long enough ago."""
    award = await committed(client, deliver, *amounts)
    first, *others = await milestones_of(client, award)
    await merchant_of(client, deliver, award)
    await client.post(f"/awards/{award['id']}/payee-checks", {"method": "called_back"})
    client.now = "2026-02-09T10:00:00+03:00"
    return award, [await accepted(client, first), *others]


async def released(client: Client, a_milestone: Any) -> Any:
    """The milestone's money on its way."""
    return await client.post(f"/milestones/{a_milestone['id']}/tranches", by=MANAGER)


async def credited(client: Client, deliver: Deliver, tranche: Any) -> Outcome:
    """cards has credited the merchant."""
    about = {"grant_id": str(uuid7()), "award_id": tranche["award_id"], "tranche_id": tranche["id"]}
    told = message(GrantCredited.type, client, **about)
    outcome = await deliver(told)
    assert await deliver(told) is Outcome.DUPLICATE
    return outcome


async def instructed(client: Client, deliver: Deliver, *tranches: Any) -> str:
    """A payout that pays these tranches."""
    payout_id = str(uuid7())
    ids = [each["id"] for each in tranches]
    told = message(PayoutInstructed.type, client, payout_id=payout_id, tranche_ids=ids)
    assert await deliver(told) is Outcome.APPLIED
    return payout_id


async def paid(client: Client, deliver: Deliver, payout_id: str) -> None:
    """The bank has paid a payout."""
    assert await deliver(message(PayoutPaid.type, client, sequence=2, payout_id=payout_id)) is Outcome.APPLIED


async def came_back(client: Client, deliver: Deliver, payout_id: str, *, sequence: int) -> None:
    """The bank did not pay a payout, or sent it back."""
    told = message(PayoutReturned.type, client, sequence=sequence, payout_id=payout_id, reason_code="AC04")
    assert await deliver(told) is Outcome.APPLIED


async def tranches_of(client: Client, award: Any) -> list[tuple[str, str | None]]:
    """State and reason of each tranche of an award."""
    found = await client.get(f"/awards/{award['id']}/tranches")
    return [(each["state"], each["reason_code"]) for each in found]
