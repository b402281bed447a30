"""Messages: worded in the person's language, sealed, and shown to whom they may be shown."""

from services.kit import messages
from services.kit.db import Database, Transaction
from tests.kit.factories import only, say


async def test_a_message_is_worded_in_its_language_and_sealed(transaction: Transaction) -> None:
    person_id = await say(transaction, "email")
    message = await only(transaction, person_id)
    assert message.text == messages.Text(subject="Decision", body="You receive €216.00 from 1 March 2026.")
    assert (message.state, message.template, message.queued_at) == ("queued", "Decision", transaction.now)
    stored = await transaction.fetchval("SELECT t::text FROM messages AS t WHERE id = $1", message.id)
    assert "receive" not in stored
    assert b"receive".hex() not in stored


async def test_the_page_inbox_has_it_at_once(transaction: Transaction) -> None:
    assert (await only(transaction, await say(transaction, "inbox"))).state == "sent"


async def test_another_tenant_sees_no_message(transaction: Transaction, database: Database) -> None:
    await say(transaction, "email")
    await transaction.execute(f"SET LOCAL koinon.municipalities = '{{{list(database.tenants)[1]}}}'")
    assert await messages.newest(transaction) == []
