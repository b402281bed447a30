"""What people allow, by which text, and what follows when they take it back."""

from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.web import Limit, Page, decode_cursor, page
from services.registry.people.persons import Language
from services.registry.privacy import consents, withdrawals
from services.registry.privacy.consents import Consent, GivenHow, NewConsent, PurposeAsked
from services.registry.privacy.withdrawals import Withdrawal

STAFF = ("caseworker", "supervisor", "card_desk")


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What people may be asked to allow."""

    items: list[PurposeAsked]


@get("/consent-purposes", guards=[requires(*STAFF)], tags=["consents"])
async def list_consent_purposes(
    transaction: NamedDependency[Transaction], language: FromQuery[Language | None] = None
) -> Asked:
    """Return what people may be asked to allow: the legal basis, and the text that is shown to them in a language."""
    return Asked(items=consents.asked(language or transaction.municipality.language))


@post("/consents", guards=[requires("caseworker")], tags=["consents"])
async def give_consent(data: JSONBody[NewConsent], transaction: NamedDependency[Transaction]) -> Consent:
    """Record what a person allows; recording it again changes nothing."""
    return await consents.give(transaction, data)


@get("/persons/{person_id:uuid}/consents", guards=[requires(*STAFF)], tags=["consents"])
async def list_consents(
    transaction: NamedDependency[Transaction],
    person_id: FromPath[UUID],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Consent]:
    """Return what a person allows and has allowed, oldest first."""
    listed = await consents.list_page(transaction, person_id, after=decode_cursor(cursor), limit=limit)
    return page(listed, limit)


@post("/consents/{consent_id:uuid}/withdraw", guards=[requires("caseworker")], tags=["consents"])
async def withdraw_consent(
    transaction: NamedDependency[Transaction],
    consent_id: FromPath[UUID],
    how: FromQuery[GivenHow] = "desk",
) -> Withdrawal:
    """End a consent, as the person asks for, and return what follows from it, to be shown to the person."""
    return await withdrawals.withdraw(transaction, consent_id, how=how)


ROUTES = [list_consent_purposes, give_consent, list_consents, withdraw_consent]
