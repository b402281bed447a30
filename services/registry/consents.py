"""Consents: what a person allows, for one purpose each, until it is withdrawn."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.sql import load_queries
from services.kit.web import Body
from services.registry.facts import Code, HouseholdFacts
from services.registry.rules import Rules

queries = load_queries(__file__)


class NewConsent(Body, frozen=True, kw_only=True):
    """A consent that a person has given, as a code such as `cross_checks`."""

    person_id: UUID
    purpose: Code


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """A consent in force."""

    id: UUID
    person_id: UUID
    purpose: str
    given_at: datetime


class ConsentMissing(Problem):
    """Not every adult has consented to the checks."""


async def give_all(transaction: Transaction, given: Sequence[NewConsent]) -> None:
    """Record consents; one that is in force already stays as it is."""
    pairs = list(dict.fromkeys((consent.person_id, consent.purpose) for consent in given))
    await transaction.execute(
        queries.insert_consents,
        [uuid7() for _ in pairs],
        [person_id for person_id, _ in pairs],
        [purpose for _, purpose in pairs],
        transaction.now,
        transaction.actor_id,
    )


async def give(transaction: Transaction, given: NewConsent) -> Consent:
    """Record one consent and return it. Raises NotFound for an unknown person."""
    if not await transaction.fetchval(queries.person_exists, given.person_id):
        raise NotFound(f"There is no person {given.person_id}.")
    await give_all(transaction, [given])
    consents = await in_force(transaction, [given.person_id])
    return next(consent for consent in consents if consent.purpose == given.purpose)


async def in_force(transaction: Transaction, person_ids: Collection[UUID]) -> list[Consent]:
    """Return what these persons allow now."""
    return await transaction.fetch_structs(Consent, queries.find_consents, list(person_ids))


async def withdraw(transaction: Transaction, consent_id: UUID) -> Consent:
    """End a consent, as the person asks for. Raises NotFound for one that is not in force."""
    consent = await transaction.fetch_struct(Consent, queries.withdraw_consent, consent_id, transaction.now)
    if consent is None:
        raise NotFound(f"There is no consent {consent_id} in force.")
    return consent


async def require(transaction: Transaction, facts: HouseholdFacts, rules: Rules) -> None:
    """Raise ConsentMissing unless every adult of the household has consented to the cross-checks."""
    adults = [member.member_id for member in facts.members if member.age_years >= rules.household.adult_age]
    purpose = rules.evidence.consent_of_every_adult
    given = {consent.person_id for consent in await in_force(transaction, adults) if consent.purpose == purpose}
    absent = [person_id for person_id in adults if person_id not in given]
    if absent:
        raise ConsentMissing(f"Every adult has to consent to {purpose}.", person_ids=absent)
