"""Signing in with a card: the number printed on it and its PIN, which cards alone can compare, or the code of a letter.

Whatever was wrong, the answer is the same: it does not tell whether there is such a card.
"""

import re
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from services.console import card_codes, passwords, sessions
from services.console.clients import holders
from services.console.clients.caller import Caller, ServiceRefused
from services.console.clients.holders import Shown
from services.console.formats import LATIN_DIGITS
from services.kit import codes
from services.kit.db import Context, Database
from services.kit.errors import Unauthenticated

NUMBER: Final = re.compile(r"[0-9]{12}")
PIN: Final = re.compile(r"[0-9]{4}")
SAME_ANSWER: Final = frozenset({"not-found", "pin-wrong", "pin-blocked", "card-refused", "malformed"})


class CardSignInRefused(Unauthenticated):
    """The card number or the PIN is not right, or the card cannot be used."""


class CardAttempt(msgspec.Struct, frozen=True, kw_only=True):
    """A try to sign in with a card."""

    municipality_id: UUID
    number: str
    secret: str
    """The PIN, or the code of a letter."""
    address: str
    """The network address that it comes from; kept only as a keyed hash."""
    now: datetime


def digits(text: str) -> str:
    """Return the digits of a number as people type it: in groups, in Arabic or European figures."""
    return re.sub(r"[^0-9]", "", text.translate(LATIN_DIGITS))


async def check_card(database: Database, key: bytes, caller: Caller, attempt: CardAttempt) -> UUID:
    """Return who has shown a card. `key` hashes what tries are counted for, `caller` asks as the console.

    Raises TooManyTries before anything is compared; CardSignInRefused, the same for whatever was wrong.
    """
    refused = CardSignInRefused("Check both; after three wrong tries the PIN is blocked, and the card desk helps.")
    is_pin = PIN.fullmatch(attempt.secret)
    if not NUMBER.fullmatch(attempt.number) or not (is_pin or len(attempt.secret) >= codes.LENGTH):
        raise refused
    counted = passwords.subjects(key, f"card {attempt.number}", attempt.address)
    await passwords.spend_try(database, counted, attempt.now)
    holder_id = await (by_pin(caller, attempt) if is_pin else by_code(database, key, attempt))
    if holder_id is None:
        raise refused
    await passwords.give_back(database, counted, attempt.now)
    return holder_id


async def by_pin(caller: Caller, attempt: CardAttempt) -> UUID | None:
    """Return whose card and PIN these are, as cards says it, with its one counter of tries."""
    try:
        card = await holders.verify(caller, Shown(card_number=attempt.number, pin=attempt.secret))
    except ServiceRefused as problem:
        if problem.type in SAME_ANSWER:
            return None
        raise
    return card.holder_id


async def by_code(database: Database, key: bytes, attempt: CardAttempt) -> UUID | None:
    """Return for whom the card desk has made this code; it does not work again."""
    context = Context(now=attempt.now, municipality_ids=(attempt.municipality_id,), actor_roles=sessions.HOLDER_ROLES)
    return await card_codes.use(database, key, context, number=attempt.number, code=attempt.secret)
