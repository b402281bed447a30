"""Letters: what registry tells persons, in their language, by e-mail, SMS or paper, and the paper that carries names.

The words are in `notices.py` and beside the nouns that have something to say.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from services.kit import audit, delivery, messages
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound
from services.kit.messages import Channel, MessageState, NewMessage
from services.kit.sentences import Sentence
from services.kit.sql import load_queries
from services.registry.households import protections
from services.registry.letters import channels
from services.registry.letters.channels import Reach
from services.registry.people import aliases, kinships, persons

queries = load_queries(__file__)

PURPOSE = "letter"


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What a telling is about, so that nobody is told of it twice: a kind (a code) and the thing's id."""

    kind: str
    object_id: UUID


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody is to be told."""

    person_id: UUID
    subject: Sentence
    body: Sentence
    details: tuple[Sentence, ...] = ()
    about: About | None = None
    on_paper: bool = False
    """Somebody has asked for it on paper, however the person is told other things."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a message, without what it says; `template` is its subject as it stands in the catalogue."""

    id: UUID
    channel: Channel
    language: str
    template: str
    state: MessageState
    problem: str | None
    attempts: int
    queued_at: datetime
    sent_at: datetime | None


class LetterPrint(msgspec.Struct, frozen=True, kw_only=True):
    """Letters that were taken to a printer together; they can be printed again."""

    id: UUID
    printed_at: datetime
    printed_by: UUID
    message_ids: list[UUID]


async def tell(transaction: Transaction, tellings: Sequence[Telling]) -> None:
    """Queue what persons are told, each by the own channel and in the own language, and of one thing once.

    Those who are erased, have died or are not known here are told nothing.
    """
    reached = await channels.reach(transaction, {telling.person_id for telling in tellings})
    fresh = await untold(transaction, [telling for telling in tellings if telling.person_id in reached])
    new = [
        NewMessage(
            person_id=telling.person_id,
            channel=(used := channel_of(telling, by := reached[telling.person_id])),
            language=by.language,
            subject=telling.subject,
            body=telling.body,
            details=telling.details,
            wait=channels.wait_of(transaction, used),
        )
        for telling in fresh
    ]
    await messages.send_all(transaction, "registry", new)


def channel_of(telling: Telling, by: Reach) -> Channel:
    """Return how a person is told something; what is kept for people at risk is kept on paper too."""
    return "print" if telling.on_paper and by.used != "inbox" else by.used


async def untold(transaction: Transaction, tellings: Sequence[Telling]) -> list[Telling]:
    """Return those tellings whose thing the person was not told of yet, and keep that it is being told now."""
    noted = [(telling.person_id, telling.about) for telling in tellings if telling.about is not None]
    rows = await transaction.fetch(
        queries.insert_tellings,
        [person_id for person_id, _ in noted],
        [about.kind for _, about in noted],
        [about.object_id for _, about in noted],
        transaction.now,
    )
    new = {(row["person_id"], row["about"], row["object_id"]) for row in rows}
    return [
        telling
        for telling in tellings
        if telling.about is None or (telling.person_id, telling.about.kind, telling.about.object_id) in new
    ]


async def told(transaction: Transaction, person_id: UUID, *, before: UUID | None, limit: int) -> list[Told]:
    """Return what became of one message of a person more than the limit, newest first; nobody's text is opened.

    Raises NotFound, OwnCase, PersonsProtected.
    """
    if not await transaction.fetchval(queries.is_person, person_id):
        raise NotFound(f"There is no person {person_id}.")
    person_id = await aliases.resolve(transaction, person_id)
    await kinships.refuse_persons(transaction, [person_id])
    await protections.refuse_hidden(transaction, person_id)
    return await transaction.fetch_structs(Told, queries.list_told, person_id, before, limit + 1)


async def take(transaction: Transaction) -> LetterPrint:
    """Take the letters that wait for a printer. Raises NotFound when none waits."""
    taken = await delivery.take_letters(transaction)
    return await keep_print(transaction, [letter.id for letter in taken])


async def hand_over(transaction: Transaction, person_id: UUID) -> LetterPrint:
    """Take what is kept for a person at risk, to hand it over. Raises NotFound, PersonsProtected, OwnCase."""
    await aliases.refuse(transaction, person_id)
    await kinships.refuse_persons(transaction, [person_id])
    await protections.refuse_hidden(transaction, person_id)
    kept = await transaction.fetch(queries.lock_kept, person_id)
    return await keep_print(transaction, [row["id"] for row in kept])


async def keep_print(transaction: Transaction, message_ids: list[UUID]) -> LetterPrint:
    """Keep which letters were taken together. Raises NotFound for none."""
    if not message_ids:
        raise NotFound("No letter waits to be printed.")
    made = LetterPrint(id=uuid7(), printed_at=transaction.now, printed_by=transaction.actor_id, message_ids=message_ids)
    await transaction.execute(queries.insert_print, made.id, made.printed_at, made.printed_by, made.message_ids)
    return made


async def find(transaction: Transaction, print_id: UUID) -> LetterPrint:
    """Return letters that were taken together. Raises NotFound."""
    found = await transaction.fetch_struct(LetterPrint, queries.find_print, print_id)
    if found is None:
        raise NotFound(f"There is no print of letters {print_id}.")
    return found


async def paper_of(transaction: Transaction, print_id: UUID) -> bytes:
    """Return letters that were taken together as a PDF, with names and addresses; who printed them is kept.

    Raises NotFound, PersonsProtected for letters to be handed over that another may print.
    """
    letters = await messages.of_ids(transaction, (await find(transaction, print_id)).message_ids)
    readable = [letter for letter in letters if letter.text]
    person_ids = {letter.person_id for letter in readable}
    kept = {letter.person_id for letter in readable if letter.channel == "inbox"}
    for person_id in kept:
        await protections.refuse_hidden(transaction, person_id)
    recipients = await persons.recipients(transaction, person_ids, purpose=PURPOSE)
    await audit.record(transaction, "letter_printed", object_type="person", object_ids=person_ids, purpose=PURPOSE)
    return await delivery.print_letters(readable, recipients)
