"""Memberships: what a household is entitled to, what has become of it, what it asks in return, and what ends soon."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Listed, Named, Proposal, fetch, fetch_all, send
from services.console.clients.registry.debts import SetOff
from services.console.clients.registry.households import SERVICE

Step = Literal["suspend", "lift", "exit", "revoke"]
Answer = Literal["agree", "refuse"]


class Membership(msgspec.Struct, frozen=True, kw_only=True):
    """A household's place in a programme, both days included; amounts are a month's."""

    id: UUID
    version: int
    application_id: UUID | None
    household_id: UUID
    holder_id: UUID
    programme: str
    state: str
    currency: str
    monthly_amount_minor: int
    card_share_minor: int
    account_share_minor: int
    starts_on: date
    ends_on: date
    exited_on: date | None = None
    continues_id: UUID | None = None
    arrears: list[date] = []


class Suspension(msgspec.Struct, frozen=True, kw_only=True):
    """From when to when nothing was paid, why, and which months were then owed."""

    reason: str
    suspended_on: date
    suspended_by: UUID
    lifted_on: date | None
    lifted_reason: str | None
    lift_proposed_by: UUID | None
    lifted_by: UUID | None
    arrears: list[date]


class Exit(msgspec.Struct, frozen=True, kw_only=True):
    """How it ended."""

    kind: str
    reason: str
    exited_on: date
    proposed_by: UUID | None
    decided_by: UUID
    still_eligible: bool | None = None
    undue_from: date | None = None


class CreditedMonth(msgspec.Struct, frozen=True, kw_only=True):
    """What was credited of a month."""

    month: date
    card_minor: int
    account_minor: int
    received_minor: int


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """All that has become of a membership, and what may become of it for which reasons."""

    membership: Membership
    allowed: list[str]
    suspension_reasons: list[str]
    lifting_reasons: list[str]
    exit_reasons: list[str]
    revocation_reasons: list[str]
    suspensions: list[Suspension]
    exit: Exit | None
    credited: list[CreditedMonth]
    set_offs: list[SetOff]

    @property
    def unclaimed(self) -> list[CreditedMonth]:
        """Return the months of which something was received and nothing is claimed back yet."""
        claimed = {month for each in self.set_offs if each.state != "lifted" for month in each.months}
        return [each for each in self.credited if each.received_minor and each.month not in claimed]


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A job that the employment service offered."""

    id: UUID
    version: int
    reference: str
    offered_on: date
    state: str
    answered_on: date | None
    refusal_reason: str | None
    justified: bool | None


class Training(msgspec.Struct, frozen=True, kw_only=True):
    """A training, and at how many of its sessions somebody was."""

    programme: str
    attended: int
    excused: int
    missed: int


class MemberObligations(msgspec.Struct, frozen=True, kw_only=True):
    """What a grown-up of the household owes and has done."""

    person_id: UUID
    work: str
    offers: list[Offer]
    trainings: list[Training]
    missing: list[str]


class Obligations(msgspec.Struct, frozen=True, kw_only=True):
    """What a household owes in return for one membership."""

    id: UUID
    refused_offers_allowed: int | None
    members: list[MemberObligations]
    suggested_suspension: str | None


class Renewal(msgspec.Struct, frozen=True, kw_only=True):
    """A membership whose last day is near or over; `last_on` is the last day to go on without a gap."""

    id: UUID
    household_id: UUID
    holder_id: UUID
    holder_name: str | None = None
    programme: str
    ends_on: date
    application_id: UUID | None
    renewal: str
    last_on: date | None
    stage: str


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why something is done: one of the programme's codes."""

    reason: str


class Revoking(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why it is taken away, whether the household meets the conditions now, and since when it had no right."""

    reason: str
    still_eligible: bool
    undue_from: date | None = None


class NewOffer(msgspec.Struct, frozen=True, kw_only=True):
    """An offer of work to somebody of the household."""

    person_id: UUID
    reference: str
    offered_on: date


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Why work is declined, and whether the rules accept that."""

    reason: str
    justified: bool


class OfferAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of an offer."""

    outcome: str
    reason: str | None = None
    justified: bool | None = None


class When(msgspec.Struct, frozen=True, kw_only=True):
    """When something of a membership's history happened, and by whom it was decided."""

    on: date
    what: str
    reason: str
    by: tuple[UUID | None, UUID | None] = (None, None)


Body = Reason | Revoking


async def list_memberships(caller: Caller, household_id: UUID) -> list[Membership]:
    """Return what a household is and was entitled to, the oldest first."""
    listed = await fetch(caller, SERVICE, "/memberships", Listed[Membership], household_id=household_id, limit=200)
    return listed.items


async def read_membership(caller: Caller, membership_id: UUID) -> Membership:
    """Return a membership."""
    return await fetch(caller, SERVICE, f"/memberships/{membership_id}", Membership)


async def read_course(caller: Caller, membership_id: UUID) -> Course:
    """Return all that has become of a membership."""
    return await fetch(caller, SERVICE, f"/memberships/{membership_id}/course", Course)


async def list_obligations(caller: Caller, household_id: UUID) -> list[Obligations]:
    """Return what a household owes in return for each membership that lasts."""
    return await fetch(caller, SERVICE, f"/households/{household_id}/obligations", list[Obligations])


async def take_step(
    caller: Caller, membership_id: UUID, step: Step, body: Body, *, form: tuple[str, int | None]
) -> Any:
    """Suspend at once, or propose what needs a second person."""
    key, version = form
    command = Command(path=f"/memberships/{membership_id}/{step}", body=body, key=key, version=version)
    return await send(caller, SERVICE, command, Any)


async def record_offer(caller: Caller, membership_id: UUID, offer: NewOffer, key: str) -> Named:
    """Note a job that was offered to somebody of the household."""
    command = Command(path=f"/memberships/{membership_id}/job-offers", body=offer, key=key)
    return await send(caller, SERVICE, command, Named)


async def answer_offer(caller: Caller, offer_id: UUID, given: OfferAnswer, *, form: tuple[str, int | None]) -> Named:
    """Note what became of an offer."""
    key, version = form
    command = Command(path=f"/job-offers/{offer_id}/answer", body=given, key=key, version=version)
    return await send(caller, SERVICE, command, Named)


async def list_oldest_proposals(caller: Caller) -> Listed[Proposal]:
    """Return the first page of what waits for a second person, the oldest first."""
    return await fetch(caller, SERVICE, "/membership-proposals", Listed[Proposal])


async def list_proposals(caller: Caller) -> list[Proposal]:
    """Return what waits for a second person about memberships and debts, the oldest first."""
    return await fetch_all(caller, SERVICE, "/membership-proposals", Proposal)


async def answer_proposal(caller: Caller, proposal_id: UUID, answer: Answer, payload_hash: str, key: str) -> Named:
    """Agree as the second person to what the page showed, or refuse it."""
    body = {"payload_hash": payload_hash} if answer == "agree" else None
    command = Command(path=f"/membership-proposals/{proposal_id}/{answer}", body=body, key=key)
    return await send(caller, SERVICE, command, Named)


async def list_renewals(caller: Caller, cursor: str | None) -> Listed[Renewal]:
    """Return whose membership ends in the next weeks, or is over and waits to be renewed."""
    return await fetch(caller, SERVICE, "/renewals", Listed[Renewal], cursor=cursor)


def happened(course: Course) -> list[When]:
    """Return what has become of a membership, the newest first."""
    found = [When(on=course.membership.starts_on, what="began", reason="")]
    for each in course.suspensions:
        found.append(When(on=each.suspended_on, what="suspended", reason=each.reason, by=(None, each.suspended_by)))
        if each.lifted_on is not None:
            by = (each.lift_proposed_by, each.lifted_by)
            found.append(When(on=each.lifted_on, what="lifted", reason=each.lifted_reason or "", by=by))
    if course.exit is not None:
        ended = course.exit
        by = (ended.proposed_by, ended.decided_by)
        found.append(When(on=ended.exited_on, what=ended.kind, reason=ended.reason, by=by))
    return sorted(found, key=lambda each: each.on)[::-1]


def people_of(course: Course) -> set[UUID | None]:
    """Return who has had to do with a membership's course."""
    return {who for each in happened(course) for who in each.by}
