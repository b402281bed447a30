"""What people allow."""

from uuid import UUID

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from services.kit.auth import requires
from services.kit.db import Transaction
from services.registry import consents
from services.registry.consents import Consent, NewConsent


@post("/consents", guards=[requires("caseworker")], tags=["consents"])
async def give_consent(data: JSONBody[NewConsent], transaction: NamedDependency[Transaction]) -> Consent:
    """Record what a person allows; recording it again changes nothing."""
    return await consents.give(transaction, data)


@post("/consents/{consent_id:uuid}/withdraw", guards=[requires("caseworker")], tags=["consents"])
async def withdraw_consent(transaction: NamedDependency[Transaction], consent_id: FromPath[UUID]) -> Consent:
    """End a consent, as the person asks for."""
    return await consents.withdraw(transaction, consent_id)


ROUTES = [give_consent, withdraw_consent]
