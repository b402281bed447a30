"""Household notices: what people have to know of a change of their household or of who acts for it.

Whoever did not ask for it can object in time. Nothing says where anybody lives now.
"""

from datetime import date
from uuid import UUID

from services.kit.db import Transaction
from services.kit.sentences import Sentence, sentence
from services.registry.letters.letters import Telling, tell


async def tell_holders(transaction: Transaction, *, former_id: UUID, holder_id: UUID, on: date) -> None:
    """Tell who held and who holds from now on."""
    day = on.isoformat()
    await tell(
        transaction,
        [
            changed(
                former_id,
                sentence(
                    "From {changed_on} another member of your household is paid and holds the card. Yours is stopped,"
                    " the money stays the household's.",
                    changed_on=day,
                ),
            ),
            changed(
                holder_id,
                sentence("From {changed_on} you are paid for your household and hold its card.", changed_on=day),
            ),
        ],
    )


async def tell_split(transaction: Transaction, *, holder_id: UUID, new_holder_id: UUID, on: date) -> None:
    """Tell the holders of both households of their money and their rights."""
    day = on.isoformat()
    await tell(
        transaction,
        [
            changed(
                holder_id,
                sentence(
                    "From {split_on} part of your household lives apart. Its share of the card's money goes with it.",
                    split_on=day,
                ),
            ),
            changed(
                new_holder_id,
                sentence(
                    "From {split_on} you are a household of your own. Your share of the card's money goes with you;"
                    " apply anew for your benefit.",
                    split_on=day,
                ),
            ),
        ],
    )


async def tell_merged(transaction: Transaction, *, holder_id: UUID, into_holder_id: UUID, on: date) -> None:
    """Tell the holder whose household is no more, and the one of the household that it went up in."""
    day = on.isoformat()
    await tell(
        transaction,
        [
            changed(
                holder_id,
                sentence(
                    "From {merged_on} your household is part of another one. Your card is stopped, its money moves.",
                    merged_on=day,
                ),
            ),
            changed(into_holder_id, sentence("From {merged_on} more people belong to your household.", merged_on=day)),
        ],
    )


async def tell_appointed(transaction: Transaction, holder_id: UUID, *, on: date) -> None:
    """Tell the holder that somebody may act for the household."""
    await tell(
        transaction,
        [
            changed(
                holder_id,
                sentence("From {starts_on} another person may act for your household.", starts_on=on.isoformat()),
            )
        ],
    )


async def tell_ended(transaction: Transaction, holder_id: UUID, *, on: date) -> None:
    """Tell the holder that somebody acts no more."""
    await tell(
        transaction,
        [
            changed(
                holder_id,
                sentence("From {ended_on} who acted for your household acts no more.", ended_on=on.isoformat()),
            )
        ],
    )


def changed(person_id: UUID, body: Sentence) -> Telling:
    """Return the words for one person."""
    return Telling(
        person_id=person_id,
        subject=sentence("Something changed in your household."),
        body=body,
        details=(sentence("If this is not as you wanted it, call or visit the desk."),),
    )
