"""Letters: what registry tells persons, in their language, by e-mail, SMS or paper, and the paper that carries names.

The words are in `notices.py` and beside the nouns that have something to say.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from services.kit import audit, delivery, messages, vault
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound
from services.kit.messages import Channel, NewMessage
from services.kit.sentences import Sentence
from services.kit.sql import load_queries
from services.registry import persons

queries = load_queries(__file__)

CHANNELS: tuple[tuple[str, Channel], ...] = (("email", "email"), ("phone", "sms"))
"""The channel by what the vault keeps of a person, the first that fits; who has neither gets a letter."""
PURPOSE = "letter"


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody is to be told."""

    person_id: UUID
    subject: Sentence
    body: Sentence
    details: tuple[Sentence, ...] = ()


class LetterPrint(msgspec.Struct, frozen=True, kw_only=True):
    """Letters that were taken to a printer together; they can be printed again."""

    id: UUID
    printed_at: datetime
    printed_by: UUID
    message_ids: list[UUID]


async def tell(transaction: Transaction, tellings: Sequence[Telling]) -> None:
    """Queue what persons are told, each by the own channel and in the own language; the erased are told nothing."""
    person_ids = {telling.person_id for telling in tellings}
    languages = await languages_of(transaction, person_ids)
    held = await vault.fields_held(transaction, list(languages), [field for field, _ in CHANNELS])
    new = [
        NewMessage(
            person_id=telling.person_id,
            channel=channel_of(held.get(telling.person_id, ())),
            language=languages[telling.person_id],
            subject=telling.subject,
            body=telling.body,
            details=telling.details,
        )
        for telling in tellings
        if telling.person_id in languages
    ]
    await messages.send_all(transaction, "registry", new)


async def languages_of(transaction: Transaction, person_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the language of each person who is registered here and not erased."""
    rows = await transaction.fetch(queries.select_languages, list(person_ids))
    return {row["id"]: row["language"] for row in rows}


def channel_of(held: Collection[str]) -> Channel:
    """Return how somebody is reached of whom the vault keeps these fields."""
    return next((channel for field, channel in CHANNELS if field in held), "print")


async def take(transaction: Transaction) -> LetterPrint:
    """Take the letters that wait for a printer. Raises NotFound when none waits."""
    taken = await delivery.take_letters(transaction)
    if not taken:
        raise NotFound("No letter waits to be printed.")
    made = LetterPrint(
        id=uuid7(),
        printed_at=transaction.now,
        printed_by=transaction.actor_id,
        message_ids=[letter.id for letter in taken],
    )
    await transaction.execute(queries.insert_print, made.id, made.printed_at, made.printed_by, made.message_ids)
    return made


async def find(transaction: Transaction, print_id: UUID) -> LetterPrint:
    """Return letters that were taken together. Raises NotFound."""
    found = await transaction.fetch_struct(LetterPrint, queries.find_print, print_id)
    if found is None:
        raise NotFound(f"There is no print of letters {print_id}.")
    return found


async def paper_of(transaction: Transaction, print_id: UUID) -> bytes:
    """Return letters that were taken together as a PDF, with names and addresses; who printed them is kept."""
    letters = await messages.of_ids(transaction, (await find(transaction, print_id)).message_ids)
    readable = [letter for letter in letters if letter.text]
    person_ids = {letter.person_id for letter in readable}
    recipients = await persons.recipients(transaction, person_ids, purpose=PURPOSE)
    await audit.record(transaction, "letter_printed", object_type="person", object_ids=person_ids, purpose=PURPOSE)
    return await delivery.print_letters(readable, recipients)
