"""Messages to persons, in their language: a sentence with its parameters, said by e-mail, SMS, letter or page inbox.

    await messages.send(transaction, "registry", NewMessage(
        person_id=applicant_id, channel="sms", language=language,
        subject=sentence("Your application was approved."),
        body=sentence("You receive {amount_minor} a month from {from_on}.", amount_minor=…, from_on=…),
    ))

The text is fixed and sealed in the transaction that says it; `delivery.py` sends it afterwards, more than once only
when a process dies between sending and noting it. The address is read from the vault when the message is sent.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import asyncpg
import msgspec
from litestar import get as http_get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromQuery

from services.kit import audit, vault
from services.kit.auth import requires
from services.kit.db import Transaction, uuid7
from services.kit.keyring import SealBroken, decrypt, encrypt
from services.kit.log import log
from services.kit.sentences import Sentence, say
from services.kit.sql import load_queries
from services.kit.web import Limit, Page, decode_cursor, page

queries = load_queries(__file__)

Channel = Literal["email", "sms", "print", "inbox"]
MessageState = Literal["queued", "sent", "failed"]


class NewMessage(msgspec.Struct, frozen=True, kw_only=True):
    """What to say to whom and how. An empty language is the tenant's."""

    person_id: UUID
    channel: Channel
    subject: Sentence
    body: Sentence
    details: Sequence[Sentence] = ()
    """Further sentences, each on a line of its own."""
    wait: timedelta = timedelta()
    """How long it is kept back before the first try: nobody is woken by an SMS."""
    language: str = ""


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """A message as the person reads it."""

    subject: str
    body: str


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A message and what became of it. `text` is there only for who may read it."""

    id: UUID
    person_id: UUID
    channel: Channel
    language: str
    template: str
    state: MessageState
    problem: str | None
    attempts: int
    queued_at: datetime
    sent_at: datetime | None
    text: Text | None = None


async def send(transaction: Transaction, service: str, message: NewMessage) -> UUID:
    """Queue a message, worded by the service's catalogue. What goes to the page inbox has arrived at once.

    Raises PersonErased.
    """
    (message_id,) = await send_all(transaction, service, [message])
    return message_id


async def send_all(transaction: Transaction, service: str, new: Sequence[NewMessage]) -> list[UUID]:
    """Queue many messages in as many statements as one, and return their ids. Raises PersonErased."""
    keys = await vault.take_keys(transaction, {message.person_id for message in new})
    rows = [_row(transaction, service, message, keys[message.person_id]) for message in new]
    await transaction.executemany(queries.insert_message, rows)
    return [row[0] for row in rows]


def _row(transaction: Transaction, service: str, message: NewMessage, key: vault.DataKey) -> tuple[Any, ...]:
    language = message.language or transaction.municipality.language
    currency = transaction.municipality.currency
    lines = [say(service, said, language, currency=currency) for said in (message.body, *message.details)]
    text = Text(subject=say(service, message.subject, language, currency=currency), body="\n".join(lines))
    arrived = message.channel == "inbox"
    message_id = uuid7()
    return (
        message_id,
        message.person_id,
        key.version,
        message.channel,
        language,
        message.subject.message,
        encrypt(key.key, msgspec.json.encode(text), _place(message_id, key.version)),
        "sent" if arrived else "queued",
        transaction.now,
        transaction.now if arrived else None,
        message.wait,
    )


async def newest(transaction: Transaction, *, before: UUID | None = None, limit: int = 50) -> list[Message]:
    """Return everybody's messages without their texts, newest first."""
    return [_message(row) for row in await transaction.fetch(queries.select_messages, before, None, limit)]


async def read(
    transaction: Transaction,
    *,
    purpose: str,
    person_id: UUID | None = None,
    before: UUID | None = None,
    limit: int = 50,
) -> list[Message]:
    """Return messages with their texts, newest first: one person's, or in a demo everybody's.

    Those of erased persons are without text. For each person an audit row says who read.
    """
    rows = await transaction.fetch(queries.select_messages, before, person_id, limit)
    opened = await open_texts(transaction, rows)
    readers = {message.person_id for message in opened}
    await audit.record(transaction, "messages_read", object_type="person", object_ids=readers, purpose=purpose)
    return opened


async def take_waiting(transaction: Transaction, channels: Sequence[Channel], limit: int) -> list[Message]:
    """Lock messages whose time has come, with their texts; another process takes others."""
    return await open_texts(transaction, await transaction.fetch(queries.lock_waiting, list(channels), limit))


async def of_ids(transaction: Transaction, message_ids: Sequence[UUID]) -> list[Message]:
    """Return these messages with their texts, in the order in which they were queued."""
    return await open_texts(transaction, await transaction.fetch(queries.select_by_ids, list(message_ids)))


async def open_texts(transaction: Transaction, rows: Sequence[asyncpg.Record]) -> list[Message]:
    """Return messages with their texts; those of erased persons without, and those that were tampered with."""
    keys = await vault.open_keys(transaction, {row["person_id"] for row in rows})
    return [_message(row, keys.get(row["person_id"])) for row in rows]


def _message(row: asyncpg.Record, key: vault.DataKey | None = None) -> Message:
    message = msgspec.convert(dict(row), Message)
    if key is None:
        return message
    try:
        opened = decrypt(key.key, row["sealed_text"], _place(message.id, row["key_version"]))
    except SealBroken:
        # One bad row must not hold up everybody else's messages.
        log.error("seal_broken", kind="message", subject=str(message.id))
        return message
    return msgspec.structs.replace(message, text=msgspec.json.decode(opened, type=Text))


def _place(message_id: UUID, version: int) -> str:
    return f"messages|text|{message_id}|{version}"


@http_get("/messages", guards=[requires("administrator")], tags=["messages"])
async def list_messages(
    transaction: NamedDependency[Transaction],
    state: State,
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Message]:
    """Return what was said to persons, newest first. Only a demo shows the texts: there this is everybody's mailbox."""
    before = decode_cursor(cursor)
    if state.settings.environment == "production":
        return page(await newest(transaction, before=before, limit=limit + 1), limit)
    return page(await read(transaction, purpose="demo_mailbox", before=before, limit=limit + 1), limit)
