"""Notices: what a merchant is told at its contact, and at the one before while a change can still be stopped."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from services.kit import messages, vault
from services.kit.db import Transaction
from services.kit.messages import Channel, NewMessage
from services.kit.sentences import Sentence
from services.kit.settings import Settings
from services.kit.sql import load_queries
from services.kit.ticker import Timer
from services.merchants.joining import terms

queries = load_queries(__file__)

CHANNELS: Final[dict[str, Channel]] = {"email": "email", "phone": "sms"}
"""How a contact is told, by what is kept of it; the first that fits."""


async def tell(transaction: Transaction, merchant_id: UUID, subject: Sentence, body: Sentence) -> int:
    """Tell a merchant's contacts, the former ones too that are still kept; return to how many a message goes."""
    rows = await transaction.fetch(queries.select_contacts, merchant_id)
    contact_ids = [row["contact_id"] for row in rows]
    held = await vault.fields_held(transaction, contact_ids, [*CHANNELS, "language"])
    new = []
    for contact_id, fields in held.items():
        channel = next((channel for field, channel in CHANNELS.items() if field in fields), None)
        if channel is None:
            continue
        opened = await vault.open_fields(transaction, contact_id, purpose="merchant_notice", only=["language"])
        language = opened.get("language", "")
        message = NewMessage(person_id=contact_id, channel=channel, subject=subject, body=body, language=language)
        new.append(message)
    await messages.send_all(transaction, "merchants", new)
    return len(new)


async def retire(transaction: Transaction, merchant_id: UUID, contact_id: UUID) -> None:
    """Keep a contact that was replaced for the cooling period, so that it can be told."""
    forget_from = transaction.today + timedelta(days=terms.current(transaction).cooling_days)
    await transaction.execute(queries.insert_former, contact_id, merchant_id, forget_from)


async def forget_former(transaction: Transaction, _: Settings) -> None:
    """Shred the contacts that were replaced when their time is over."""
    for row in await transaction.fetch(queries.lock_due, transaction.today):
        await vault.shred(transaction, row["contact_id"])
        await transaction.execute(queries.mark_forgotten, row["contact_id"], transaction.now)


TIMER: Final = Timer("forget_former_contacts", timedelta(hours=1), forget_former)
