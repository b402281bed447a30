"""Delivery to real servers on this machine, tried again when they fail, and to the printer."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pypdfium2
import pytest

from services.kit import delivery, messages, pdf, vault
from services.kit.db import Transaction
from services.kit.settings import Settings
from tests.databases import Urls
from tests.kit.factories import MARIA, only, say


@pytest.fixture
def settings(settings_of: Callable[..., Settings], urls: Urls) -> Settings:
    return settings_of("registry", urls)


async def let_wait_end(transaction: Transaction) -> None:
    await transaction.execute("UPDATE messages SET next_try_at = clock_timestamp()")


class Mailbox:
    """Just enough of an SMTP server (RFC 5321) to take mail, or to refuse it with one answer."""

    def __init__(self, refusal: str = "") -> None:
        self.refusal = refusal
        self.mails: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail\r\n")
        while line := (await reader.readline()).decode().upper():
            answer = "221 bye" if line.startswith("QUIT") else "250 ok"
            if line.startswith("RCPT") and self.refusal:
                answer = self.refusal
            elif line.startswith("DATA"):
                writer.write(b"354 go\r\n")
                self.mails.append((await reader.readuntil(b"\r\n.\r\n")).decode())
            writer.write(f"{answer}\r\n".encode())
        writer.close()


class Gateway:
    """Just enough of an SMS gateway to take an HTTP POST."""

    def __init__(self, status: int = 202) -> None:
        self.status = status
        self.sent: list[dict[str, Any]] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.split("content-length: ")[1].split("\r\n")[0])
        self.sent.append(json.loads(await reader.readexactly(length)))
        writer.write(f"HTTP/1.1 {self.status} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()


@asynccontextmanager
async def listening(server: Mailbox | Gateway) -> AsyncIterator[int]:
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    async with listener:
        yield listener.sockets[0].getsockname()[1]


async def test_mail_goes_out_by_smtp(transaction: Transaction, settings: Settings) -> None:
    person_id = await say(transaction, "email")
    mailbox = Mailbox()
    async with listening(mailbox) as port:
        url = f"smtp://127.0.0.1:{port}?from=office@paggaio.example"
        await delivery.deliver(transaction, msgspec.structs.replace(settings, smtp_url=url))
    message = await only(transaction, person_id)
    assert (message.state, message.sent_at) == ("sent", transaction.now)
    (mail,) = mailbox.mails
    for header in ("From: office@paggaio.example", "To: maria@example.org", f"Message-ID: <{message.id}@127.0.0.1>"):
        assert header in mail


async def test_sms_goes_out_by_http(transaction: Transaction, settings: Settings) -> None:
    person_id = await say(transaction, "sms")
    gateway = Gateway()
    async with listening(gateway) as port:
        url = f"http://127.0.0.1:{port}/send"
        await delivery.deliver(transaction, msgspec.structs.replace(settings, sms_url=url))
    message = await only(transaction, person_id)
    assert message.state == "sent"
    assert message.text
    assert gateway.sent == [{"to": MARIA["phone"], "text": message.text.body, "reference": str(message.id)}]


async def test_a_failed_try_waits_and_is_repeated_until_it_has_failed(
    transaction: Transaction, settings: Settings
) -> None:
    person_id = await say(transaction, "email")
    mailbox = Mailbox(refusal="451 maria@example.org is busy")
    async with listening(mailbox) as port:
        busy = msgspec.structs.replace(settings, smtp_url=f"smtp://127.0.0.1:{port}")
        await delivery.deliver(transaction, busy)
        await delivery.deliver(transaction, busy)
        waiting = await only(transaction, person_id)
        assert (waiting.state, waiting.attempts) == ("queued", 1), "the second try waits a minute"
        for _ in range(7):
            await let_wait_end(transaction)
            await delivery.deliver(transaction, busy)
    failed = await only(transaction, person_id)
    assert (failed.state, failed.attempts, failed.problem) == ("failed", 8, "SMTPRecipientsRefused")


async def test_a_server_that_is_away_is_a_failed_try(transaction: Transaction, settings: Settings) -> None:
    mail, sms = await say(transaction, "email"), await say(transaction, "sms")
    away = msgspec.structs.replace(settings, smtp_url="smtp://127.0.0.1:1", sms_url="http://127.0.0.1:1")
    await delivery.deliver(transaction, away)
    assert (await only(transaction, mail)).problem == "ConnectionRefusedError"
    assert (await only(transaction, sms)).problem == "ConnectError"


async def test_a_gateway_that_refuses_is_a_failed_try(transaction: Transaction, settings: Settings) -> None:
    person_id = await say(transaction, "sms")
    async with listening(Gateway(status=500)) as port:
        await delivery.deliver(transaction, msgspec.structs.replace(settings, sms_url=f"http://127.0.0.1:{port}"))
    assert (await only(transaction, person_id)).problem == "HTTPStatusError"


@pytest.mark.parametrize(("environment", "state"), [("demo", "sent"), ("production", "failed")])
async def test_without_a_server_a_demo_keeps_the_mail_and_production_sees_a_failure(
    transaction: Transaction, settings: Settings, environment: Any, state: str
) -> None:
    person_id = await say(transaction, "email")
    await delivery.deliver(transaction, msgspec.structs.replace(settings, environment=environment))
    assert (await only(transaction, person_id)).state == state


async def test_who_has_no_address_is_not_tried_again(transaction: Transaction, settings: Settings) -> None:
    person_id = await say(transaction, "email")
    await vault.seal(transaction, person_id, {"email": ""})
    await delivery.deliver(transaction, settings)
    assert ((await only(transaction, person_id)).state, (await only(transaction, person_id)).problem) == (
        "failed",
        "address_missing",
    )


async def test_an_erased_person_is_not_written_to(transaction: Transaction, settings: Settings) -> None:
    person_id = await say(transaction, "email")
    await vault.shred(transaction, person_id)
    await delivery.deliver(transaction, settings)
    message = await only(transaction, person_id)
    assert (message.state, message.problem, message.text) == ("failed", "text_unreadable", None)


async def test_a_message_that_was_tampered_with_does_not_hold_up_the_others(
    transaction: Transaction, settings: Settings
) -> None:
    tampered, whole = await say(transaction, "email"), await say(transaction, "email")
    await transaction.execute("UPDATE messages SET sealed_text = '\\x00' WHERE person_id = $1", tampered)
    await delivery.deliver(transaction, settings)
    assert [(await only(transaction, person_id)).state for person_id in (tampered, whole)] == ["failed", "sent"]


async def test_waiting_letters_are_taken_once_and_printed_a_page_each(transaction: Transaction) -> None:
    persons = [await say(transaction, "print"), await say(transaction, "print")]
    letters = await delivery.take_letters(transaction)
    assert [letter.person_id for letter in letters] == persons
    assert [(await only(transaction, person_id)).state for person_id in persons] == ["sent", "sent"]
    assert await delivery.take_letters(transaction) == []
    again = await messages.of_ids(transaction, [letter.id for letter in letters])
    printed = await delivery.print_letters(again, {persons[0]: ["Μαρία Παππά", "Φιλίππων 12"]})
    paper = pypdfium2.PdfDocument(printed)
    assert len(paper) == 2
    assert paper[0].get_textpage().get_text_bounded().startswith("Μαρία Παππά")


async def test_a_letter_to_somebody_forgotten_holds_up_no_other(transaction: Transaction) -> None:
    forgotten, other = await say(transaction, "print"), await say(transaction, "print")
    await vault.shred(transaction, forgotten)
    assert [letter.person_id for letter in await delivery.take_letters(transaction)] == [other]
    assert await delivery.take_letters(transaction) == []


async def test_an_arabic_letter_is_printed_from_the_right() -> None:
    letter = {"language": "ar", "subject": "قرار", "body": "بدل تدريب مَريم"}
    page = pypdfium2.PdfDocument(await pdf.render(delivery.LETTERS, {"pages": [letter]}))[0]
    lefts = [text.get_bounds()[0] for text in page.get_objects()]
    assert min(lefts) > page.get_width() / 2
