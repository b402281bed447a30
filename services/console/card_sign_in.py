"""Signing in with a card: the number that is printed on it and its PIN, which cards alone can compare.

Whatever was wrong, the answer is the same: it does not tell whether there is such a card.
"""

import re
from datetime import datetime
from typing import Final

import msgspec

from services.console import passwords
from services.console.clients import holders
from services.console.clients.caller import Caller, ServiceRefused
from services.console.clients.holders import OwnCard, Shown
from services.console.formats import LATIN_DIGITS
from services.kit.db import Database
from services.kit.errors import Unauthenticated

NUMBER: Final = re.compile(r"[0-9]{12}")
PIN: Final = re.compile(r"[0-9]{4}")
SAME_ANSWER: Final = frozenset({"not-found", "pin-wrong", "pin-blocked", "card-refused", "malformed"})


class CardSignInRefused(Unauthenticated):
    """The card number or the PIN is not right, or the card cannot be used."""


class CardAttempt(msgspec.Struct, frozen=True, kw_only=True):
    """A try to sign in with a card."""

    number: str
    pin: str
    address: str
    """The network address that it comes from; kept only as a keyed hash."""
    now: datetime


def digits(text: str) -> str:
    """Return the digits of a number as people type it: in groups, in Arabic or European figures."""
    return re.sub(r"[^0-9]", "", text.translate(LATIN_DIGITS))


async def check_card(database: Database, key: bytes, caller: Caller, attempt: CardAttempt) -> OwnCard:
    """Return the card that somebody has shown. `key` hashes what tries are counted for, `caller` asks as the console.

    Raises TooManyTries before cards is asked; CardSignInRefused, the same for whatever was wrong.
    """
    refused = CardSignInRefused("Check both; after three wrong tries the PIN is blocked, and the card desk helps.")
    if not (NUMBER.fullmatch(attempt.number) and PIN.fullmatch(attempt.pin)):
        raise refused
    counted = passwords.subjects(key, f"card {attempt.number}", attempt.address)
    await passwords.spend_try(database, counted, attempt.now)
    try:
        card = await holders.verify(caller, Shown(card_number=attempt.number, pin=attempt.pin))
    except ServiceRefused as problem:
        if problem.type in SAME_ANSWER:
            raise refused from None
        raise
    await passwords.give_back(database, counted, attempt.now)
    return card
