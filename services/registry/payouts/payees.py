"""Payees: to whom and to which account a household's share is paid, or why it cannot be paid now.

The payee is the membership's holder. Nothing is guessed: who has no account, or lives in a household that is held or
closed, is listed with the reason and paid in a later file, once it is mended. So is who became the holder later and
whose account no second person has seen (`people/account_changes.py`).
"""

from collections.abc import Collection, Mapping
from typing import Literal
from uuid import UUID

import msgspec
from schwifty import IBAN

from services.kit import vault
from services.kit.db import Transaction
from services.kit.iso20022.transliteration import NameNotLatin, bank_name, romanised
from services.kit.sql import load_queries
from services.registry.privacy.purposes import Purpose

queries = load_queries(__file__)

Obstacle = Literal[
    "membership_unknown", "household_held", "household_closed", "holder_died", "holder_erased", "account_missing",
    "account_unconfirmed", "account_outside_sepa", "name_not_latin", "right_revoked",
]  # fmt: skip
FIELDS = frozenset({"iban", "given_name", "family_name", "given_name_latin", "family_name_latin"})
PURPOSE: Purpose = "payment"


class Payee(msgspec.Struct, frozen=True, kw_only=True):
    """Who is paid, as the bank knows the account. It lives in memory and in sealed files only."""

    person_id: UUID
    name: str
    iban: str
    bic: str | None


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """Who would be paid for a membership, and what the tables say against it."""

    membership_id: UUID
    person_id: UUID
    obstacle: Obstacle | None
    seen: bool
    """Whether two people have seen this holder's account."""


async def obstacles(transaction: Transaction, membership_ids: Collection[UUID]) -> dict[UUID, Obstacle]:
    """Return why memberships cannot be paid now, as far as it shows without opening anybody's data."""
    holders = await holders_of(transaction, membership_ids)
    found: dict[UUID, Obstacle] = dict.fromkeys(membership_ids, "membership_unknown")
    for membership_id, holder in holders.items():
        found.pop(membership_id)
        if holder.obstacle is not None:
            found[membership_id] = holder.obstacle
    return found


async def holders_of(transaction: Transaction, membership_ids: Collection[UUID]) -> dict[UUID, Holder]:
    """Return the holder of each membership that is known here; nobody's data is opened."""
    holders = await transaction.fetch_structs(Holder, queries.select_holders_of_memberships, list(membership_ids))
    held = await vault.fields_held(transaction, {holder.person_id for holder in holders}, ["iban"])
    return {holder.membership_id: _with_account(holder, held=holder.person_id in held) for holder in holders}


def _with_account(holder: Holder, *, held: bool) -> Holder:
    """Return a holder with what stands against the account, where nothing stands against the holder."""
    if holder.obstacle is None and not held:
        return msgspec.structs.replace(holder, obstacle="account_missing")
    if holder.obstacle is None and not holder.seen:
        return msgspec.structs.replace(holder, obstacle="account_unconfirmed")
    return holder


async def of_memberships(
    transaction: Transaction, membership_ids: Collection[UUID], *, sepa: bool
) -> dict[UUID, Payee | Obstacle]:
    """Return for each membership who is paid to which account, or why nobody can be. Who looked is kept."""
    holders = await holders_of(transaction, membership_ids)
    wanted = {holder.person_id for holder in holders.values() if holder.obstacle is None}
    opened = await vault.open_many(transaction, wanted, purpose=PURPOSE, only=FIELDS)
    return {membership_id: _payee(holders.get(membership_id), opened, sepa=sepa) for membership_id in membership_ids}


def _payee(holder: Holder | None, opened: Mapping[UUID, Mapping[str, str]], *, sepa: bool) -> Payee | Obstacle:
    if holder is None:
        return "membership_unknown"
    if holder.obstacle is not None:
        return holder.obstacle
    return payee_of(holder.person_id, opened.get(holder.person_id, {}), sepa=sepa)


def payee_of(person_id: UUID, fields: Mapping[str, str], *, sepa: bool) -> Payee | Obstacle:
    """Return whom a bank pays by a person's fields. In SEPA an IBAN is enough; outside, a BIC is added where known."""
    if "iban" not in fields:
        return "account_missing"
    iban = IBAN(fields["iban"], allow_invalid=True)
    if sepa and not iban.in_sepa_zone:
        return "account_outside_sepa"
    try:
        name = bank_name(spelling(fields))
    except NameNotLatin:
        return "name_not_latin"
    bic = None if sepa or iban.bic is None else str(iban.bic)
    return Payee(person_id=person_id, name=name, iban=fields["iban"], bic=bic)


def spelling(fields: Mapping[str, str]) -> str:
    """Return a person's name: in the Latin letters of the own papers where they were entered, else as it is known."""
    parts = [fields.get(f"{part}_latin") or romanised(fields.get(part, "")) for part in ("given_name", "family_name")]
    return " ".join(parts)
