"""Tills: the devices that sell. One enrols by a code read to it in the shop, and makes its own key there."""

import base64
from datetime import datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Meta

from contracts.cards import TillBlocked
from contracts.merchants import TillEnrolled, TillStopped
from contracts.till_signature import key_id
from services.kit import audit, codes
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.events import publish
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import Body, ShortText
from services.merchants.joining import merchants, tenants, terms
from services.merchants.joining.identifiers import fault
from services.merchants.selling import cashiers, outlets
from services.merchants.selling.outlets import NewOutlet, Outlet

queries = load_queries(__file__)

TillStatus = Literal["enrolled", "stopped"]
StopReason = Literal["closed", "lost", "misused", "replaced", "stolen"]
StopCause = Literal["card_desk", "closed", "lost", "misused", "replaced", "stolen"]
"""Why a till was stopped: a reason that somebody gave here, or that the card desk was called."""
TRANSITIONS: dict[TillStatus, tuple[TillStatus, ...]] = {"enrolled": ("stopped",)}


class CodeUnknown(NotFound):
    """No till can enrol by this code."""


class CodeExpired(Problem):
    """The enrolment code is too old; ask for a new one."""


class CodeUsed(Problem):
    """The enrolment code was used by another till."""


class KeyEnrolled(Problem):
    """A till with this key is enrolled already; a till makes a new key for each enrolment."""


class MerchantTakesNoCards(Problem):
    """Tills enrol at merchants that were accepted."""


class Enrolment(Body, frozen=True, kw_only=True):
    """What a till sends to enrol: the code, and the public half of the key that it has made."""

    code: Annotated[str, Meta(min_length=codes.LENGTH, max_length=40)]
    public_key: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{43}$(?!\n)")]
    """Ed25519, 32 bytes in base64url without padding."""
    name: ShortText = "till"


class Stop(Body, frozen=True, kw_only=True):
    """Why a till is stopped, as a code: it is told to other services."""

    reason: StopReason


class EnrolmentCode(msgspec.Struct, frozen=True, kw_only=True):
    """A code for one till. It is shown this once; only its hash is kept."""

    id: UUID
    outlet_id: UUID
    code: str
    expires_at: datetime


class Till(msgspec.Struct, frozen=True, kw_only=True):
    """A till and its key."""

    id: UUID
    merchant_id: UUID
    outlet_id: UUID
    name: str
    key_id: str
    public_key: str
    status: TillStatus
    enrolled_at: datetime
    stopped_at: datetime | None
    stop_reason: StopCause | None
    former_key_until: datetime | None = None
    """Until when the key before this one counts too; none while it has its first key."""
    version: int


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """A code as its row tells."""

    id: UUID
    outlet_id: UUID
    merchant_id: UUID
    area: str
    expires_at: datetime
    till_id: UUID | None


async def give_code(transaction: Transaction, outlet_id: UUID) -> EnrolmentCode:
    """Make a code for one till at an outlet. Raises NotFound, OutletClosed, MerchantTakesNoCards."""
    outlet = await outlets.take_open(transaction, outlet_id)
    merchant = await merchants.get(transaction, outlet.merchant_id)
    if merchant.status != "accepted":
        raise MerchantTakesNoCards(f"The merchant is {merchant.status}.")
    code = codes.make()
    expires_at = transaction.now + timedelta(minutes=terms.current(transaction).enrolment_code_minutes)
    code_id = uuid7()
    await transaction.execute(
        queries.insert_code, code_id, outlet_id, codes.hash_of(code), transaction.actor_id, transaction.now, expires_at
    )
    await audit.record(transaction, "enrolment_code_given", object_type="outlet", object_ids=[outlet_id])
    return EnrolmentCode(id=code_id, outlet_id=outlet_id, code=code, expires_at=expires_at)


async def enrol(transaction: Transaction, enrolment: Enrolment) -> Till:
    """Enrol the till that sends this, at the outlet of its code; the same till may send it again.

    Raises Malformed, CodeUnknown, CodeExpired, CodeUsed, KeyEnrolled.
    """
    public_key = read_public_key(enrolment.public_key)
    municipality_id = await transaction.fetchval(queries.tenant_of_code, codes.hash_of(enrolment.code))
    if municipality_id is None:
        raise CodeUnknown("Compare the code with what the office sees, or ask for a new one.")
    inside = await tenants.enter(transaction, municipality_id)
    code = await inside.fetch_struct(Code, queries.lock_code, codes.hash_of(enrolment.code))
    assert code is not None
    if code.till_id is not None:
        return await _enrolled_before(inside, code.till_id, enrolment.public_key)
    if code.expires_at <= inside.now:
        raise CodeExpired(f"It could be used until {code.expires_at.isoformat()}.")
    till_id = uuid7()
    till = await inside.fetch_struct(
        Till,
        queries.insert_till,
        till_id,
        code.merchant_id,
        code.outlet_id,
        enrolment.name,
        key_id(public_key),
        enrolment.public_key,
        inside.now,
    )
    if till is None:
        raise KeyEnrolled("Let the till make a new key.")
    await inside.execute(queries.use_code, code.id, till_id, inside.now)
    await publish(inside, enrolled(till, code.area))
    return till


def enrolled(till: Till, area: str) -> TillEnrolled:
    """Return what others are told of a till, at its enrolment and whenever its key or area has changed."""
    return TillEnrolled(
        till_id=till.id,
        merchant_id=till.merchant_id,
        key_id=till.key_id,
        public_key=till.public_key,
        area=area,
        outlet_id=till.outlet_id,
        former_key_until=till.former_key_until,
    )


async def _enrolled_before(transaction: Transaction, till_id: UUID, public_key: str) -> Till:
    """A till that did not hear the answer asks again with its key; anybody else comes too late."""
    till = await transaction.fetch_struct(Till, queries.select_till, till_id)
    if till is None or till.public_key != public_key:
        raise CodeUsed("Each code enrols one till; ask for another.")
    return till


def read_public_key(text: str) -> bytes:
    """Return the 32 bytes of a public key. Raises Malformed."""
    try:
        content = base64.urlsafe_b64decode(text + "=")
        Ed25519PublicKey.from_public_bytes(content)
    except ValueError:
        raise fault("/public_key", "This is not an Ed25519 public key of 32 bytes in base64url.") from None
    if base64.urlsafe_b64encode(content).rstrip(b"=").decode() != text:
        raise fault("/public_key", "The last character has bits that belong to no byte.")
    return content


async def get(transaction: Transaction, till_id: UUID) -> Till:
    """Return a till of a merchant that the actor may see. Raises NotFound."""
    till = await transaction.fetch_struct(Till, queries.select_till, till_id)
    if till is None:
        raise NotFound(f"There is no till {till_id}.")
    await merchants.get(transaction, till.merchant_id)
    return till


async def of_merchant(
    transaction: Transaction, merchant_id: UUID, *, after: UUID | None = None, limit: int = 50
) -> list[Till]:
    """Return a merchant's tills, one more than the limit. Raises NotFound."""
    await merchants.get(transaction, merchant_id)
    return await transaction.fetch_structs(Till, queries.select_tills, merchant_id, after, limit + 1)


async def silent(
    transaction: Transaction, merchant_id: UUID | None = None, *, after: UUID | None = None, limit: int = 50
) -> list[Till]:
    """Return tills of accepted merchants that have sold and given back nothing for days, one more than the limit.

    One may be lost, broken or cut off; an owner sees the own ones. A till is given as many days after its enrolment.
    """
    since = transaction.now - timedelta(days=terms.current(transaction).silent_till_days)
    return await transaction.fetch_structs(
        Till,
        queries.select_silent,
        since,
        since.astimezone(transaction.municipality.zone).date(),
        None if merchants.sees_all(transaction) else transaction.actor_id,
        after,
        limit + 1,
        merchant_id,
    )


async def stop(transaction: Transaction, till_id: UUID, stopping: Stop) -> Till:
    """Stop a till for good; its next request is refused. Raises TransitionForbidden when it was stopped before."""
    await transaction.execute(queries.lock_till, till_id)
    till = await get(transaction, till_id)
    status = transition(TRANSITIONS, till.status, "stopped")
    await transaction.execute(
        queries.stop_till, till_id, status, transaction.now, transaction.actor_id, stopping.reason
    )
    await publish(transaction, TillStopped(till_id=till_id, merchant_id=till.merchant_id, reason=stopping.reason))
    await audit.record(transaction, "till_stopped", object_type="till", object_ids=[till_id])
    return await get(transaction, till_id)


async def note_block(transaction: Transaction, event: TillBlocked) -> None:
    """Keep that the card desk has stopped a till; one that was stopped here before keeps its reason."""
    await transaction.execute(queries.block_till, event.till_id, transaction.now)


async def change_outlet(transaction: Transaction, outlet_id: UUID, outlet: NewOutlet, *, version: int) -> Outlet:
    """Put an outlet right, or move it: its tills then sell in the new area. Raises what `outlets.change` does."""
    before = await outlets.get(transaction, outlet_id)
    changed = await outlets.change(transaction, outlet_id, outlet, version=version)
    if changed.area != before.area:
        selling = await transaction.fetch_structs(Till, queries.lock_tills_of_outlet, outlet_id)
        await publish(transaction, *(enrolled(till, changed.area) for till in selling))
    return changed


async def close_outlet(transaction: Transaction, outlet_id: UUID) -> Outlet:
    """Close an outlet for good, stop its tills and end its cashiers; what they sold is settled.

    Raises OutletClosed, NotFound.
    """
    closed = await outlets.close(transaction, outlet_id)
    await cashiers.end_all(transaction, outlet_id)
    for till in await transaction.fetch_structs(Till, queries.lock_tills_of_outlet, outlet_id):
        await stop(transaction, till.id, Stop(reason="closed"))
    return closed
