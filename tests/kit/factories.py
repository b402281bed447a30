"""Facts that several tests of kit begin with."""

from uuid import UUID

from services.kit import messages, vault
from services.kit.db import Transaction, uuid7
from services.kit.messages import Channel, Message, NewMessage
from services.kit.sentences import sentence

MARIA = {"email": "maria@example.org", "phone": "+306900000000", "name": "Μαρία"}


async def say(transaction: Transaction, channel: Channel, language: str = "en") -> UUID:
    person_id = uuid7()
    await vault.seal(transaction, person_id, MARIA)
    message = NewMessage(
        person_id=person_id,
        channel=channel,
        language=language,
        subject=sentence("Decision"),
        body=sentence("You receive {amount_minor} from {from_on}.", amount_minor=21600, from_on="2026-03-01"),
    )
    await messages.send(transaction, "registry", message)
    return person_id


async def only(transaction: Transaction, person_id: UUID) -> Message:
    (message,) = await messages.read(transaction, purpose="test", person_id=person_id)
    return message
