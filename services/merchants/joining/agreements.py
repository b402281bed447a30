"""Agreements: the paper on which a merchant joins, in its version, with the bytes that were signed.

The text of each version is data (`rules/agreements.toml`) and is never changed afterwards: another text is another
version. The owner signs online by quoting the hash of the PDF; an officer may note a signature on the printed paper.
"""

import hashlib
import tomllib
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from services.kit import audit, files, pdf
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.files import FileContent
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import Body
from services.merchants.joining import merchants, terms
from services.merchants.joining.identifiers import fault
from services.merchants.joining.merchants import Merchant

queries = load_queries(__file__)

RULES = Path(__file__).parent.parent / "rules" / "agreements.toml"
PAPER = Path(__file__).with_name("agreement.typ")

Language = Literal["ar", "el", "en"]
AgreementStatus = Literal["offered", "signed", "withdrawn"]
TRANSITIONS: dict[AgreementStatus, tuple[AgreementStatus, ...]] = {"offered": ("signed", "withdrawn")}


class AgreementUnsigned(Problem):
    """The merchant has not signed the agreement in the version that is in force."""


class AgreementDiffers(Problem):
    """The hash quoted is not that of the agreement which was offered."""


class AgreementOpen(Problem):
    """Another agreement of this merchant waits for its signature."""


class Wording(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The text of one version in one language. Braces are filled with the merchant's and the municipality's facts."""

    title: str
    parties: str
    paragraphs: list[str]
    version: str
    for_municipality: str
    for_merchant: str


class Offering(Body, frozen=True, kw_only=True):
    """In which language the agreement is made; the municipality's when none is named."""

    language: Language | None = None


class Signing(Body, frozen=True, kw_only=True):
    """The SHA-256 of the PDF that was read, and the day of the signature."""

    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
    signed_on: date


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """An agreement as it is now."""

    id: UUID
    merchant_id: UUID
    agreement_version: str
    language: Language
    status: AgreementStatus
    file_id: UUID
    sha256: str
    """Of the PDF's bytes, in hexadecimal."""
    offered_by: UUID
    offered_at: datetime
    signed_how: Literal["online", "on_paper"] | None
    signed_on: date | None
    signed_by: UUID | None
    """Who signed online, or who saw the signed paper."""
    version: int


@cache
def wordings() -> dict[str, dict[Language, Wording]]:
    """Return every version's texts by language, read once. Raises msgspec.ValidationError for a wrong file."""
    return msgspec.convert(tomllib.loads(RULES.read_text("utf-8")), dict[str, dict[Language, Wording]])


async def offer(transaction: Transaction, merchant_id: UUID, offering: Offering) -> Agreement:
    """Make the agreement in force as a PDF for a merchant to sign. Raises AgreementOpen, NotFound, Malformed."""
    merchant = await merchants.take(transaction, merchant_id)
    agreement_version = terms.current(transaction).agreement_version
    language = offering.language or transaction.municipality.language
    wording = wordings()[agreement_version].get(language)  # type: ignore[call-overload]
    if wording is None:
        raise fault("/language", "The agreement in force was not written in this language.")
    agreement_id = uuid7()
    content = await pdf.render(PAPER, page(transaction, merchant, wording, agreement_id, language))
    file = await files.store(transaction, content, name=f"agreement-{agreement_version}.pdf", allowed={files.PDF})
    inserted = await transaction.fetchval(
        queries.insert_agreement,
        agreement_id,
        merchant_id,
        agreement_version,
        language,
        file.id,
        hashlib.sha256(content).hexdigest(),
        transaction.actor_id,
        transaction.now,
    )
    if inserted is None:
        raise AgreementOpen("Sign the one that was made, or withdraw it first.")
    return await get(transaction, agreement_id)


def page(
    transaction: Transaction, merchant: Merchant, wording: Wording, agreement_id: UUID, language: str
) -> dict[str, Any]:
    """Return what stands on the paper."""
    municipality, rules = transaction.municipality, terms.current(transaction)
    facts = {
        "municipality": municipality.name.get(language) or municipality.slug,
        "trade_name": merchant.trade_name,
        "number": f"{merchant.country} {merchant.registration_number}",
        "currency": merchant.currency,
        "cooling_days": rules.cooling_days,
        "refund_days": rules.refund_days,
        "verification_months": rules.verification_months,
        "agreement_version": rules.agreement_version,
        "agreement_id": agreement_id,
        "made_on": transaction.today.isoformat(),
    }
    return {
        "language": language,
        "title": wording.title,
        "parties": wording.parties.format(**facts),
        "paragraphs": [paragraph.format(**facts) for paragraph in wording.paragraphs],
        "version": wording.version.format(**facts),
        "signatures": [wording.for_municipality.format(**facts), wording.for_merchant.format(**facts)],
    }


async def get(transaction: Transaction, agreement_id: UUID) -> Agreement:
    """Return an agreement of a merchant that the actor may see. Raises NotFound."""
    agreement = await transaction.fetch_struct(Agreement, queries.select_agreement, agreement_id)
    if agreement is None:
        raise NotFound(f"There is no agreement {agreement_id}.")
    await merchants.get(transaction, agreement.merchant_id)
    return agreement


async def of_merchant(transaction: Transaction, merchant_id: UUID) -> list[Agreement]:
    """Return all agreements of a merchant, the first one first. Raises NotFound."""
    await merchants.get(transaction, merchant_id)
    return await transaction.fetch_structs(Agreement, queries.select_agreements, merchant_id)


async def read(transaction: Transaction, agreement_id: UUID) -> FileContent:
    """Open the PDF, byte for byte as it was offered; who did is kept. Raises NotFound."""
    agreement = await get(transaction, agreement_id)
    return await files.read(transaction, agreement.file_id, purpose="merchant_agreement")


async def sign(transaction: Transaction, agreement_id: UUID, signing: Signing) -> Agreement:
    """Sign as the owner, or note as an officer that the printed paper was signed.

    Raises AgreementDiffers, TransitionForbidden, Malformed for a day that is not.
    """
    agreement, merchant = await _take(transaction, agreement_id)
    status = transition(TRANSITIONS, agreement.status, "signed")
    if signing.sha256 != agreement.sha256:
        raise AgreementDiffers("Read the agreement again and quote its hash.", sha256=agreement.sha256)
    offered_on = agreement.offered_at.astimezone(transaction.municipality.zone).date()
    if not offered_on <= signing.signed_on <= transaction.today:
        raise fault("/signed_on", f"It was offered on {offered_on.isoformat()} and is signed until today.")
    how = "online" if merchant.owner_id == transaction.actor_id else "on_paper"
    await transaction.execute(
        queries.sign_agreement, agreement_id, status, how, signing.signed_on, transaction.actor_id
    )
    await audit.record(transaction, "agreement_signed", object_type="merchant", object_ids=[merchant.id])
    return await get(transaction, agreement_id)


async def withdraw(transaction: Transaction, agreement_id: UUID) -> Agreement:
    """Take back an agreement that nobody has signed. Raises TransitionForbidden."""
    agreement, _ = await _take(transaction, agreement_id)
    status = transition(TRANSITIONS, agreement.status, "withdrawn")
    await transaction.execute(queries.withdraw_agreement, agreement_id, status)
    return await get(transaction, agreement_id)


async def signed_in_force(transaction: Transaction, merchant_id: UUID) -> Agreement:
    """Return the signed agreement of the version that is in force now. Raises AgreementUnsigned."""
    wanted = terms.current(transaction).agreement_version
    found = [
        each
        for each in await of_merchant(transaction, merchant_id)
        if each.status == "signed" and each.agreement_version == wanted
    ]
    if not found:
        raise AgreementUnsigned(f"Let it sign version {wanted}.", agreement_version=wanted)
    return found[-1]


async def _take(transaction: Transaction, agreement_id: UUID) -> tuple[Agreement, Merchant]:
    found = await get(transaction, agreement_id)
    merchant = await merchants.take(transaction, found.merchant_id)
    return await get(transaction, agreement_id), merchant
