"""Withdrawals: a person takes a consent back, and is shown what follows from it."""

from uuid import UUID

import msgspec

from services.kit.db import Transaction
from services.kit.sentences import Sentence, say, sentence
from services.kit.sql import load_queries
from services.registry.households import proxies
from services.registry.privacy import consents
from services.registry.privacy.consents import Consent, GivenHow

queries = load_queries(__file__)

EFFECTS: dict[str, Sentence] = {
    "cross_checks": sentence("No application of the household can be approved until every adult consents again."),
    "electronic_messages": sentence("From now on you are told everything by letter."),
    "proxy": sentence("Whoever acted for you acts no more, and an own card of theirs is stopped."),
    "training_referral": sentence("You are offered no training on the ground of your benefit any more."),
}
"""What withdrawing a consent changes, by purpose."""


class Withdrawal(msgspec.Struct, frozen=True, kw_only=True):
    """A consent that was taken back, and what follows, in the person's language."""

    id: UUID
    consent: Consent
    effect: str
    application_ids: list[UUID]
    """Undecided applications that cannot be approved without it."""


async def withdraw(transaction: Transaction, consent_id: UUID, *, how: GivenHow) -> Withdrawal:
    """End a consent with all that hangs on it. Raises NotFound for one that is not in force."""
    consent = await consents.end(transaction, consent_id, how)
    if consent.purpose == proxies.CONSENT:
        await proxies.end_consented(transaction, consent.person_id)
    waiting = await transaction.fetch(queries.undecided_of_person, consent.person_id)
    language = consent.language or transaction.municipality.language
    return Withdrawal(
        id=consent.id,
        consent=consent,
        effect=say("registry", EFFECTS[consent.purpose], language),
        application_ids=[row["id"] for row in waiting] if consent.purpose == "cross_checks" else [],
    )
