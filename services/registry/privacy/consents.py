"""Consents: what a person allows, for one purpose each, by a text that was shown, until a day or until withdrawn.

Purposes, legal bases and texts are in `rules/consents.toml`; what a withdrawal changes is `withdrawals.py`.
"""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Literal
from uuid import UUID

import msgspec

from services.kit.db import Transaction, uuid7
from services.kit.errors import Malformed, NotFound, Problem
from services.kit.sql import load_queries
from services.kit.web import Body
from services.registry.assessing.facts import Code, HouseholdFacts
from services.registry.assessing.rules import Rules
from services.registry.people import aliases

queries = load_queries(__file__)

GivenHow = Literal["signed_paper", "desk", "phone"]


class ConsentText(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One wording of what is asked, in every language; it is never edited once it was shown."""

    version: int
    en: str
    el: str
    ar: str


class ConsentPurpose(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person may be asked to allow, on which legal basis, with every wording so far."""

    code: str
    legal_basis: str
    texts: tuple[ConsentText, ...]


class PurposeAsked(msgspec.Struct, frozen=True, kw_only=True):
    """What a form shows: the text that holds today, in one language."""

    code: str
    legal_basis: str
    text_version: int
    language: str
    text: str


class NewConsent(Body, frozen=True, kw_only=True):
    """A consent that a person has given: for what (a code such as `cross_checks`), how, and until when."""

    person_id: UUID
    purpose: Code
    given_how: GivenHow = "signed_paper"
    text_version: int | None = None
    """The text that was shown; without it, the one that holds today."""
    language: Literal["el", "en", "ar"] | None = None
    """In which language it was shown; without it, in the person's."""
    valid_until: date | None = None


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """A consent: in force until its last day or until it is withdrawn."""

    id: UUID
    person_id: UUID
    purpose: str
    given_at: datetime
    given_how: GivenHow
    text_version: int
    language: str | None
    valid_until: date | None
    withdrawn_at: datetime | None
    withdrawn_by: UUID | None
    withdrawn_how: Literal["signed_paper", "desk", "phone", "expired"] | None


class ConsentMissing(Problem):
    """Not every adult has consented to the checks."""


@cache
def all_purposes() -> Mapping[str, ConsentPurpose]:
    """Return what can be consented to, by code."""
    file = Path(__file__).parents[1] / "rules" / "consents.toml"
    tables = tomllib.loads(file.read_text("utf-8"))["purposes"]
    return {purpose.code: purpose for purpose in msgspec.convert(tables, list[ConsentPurpose])}


def asked(language: str) -> list[PurposeAsked]:
    """Return what may be asked today, in a language."""
    return [
        PurposeAsked(
            code=purpose.code,
            legal_basis=purpose.legal_basis,
            text_version=purpose.texts[-1].version,
            language=language,
            text=getattr(purpose.texts[-1], language),
        )
        for purpose in all_purposes().values()
    ]


async def give_all(transaction: Transaction, given: Sequence[NewConsent]) -> None:
    """Record consents; one that is in force already stays as it is. Raises Malformed for what nobody is asked."""
    for consent in given:
        refuse_unasked(transaction, consent)
    new = list({(consent.person_id, consent.purpose): consent for consent in reversed(given)}.values())[::-1]
    person_ids = [consent.person_id for consent in new]
    await aliases.refuse(transaction, *person_ids)
    speakers = {row["id"]: row["language"] for row in await transaction.fetch(queries.select_speakers, person_ids)}
    today, now, actor_id = transaction.today, transaction.now, transaction.actor_id
    await transaction.execute(queries.close_expired_consents, person_ids, today, now, actor_id)
    await transaction.execute(
        queries.insert_consents,
        [uuid7() for _ in new],
        person_ids,
        [consent.purpose for consent in new],
        [consent.given_how for consent in new],
        [consent.text_version or all_purposes()[consent.purpose].texts[-1].version for consent in new],
        [consent.language or speakers.get(consent.person_id) for consent in new],
        [consent.valid_until for consent in new],
        today,
        now,
        actor_id,
    )


def refuse_unasked(transaction: Transaction, consent: NewConsent) -> None:
    """Raise Malformed for a purpose or a text that is not on the list, or a last day that is over."""
    purpose = all_purposes().get(consent.purpose)
    if purpose is None:
        raise Malformed(f"Nobody is asked for {consent.purpose}.", known=sorted(all_purposes()))
    if consent.text_version not in {None, *(text.version for text in purpose.texts)}:
        raise Malformed(f"There is no text {consent.text_version} of {consent.purpose}.")
    if consent.valid_until is not None and consent.valid_until < transaction.today:
        raise Malformed("The consent is over already.")


async def give(transaction: Transaction, given: NewConsent) -> Consent:
    """Record one consent and return it. Raises Malformed, NotFound for an unknown person."""
    await aliases.refuse(transaction, given.person_id)
    if not await transaction.fetchval(queries.person_exists, given.person_id):
        raise NotFound(f"There is no person {given.person_id}.")
    await give_all(transaction, [given])
    consents = await in_force(transaction, [given.person_id])
    return next(consent for consent in consents if consent.purpose == given.purpose)


async def in_force(transaction: Transaction, person_ids: Collection[UUID]) -> list[Consent]:
    """Return what these persons allow now."""
    return await transaction.fetch_structs(Consent, queries.find_consents, list(person_ids), transaction.today)


async def list_page(transaction: Transaction, person_id: UUID, *, after: UUID | None, limit: int) -> list[Consent]:
    """Return one consent of a person more than the limit, oldest first, also those that are over. Raises NotFound."""
    if not await transaction.fetchval(queries.person_known, person_id):
        raise NotFound(f"There is no person {person_id}.")
    return await transaction.fetch_structs(Consent, queries.list_consents, person_id, after, limit + 1)


async def end(transaction: Transaction, consent_id: UUID, how: GivenHow) -> Consent:
    """End a consent, as the person asks for. Raises NotFound for one that is not in force."""
    arguments = (consent_id, transaction.now, transaction.actor_id, how)
    consent = await transaction.fetch_struct(Consent, queries.withdraw_consent, *arguments)
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
