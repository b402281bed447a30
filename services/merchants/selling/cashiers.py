"""Cashiers: who works at an outlet's tills, and what they may do there.

merchants says who and what; the PIN is chosen at a till and is known to cards alone, which also looks at the rights.
The name is in the vault while the cashier works there, and is shredded afterwards; the number stays in tills' reports.
"""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from contracts.merchants import CashierAppointed, CashierCodeGiven, CashierEnded, CashierRight
from services.kit import audit, codes, vault
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.events import publish
from services.kit.sql import load_queries
from services.kit.web import Body, ShortText, check_version
from services.merchants.joining import merchants, terms
from services.merchants.selling import outlets

queries = load_queries(__file__)

Rights = Annotated[list[CashierRight], Meta(min_length=1, max_length=4)]


class CashierGone(Problem):
    """The cashier works there no more."""


class NewCashier(Body, frozen=True, kw_only=True):
    """Somebody who is to work at an outlet's tills."""

    name: ShortText
    rights: Rights


class ChangedRights(Body, frozen=True, kw_only=True):
    """What a cashier may do from now on."""

    rights: Rights


class Cashier(msgspec.Struct, frozen=True, kw_only=True):
    """A cashier, by the number with which they sign on."""

    id: UUID
    merchant_id: UUID
    outlet_id: UUID
    number: int
    rights: list[CashierRight]
    appointed_at: datetime
    ended_at: datetime | None
    version: int


class CashierName(msgspec.Struct, frozen=True, kw_only=True):
    """Who a cashier is."""

    id: UUID
    name: str | None
    """Forgotten when the cashier works there no more."""


class CashierCode(msgspec.Struct, frozen=True, kw_only=True):
    """A code by which a cashier chooses a PIN at a till. It is shown this once; cards keeps its digest."""

    cashier_id: UUID
    code: str
    expires_at: datetime


async def appoint(transaction: Transaction, outlet_id: UUID, new: NewCashier) -> Cashier:
    """Let somebody work at an outlet's tills. From the first one on, its tills sell only with a cashier signed on.

    Raises NotFound, OutletClosed.
    """
    outlet = await outlets.get(transaction, outlet_id)
    await merchants.take(transaction, outlet.merchant_id)
    await outlets.take_open(transaction, outlet_id)
    cashier_id, rights = uuid7(), sorted(set(new.rights))
    await transaction.execute(
        queries.insert_cashier,
        cashier_id,
        outlet.merchant_id,
        outlet_id,
        rights,
        transaction.actor_id,
        transaction.now,
    )
    await vault.seal(transaction, cashier_id, {"name": new.name})
    await audit.record(transaction, "cashier_appointed", object_type="cashier", object_ids=[cashier_id])
    return await told(transaction, cashier_id)


async def told(transaction: Transaction, cashier_id: UUID) -> Cashier:
    """Say what a cashier may do, and return the cashier."""
    cashier = await get(transaction, cashier_id)
    await publish(
        transaction,
        CashierAppointed(
            cashier_id=cashier.id,
            merchant_id=cashier.merchant_id,
            outlet_id=cashier.outlet_id,
            number=cashier.number,
            rights=cashier.rights,
        ),
    )
    return cashier


async def get(transaction: Transaction, cashier_id: UUID) -> Cashier:
    """Return a cashier of a merchant that the actor may see. Raises NotFound."""
    cashier = await transaction.fetch_struct(Cashier, queries.select_cashier, cashier_id)
    if cashier is None:
        raise NotFound(f"There is no cashier {cashier_id}.")
    await merchants.get(transaction, cashier.merchant_id)
    return cashier


async def of_merchant(
    transaction: Transaction, merchant_id: UUID, *, after: UUID | None = None, limit: int = 50
) -> list[Cashier]:
    """Return a merchant's cashiers, also former ones, one more than the limit. Raises NotFound."""
    await merchants.get(transaction, merchant_id)
    return await transaction.fetch_structs(Cashier, queries.select_cashiers, merchant_id, after, limit + 1)


async def read_name(transaction: Transaction, cashier_id: UUID) -> CashierName:
    """Return who a cashier is; who looked is kept. Raises NotFound."""
    cashier = await get(transaction, cashier_id)
    if cashier.ended_at is not None:
        return CashierName(id=cashier_id, name=None)
    fields = await vault.open_fields(transaction, cashier_id, purpose="cashier_name")
    return CashierName(id=cashier_id, name=fields["name"])


async def take_working(transaction: Transaction, cashier_id: UUID) -> Cashier:
    """Return a cashier who still works there, locked for a change. Raises NotFound, CashierGone."""
    await transaction.execute(queries.lock_cashier, cashier_id)
    cashier = await get(transaction, cashier_id)
    if cashier.ended_at is not None:
        raise CashierGone("Appoint them anew; they get another number.")
    return cashier


async def give_code(transaction: Transaction, cashier_id: UUID) -> CashierCode:
    """Make a code by which the cashier chooses a PIN; the PIN before counts no more, and its tries are given back.

    Raises NotFound, CashierGone.
    """
    await take_working(transaction, cashier_id)
    code = codes.make()
    expires_at = transaction.now + timedelta(minutes=terms.current(transaction).enrolment_code_minutes)
    given = CashierCodeGiven(cashier_id=cashier_id, code_digest=codes.hash_of(code).hex(), expires_at=expires_at)
    await publish(transaction, given)
    await audit.record(transaction, "cashier_code_given", object_type="cashier", object_ids=[cashier_id])
    return CashierCode(cashier_id=cashier_id, code=code, expires_at=expires_at)


async def change_rights(transaction: Transaction, cashier_id: UUID, changed: ChangedRights, *, version: int) -> Cashier:
    """Let a cashier do more, or less. Raises NotFound, CashierGone, Stale."""
    cashier = await take_working(transaction, cashier_id)
    check_version(cashier.version, version)
    await transaction.execute(queries.change_rights, cashier_id, sorted(set(changed.rights)))
    await audit.record(transaction, "cashier_rights_changed", object_type="cashier", object_ids=[cashier_id])
    return await told(transaction, cashier_id)


async def end(transaction: Transaction, cashier_id: UUID) -> Cashier:
    """Let a cashier work at no till any more, and forget the name. Raises NotFound, CashierGone."""
    await take_working(transaction, cashier_id)
    await transaction.execute(queries.end_cashier, cashier_id, transaction.now, transaction.actor_id)
    await publish(transaction, CashierEnded(cashier_id=cashier_id))
    await vault.shred(transaction, cashier_id)
    await audit.record(transaction, "cashier_ended", object_type="cashier", object_ids=[cashier_id])
    return await get(transaction, cashier_id)


async def end_all(transaction: Transaction, outlet_id: UUID) -> None:
    """Let nobody work at an outlet any more: it closes."""
    for row in await transaction.fetch(queries.select_working, outlet_id):
        await end(transaction, row["id"])
