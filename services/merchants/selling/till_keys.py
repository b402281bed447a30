"""A till's next key: made by the till, agreed to by the key that it has, and counted beside that one for some hours.

No person takes part: a key that is changed every few months is worth less to whoever copies it, and nobody would ask an
office for it. A till whose key somebody else may know is stopped and enrolled anew: that one could change it too.
"""

import base64
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from contracts import till_keys
from contracts.till_signature import key_id
from services.kit import audit
from services.kit.db import Transaction
from services.kit.errors import NotFound, Problem
from services.kit.events import publish
from services.kit.sql import load_queries
from services.kit.web import Body
from services.merchants.joining import tenants, terms
from services.merchants.selling import tills
from services.merchants.selling.tills import KeyEnrolled, Till

queries = load_queries(__file__)

Signature = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{86}$(?!\n)")]


class KeyNotAgreed(Problem):
    """The till's present key and its new one have to sign the change."""

    status = 401


class TillStopped(Problem):
    """The till was stopped."""

    status = 403


class KeyChange(Body, frozen=True, kw_only=True):
    """What a till sends to change its key: the new public half, and both keys' signatures (`contracts.till_keys`)."""

    till_id: UUID
    public_key: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{43}$(?!\n)")]
    """Ed25519, 32 bytes in base64url without padding."""
    signature: Signature
    """By the key that the till has: 64 bytes in base64url without padding."""
    possession: Signature
    """By the new key."""


async def change(transaction: Transaction, wanted: KeyChange) -> Till:
    """Give a till its next key; the key before counts for some hours more. Sent again it changes nothing.

    Raises Malformed, NotFound, TillStopped, KeyNotAgreed, KeyEnrolled.
    """
    new_key = tills.read_public_key(wanted.public_key)
    municipality_id = await transaction.fetchval(queries.tenant_of_till, wanted.till_id)
    if municipality_id is None:
        raise NotFound(f"There is no till {wanted.till_id}.")
    inside = await tenants.enter(transaction, municipality_id)
    await inside.execute(tills.queries.lock_till, wanted.till_id)
    till = await inside.fetch_struct(Till, tills.queries.select_till, wanted.till_id)
    assert till is not None  # its tenant was found by it
    check(till, wanted, new_key)
    if till.public_key == wanted.public_key:
        return till
    until = inside.now + timedelta(hours=terms.current(inside).till_key_overlap_hours)
    changed = await inside.fetch_struct(Till, queries.change_key, till.id, key_id(new_key), wanted.public_key, until)
    if changed is None:
        raise KeyEnrolled("Let the till make a new key.")
    await publish(inside, tills.enrolled(changed, await inside.fetchval(queries.area_of_till, till.id)))
    await audit.record(inside, "till_key_changed", object_type="till", object_ids=[till.id])
    return changed


def check(till: Till, wanted: KeyChange, new_key: bytes) -> None:
    """Raise TillStopped, or KeyNotAgreed unless the present key has agreed and the till holds the new one.

    A till that did not hear the answer has the new key already, which then agrees to itself.
    """
    if till.status == "stopped":
        raise TillStopped("A stopped till is enrolled anew, by a code of the office.")
    agreed = [
        till_keys.agrees(till.id, new_key, public_key=key, signature=base64.urlsafe_b64decode(signature + "=="))
        for key, signature in (
            (tills.read_public_key(till.public_key), wanted.signature),
            (new_key, wanted.possession),
        )
    ]
    repeated = till.public_key == wanted.public_key
    if not (agreed[1] and (agreed[0] or repeated)):
        raise KeyNotAgreed("Sign the till's id and the new key with both keys.", till_id=till.id)
