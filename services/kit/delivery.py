"""Delivery of messages: SMTP, an SMS gateway by HTTP POST, and letters for the printer.

A service that talks to persons adds `delivery.TIMER` to its `Jobs`. Addresses are the vault's fields `email` and
`phone`. Without SMTP_URL or SMS_URL a demo keeps the message as sent (its mailbox is `GET /messages`); in production
that is a failure to be seen.
"""

import asyncio
import smtplib
import ssl
from collections.abc import Mapping, Sequence
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

import httpx

from services.kit import pdf, vault
from services.kit.db import Transaction
from services.kit.errors import NotFound
from services.kit.keyring import SealBroken
from services.kit.log import log
from services.kit.messages import Message, queries, take_waiting
from services.kit.settings import Settings
from services.kit.ticker import Timer

BATCH: Final = 20
TIMEOUT_SECONDS: Final = 10
ATTEMPTS_MAX: Final = 8
ADDRESS_FIELDS: Final = {"email": "email", "sms": "phone"}
LETTERS: Final = Path(__file__).with_name("letters.typ")


class Undeliverable(Exception):
    """No further try can deliver this message. The text is a code, kept with it."""


async def deliver(transaction: Transaction, settings: Settings) -> None:
    """Send what waits for e-mail and SMS. A failed try waits longer each time and ends as `failed`."""
    for message in await take_waiting(transaction, ("email", "sms"), BATCH):
        try:
            await _deliver_one(transaction, settings, message)
        except Undeliverable as reason:
            await transaction.execute(queries.mark_failed_try, message.id, str(reason), 0)
        except (OSError, smtplib.SMTPException, httpx.HTTPError) as error:
            # An SMTP answer may quote the address, so only the kind of failure is kept.
            log.warning("message_waits", kind=message.channel, error=type(error).__name__)
            await transaction.execute(queries.mark_failed_try, message.id, type(error).__name__, ATTEMPTS_MAX)
        else:
            await transaction.execute(queries.mark_sent, message.id, transaction.now)


TIMER: Final = Timer("deliver_messages", timedelta(seconds=5), deliver)


async def take_letters(transaction: Transaction, *, limit: int = 200) -> list[Message]:
    """Take the letters that wait for a printer and mark them as sent; those that nobody can read any more have failed.

    Whoever takes them keeps their ids: `print_letters` prints them as often as paper jams.
    """
    waiting = await take_waiting(transaction, ("print",), limit)
    for message in waiting:
        if message.text is None:
            await transaction.execute(queries.mark_failed_try, message.id, "text_unreadable", 0)
        else:
            await transaction.execute(queries.mark_sent, message.id, transaction.now)
    return [message for message in waiting if message.text]


async def print_letters(letters: Sequence[Message], recipients: Mapping[UUID, Sequence[str]]) -> bytes:
    """Return letters as one PDF, a page each, with the lines of name and address of each person."""
    pages = [
        {
            "language": letter.language,
            "recipient": list(recipients.get(letter.person_id, ())),
            "subject": letter.text.subject,
            "body": letter.text.body,
        }
        for letter in letters
        if letter.text
    ]
    return await pdf.render(LETTERS, {"pages": pages})


async def _deliver_one(transaction: Transaction, settings: Settings, message: Message) -> None:
    if message.text is None:
        raise Undeliverable("text_unreadable")
    address = await _address(transaction, message)
    url = settings.smtp_url if message.channel == "email" else settings.sms_url
    if not url:
        if settings.environment == "production":
            raise Undeliverable("channel_not_configured")
        return
    if message.channel == "email":
        await asyncio.to_thread(_send_mail, url, _mail(url, address, message))
    else:
        await _send_sms(url, address, message)


async def _address(transaction: Transaction, message: Message) -> str:
    field = ADDRESS_FIELDS[message.channel]
    try:
        fields = await vault.open_fields(transaction, message.person_id, purpose="message_delivery", only=[field])
    except NotFound:
        raise Undeliverable("person_erased") from None
    except SealBroken:
        log.error("seal_broken", kind="address", subject=str(message.person_id))
        raise Undeliverable("address_unreadable") from None
    if not fields.get(field):
        raise Undeliverable("address_missing")
    return fields[field]


def _mail(url: str, address: str, message: Message) -> EmailMessage:
    """The sender is the URL's `from`. The Message-ID is the message's id, so a mail sent twice is seen as one."""
    assert message.text is not None
    parts = urlsplit(url)
    mail = EmailMessage()
    mail["From"] = parse_qs(parts.query).get("from", [f"no-reply@{parts.hostname}"])[0]
    mail["To"] = address
    mail["Subject"] = message.text.subject
    mail["Date"] = format_datetime(message.queued_at)
    mail["Message-ID"] = f"<{message.id}@{parts.hostname}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = message.language
    mail.set_content(message.text.body)
    return mail


def _send_mail(url: str, mail: EmailMessage) -> None:
    """`smtps://` is encrypted from the start; `smtp://` with a password insists on STARTTLS before it is sent."""
    parts = urlsplit(url)
    host, port = parts.hostname or "localhost", parts.port
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, port or 465, timeout=TIMEOUT_SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, port or 587, timeout=TIMEOUT_SECONDS)
    with server:
        if parts.scheme == "smtp" and (parts.password or server.has_extn("starttls")):
            server.starttls(context=context)
        if parts.username and parts.password:
            server.login(unquote(parts.username), unquote(parts.password))
        server.send_message(mail)


async def _send_sms(url: str, number: str, message: Message) -> None:
    """The gateway takes JSON and answers 2xx; `reference` lets it recognise a message that is sent twice."""
    assert message.text is not None
    reference: UUID = message.id
    async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS) as client:
        sent = {"to": number, "text": message.text.body, "reference": str(reference)}
        (await client.post(url, json=sent)).raise_for_status()
