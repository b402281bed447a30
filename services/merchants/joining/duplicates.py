"""Duplicates: merchants that look like one that is there already, as an officer has to see before verifying.

The same registration number is refused on entry. A shared account or telephone number stops the verification until an
officer has said that the two are different businesses; a similar name is only shown. Numbers are compared by their
blind indexes, so nothing is opened for it.
"""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec
from rapidfuzz import fuzz

from services.kit import audit, vault
from services.kit.db import Transaction
from services.kit.errors import NotFound, Problem, SameActor
from services.kit.iso20022.transliteration import NameNotLatin, bank_name
from services.kit.sql import load_queries
from services.kit.web import Body, ShortText
from services.merchants.joining import merchants

queries = load_queries(__file__)

Likeness = Literal["same_account", "same_phone", "similar_name"]
ALIKE_PERCENT = 90
"""Unsourced: spellings of one name in two scripts are above it in our examples, sisters' shops below."""


class DuplicateSuspected(Problem):
    """Another merchant has the same account or telephone number; say first that the two are different."""


class Ruling(Body, frozen=True, kw_only=True):
    """Why two merchants are different businesses, for whoever asks later; nothing personal."""

    reason: ShortText


class Duplicate(msgspec.Struct, frozen=True, kw_only=True):
    """A merchant that looks like the one asked for, and the officer's ruling that it is another, if there is one."""

    id: UUID
    trade_name: str
    status: merchants.MerchantStatus
    likenesses: list[Likeness]
    ruled_by: UUID | None = None
    ruled_at: datetime | None = None
    reason: str | None = None

    @property
    def blocking(self) -> bool:
        """Return whether it stops the verification."""
        return self.ruled_by is None and self.likenesses != ["similar_name"]


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What a comparison needs of each merchant."""

    id: UUID
    trade_name: str
    status: merchants.MerchantStatus
    contact_id: UUID | None
    account_ids: list[UUID]
    ruled_by: UUID | None
    ruled_at: datetime | None
    reason: str | None


async def of_merchant(transaction: Transaction, merchant_id: UUID) -> list[Duplicate]:
    """Return every merchant that looks like this one, those too that were ruled different. Raises NotFound."""
    await merchants.get(transaction, merchant_id)
    known = await transaction.fetch_structs(Known, queries.select_known, merchant_id)
    subjects = [subject for each in known for subject in (each.contact_id, *each.account_ids) if subject is not None]
    blinds = await vault.blinds_of(transaction, subjects, ["iban", "phone"])
    own = next(each for each in known if each.id == merchant_id)
    found = [(other, likenesses(own, other, blinds)) for other in known if other.id != merchant_id]
    return [
        Duplicate(
            id=other.id,
            trade_name=other.trade_name,
            status=other.status,
            likenesses=alike,
            ruled_by=other.ruled_by,
            ruled_at=other.ruled_at,
            reason=other.reason,
        )
        for other, alike in found
        if alike
    ]


def likenesses(one: Known, other: Known, blinds: dict[UUID, dict[str, bytes]]) -> list[Likeness]:
    """Return in what two merchants are alike."""

    def numbers(merchant: Known, field: str) -> set[bytes]:
        subjects = (merchant.contact_id, *merchant.account_ids)
        return {blinds[each][field] for each in subjects if each in blinds and field in blinds[each]}

    alike: list[Likeness] = []
    if numbers(one, "iban") & numbers(other, "iban"):
        alike.append("same_account")
    if numbers(one, "phone") & numbers(other, "phone"):
        alike.append("same_phone")
    if fuzz.token_sort_ratio(folded(one.trade_name), folded(other.trade_name)) >= ALIKE_PERCENT:
        alike.append("similar_name")
    return alike


def folded(name: str) -> str:
    """Return a name in Latin letters where it can be written so, without regard to case."""
    try:
        return bank_name(name).casefold()
    except NameNotLatin:
        return name.casefold()


async def refuse_unruled(transaction: Transaction, merchant_id: UUID) -> None:
    """Raise DuplicateSuspected while another merchant shares a number and nobody has ruled on it."""
    open_ids = [each.id for each in await of_merchant(transaction, merchant_id) if each.blocking]
    if open_ids:
        raise DuplicateSuspected("Compare the papers of both.", merchant_ids=[str(each) for each in open_ids])


async def dismiss(transaction: Transaction, merchant_id: UUID, other_id: UUID, ruling: Ruling) -> list[Duplicate]:
    """Say that two merchants are different businesses. Raises NotFound where nothing looks alike, SameActor."""
    merchant = await merchants.take(transaction, merchant_id)
    if merchant.owner_id == transaction.actor_id:
        raise SameActor("Somebody who does not own the merchant has to rule on it.")
    if other_id not in {each.id for each in await of_merchant(transaction, merchant_id)}:
        raise NotFound(f"Merchant {other_id} does not look like this one.")
    pair = sorted((merchant_id, other_id))
    await transaction.execute(queries.insert_ruling, *pair, ruling.reason, transaction.actor_id, transaction.now)
    await audit.record(transaction, "duplicate_dismissed", object_type="merchant", object_ids=pair)
    return await of_merchant(transaction, merchant_id)
