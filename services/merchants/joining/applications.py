"""Applications: who asks to take the card, put right and verified; and enterprises that come with their checks."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from contracts.incubator import EnterpriseAccredited
from contracts.merchants import MerchantKind
from contracts.types import MerchantCategory
from services.kit import audit
from services.kit.db import SYSTEM, Transaction, uuid7
from services.kit.errors import Problem, SameActor
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import Body, ShortText, check_version
from services.merchants.joining import (
    activities,
    bank_accounts,
    contacts,
    duplicates,
    identifiers,
    merchants,
    papers,
    verifications,
)
from services.merchants.joining.activities import Activity
from services.merchants.joining.bank_accounts import NewBankAccount
from services.merchants.joining.contacts import Contact
from services.merchants.joining.merchants import TRANSITIONS, Merchant

queries = load_queries(__file__)

Country = Annotated[str, Meta(pattern=r"^[A-Z]{2}$(?!\n)")]
Categories = Annotated[list[MerchantCategory], Meta(max_length=20)]
Activities = Annotated[list[Activity], Meta(max_length=20)]


class MerchantKnown(Problem):
    """A merchant with this registration number has applied already."""


class Application(Body, frozen=True, kw_only=True):
    """An application as entered, by the owner or at the office. What is personal goes to the vault."""

    trade_name: ShortText
    kind: MerchantKind
    legal_form: ShortText = "sole_trader"
    country: Country | None = None
    """Of registration; the municipality's own when absent."""
    registration_number: ShortText
    """AFM in Greece, elsewhere the number in the business register."""
    register_entry: ShortText | None = None
    """Social enterprises: register, number and date, as free text, for no format is published."""
    activities: Activities = msgspec.field(default_factory=list)
    """What it is registered for, NACE or ΚΑΔ; the categories follow from them when none are named."""
    categories: Categories = msgspec.field(default_factory=list)
    contact: Contact | None = None
    owner_id: UUID | None = None
    """The person who acts for the merchant in the role merchant_owner; an owner who applies is it."""
    bank_account: NewBankAccount | None = None


class Correction(Body, frozen=True, kw_only=True):
    """An application's register data, put right before it is verified."""

    trade_name: ShortText
    legal_form: ShortText
    register_entry: ShortText | None = None
    activities: Activities = msgspec.field(default_factory=list)
    categories: Categories = msgspec.field(default_factory=list)


async def apply(transaction: Transaction, application: Application) -> Merchant:
    """Enter an application. Raises Malformed for a wrong number or IBAN, MerchantKnown."""
    country = application.country or transaction.municipality.country
    number = identifiers.check_registration_number(application.registration_number, country=country)
    categories = activities.settle(application.activities, application.categories)
    merchant_id = uuid7()
    inserted = await transaction.fetchval(
        queries.insert_merchant,
        merchant_id,
        application.trade_name,
        application.kind,
        application.legal_form,
        country,
        number,
        application.register_entry,
        categories,
        [activities.spelled(each) for each in application.activities],
        transaction.municipality.currency,
        application.owner_id if merchants.sees_all(transaction) else transaction.actor_id,
        transaction.actor_id,
        transaction.now,
    )
    if inserted is None:
        raise MerchantKnown("A merchant with this registration number has applied already.", country=country)
    if application.contact is not None:
        await contacts.keep(transaction, merchant_id, application.contact, within="/contact")
    if application.bank_account is not None:
        await bank_accounts.enter(transaction, merchant_id, application.bank_account, within="/bank_account")
    return await merchants.get(transaction, merchant_id)


async def admit_enterprise(transaction: Transaction, event: EnterpriseAccredited) -> None:
    """Enter an accredited enterprise as a merchant whose checks two persons have made already, at the trading gate.

    Raises MerchantKnown.
    """
    merchant_id = uuid7()
    inserted = await transaction.fetchval(
        queries.insert_enterprise,
        merchant_id,
        event.trade_name,
        event.legal_form,
        event.country,
        identifiers.compact(event.registration_number),
        event.categories,
        event.currency,
        event.owner_id,
        event.enterprise_id,
        SYSTEM,
        transaction.now,
    )
    if inserted is None:
        raise MerchantKnown("This enterprise, or one with its registration number, is a merchant already.")
    await verifications.record(transaction, merchant_id)


async def correct(transaction: Transaction, merchant_id: UUID, correction: Correction, *, version: int) -> Merchant:
    """Put an application right while nobody has verified it. Raises Stale, TransitionForbidden."""
    merchant = await merchants.take(transaction, merchant_id)
    check_version(merchant.version, version)
    transition({"applied": ("applied",)}, merchant.status, "applied")
    await transaction.execute(
        queries.correct_merchant,
        merchant_id,
        correction.trade_name,
        correction.legal_form,
        correction.register_entry,
        activities.settle(correction.activities, correction.categories),
        [activities.spelled(each) for each in correction.activities],
    )
    return await merchants.get(transaction, merchant_id)


async def verify(transaction: Transaction, merchant_id: UUID, *, version: int) -> Merchant:
    """Confirm that the papers of the application seen are in order.

    Raises Stale, SameActor for the owner, DuplicateSuspected, PapersMissing.
    """
    merchant = await merchants.take(transaction, merchant_id)
    check_version(merchant.version, version)
    status = transition(TRANSITIONS, merchant.status, "verified")
    if merchant.owner_id == transaction.actor_id:
        raise SameActor("Somebody who does not own the merchant has to verify it.")
    await duplicates.refuse_unruled(transaction, merchant_id)
    await papers.refuse_missing(transaction, merchant)
    await transaction.execute(queries.verify_merchant, merchant_id, status, transaction.actor_id, transaction.now)
    await verifications.record(transaction, merchant_id)
    await audit.record(transaction, "merchant_verified", object_type="merchant", object_ids=[merchant_id])
    return await merchants.get(transaction, merchant_id)
