"""Notices: the words in which registry tells persons what was decided, credited, stopped or is about to expire.

Cards knows no names and no addresses, so what it does with a household's money is told to the holder from here.
"""

from typing import Literal
from uuid import UUID

from contracts.cards import (
    BenefitsCredited,
    CardOrdered,
    CardStopped,
    ExpiryAnnounced,
    LotsExpired,
    StatementFigures,
    WalletStatementOrdered,
)
from services.kit.db import Transaction
from services.kit.sentences import Sentence, sentence
from services.kit.sql import load_queries
from services.registry.assessing.assessments import Assessment
from services.registry.letters.letters import About, Telling, tell

queries = load_queries(__file__)

Outcome = Literal["approved", "rejected"]


def decision(person_id: UUID, assessment: Assessment, *, outcome: Outcome, reason: str | None) -> Telling:
    """Return the words of a decision."""
    applied_on = assessment.application_date.isoformat()
    if outcome == "approved":
        return Telling(
            person_id=person_id,
            subject=sentence("Your application was approved."),
            body=sentence(
                "You receive {monthly_minor} a month from {starts_on} to {ends_on}.",
                monthly_minor=assessment.monthly_amount_minor,
                starts_on=assessment.starts_on.isoformat(),
                ends_on=assessment.ends_on.isoformat(),
            ),
            details=(
                sentence(
                    "Of this, {card_minor} is credited to your card and {account_minor} is paid to your bank account.",
                    card_minor=assessment.card_share_minor,
                    account_minor=assessment.account_share_minor,
                ),
            ),
        )
    return Telling(
        person_id=person_id,
        subject=sentence("Your application was rejected."),
        body=sentence("Your application of {applied_on} was examined.", applied_on=applied_on),
        details=(
            *(line.sentence for line in assessment.lines if line.outcome == "failed"),
            *(() if reason is None else (sentence("Reason: {reason_code}.", reason_code=reason),)),
        ),
    )


async def tell_credited(transaction: Transaction, event: BenefitsCredited) -> None:
    """Tell the holders of credited households what is on their cards, and until when it can be used."""
    holders = await holders_of(transaction, event)
    await tell(
        transaction,
        [
            Telling(
                person_id=holders.get(credit.household_id, credit.household_id),
                subject=sentence("Money was credited to your card."),
                body=sentence(
                    "{amount_minor} was credited to your card; use it by {expires_on}.",
                    amount_minor=credit.amount_minor,
                    expires_on=credit.expires_on.isoformat(),
                ),
                about=About(kind="credited", object_id=credit.lot_id),
            )
            for credit in event.credits
        ],
    )


async def tell_expiring(transaction: Transaction, event: ExpiryAnnounced) -> None:
    """Tell the holders what they have not spent and will lose, once for each lot."""
    holders = await holders_of(transaction, event)
    await tell(
        transaction,
        [
            Telling(
                person_id=holders.get(credit.household_id, credit.household_id),
                subject=sentence("Money on your card expires soon."),
                body=sentence(
                    "Of your benefit {amount_minor} can be used until {expires_on}; after that day it is lost.",
                    amount_minor=credit.amount_minor,
                    expires_on=credit.expires_on.isoformat(),
                ),
                about=About(kind="expiring", object_id=credit.lot_id),
            )
            for credit in event.credits
        ],
    )


async def tell_expired(transaction: Transaction, event: LotsExpired) -> None:
    """Tell the holders what they can no longer spend, once for each lot."""
    holders = await holders_of(transaction, event)
    await tell(
        transaction,
        [
            Telling(
                person_id=holders.get(credit.household_id, credit.household_id),
                subject=sentence("Money on your card has expired."),
                body=sentence(
                    "{amount_minor} of your benefit could be used until {expires_on} and went back to the town.",
                    amount_minor=credit.amount_minor,
                    expires_on=credit.expires_on.isoformat(),
                ),
                about=About(kind="expired", object_id=credit.lot_id),
            )
            for credit in event.credits
        ],
    )


async def holders_of(
    transaction: Transaction, event: BenefitsCredited | ExpiryAnnounced | LotsExpired
) -> dict[UUID, UUID]:
    """Return who holds the card of each household; a training's participant is a household named by the own id."""
    household_ids = [credit.household_id for credit in event.credits]
    rows = await transaction.fetch(queries.select_holders, household_ids, event.programme)
    return {row["household_id"]: row["holder_id"] for row in rows}


async def tell_stopped(transaction: Transaction, event: CardStopped) -> None:
    """Tell a holder that a card pays no more: whoever did not ask for it has to know at once."""
    said = Telling(
        person_id=event.holder_id,
        subject=sentence("Your card was stopped."),
        body=sentence(
            "Your card can no longer be used: {reason_code}. The money stays yours.", reason_code=event.reason
        ),
        details=(sentence("If you did not ask for this, call or visit the card desk."),),
    )
    await tell(transaction, [said])


async def tell_statement(transaction: Transaction, event: WalletStatementOrdered) -> None:
    """Print what was on a card in a month, for its holder: sums that lead from first to last, and never a purchase."""
    figures = event.figures
    lines = (
        (figures.credited_minor, sentence("Credited:\t{amount_minor}", amount_minor=figures.credited_minor)),
        (figures.spent_minor, sentence("Paid in shops:\t{amount_minor}", amount_minor=-figures.spent_minor)),
        (figures.refunded_minor, sentence("Given back by shops:\t{amount_minor}", amount_minor=figures.refunded_minor)),
        (figures.withdrawn_minor, sentence("Taken in cash:\t{amount_minor}", amount_minor=-figures.withdrawn_minor)),
        (figures.expired_minor, sentence("Expired:\t{amount_minor}", amount_minor=-figures.expired_minor)),
        (
            figures.moved_minor,
            sentence("Moved when the household changed:\t{amount_minor}", amount_minor=figures.moved_minor),
        ),
    )
    opening = sentence(
        "On the card on {from_on}:\t{amount_minor}",
        from_on=figures.from_on.isoformat(),
        amount_minor=figures.opening_minor,
    )
    closing = sentence(
        "On the card on {until_on}:\t{amount_minor}",
        until_on=figures.until_on.isoformat(),
        amount_minor=figures.closing_minor,
    )
    said = Telling(
        person_id=event.holder_id,
        subject=sentence("Statement of your card."),
        body=opening,
        details=(*(words for amount, words in lines if amount), closing, *expiry_of(figures), PURCHASES, QUESTIONS),
        on_paper=True,
    )
    await tell(transaction, [said])


PURCHASES = sentence("What you have bought is seen by you alone and is not in this letter.")
QUESTIONS = sentence("If something is not right, call or visit the card desk.")


def expiry_of(figures: StatementFigures) -> tuple[Sentence, ...]:
    """Return what has to be used soonest."""
    if figures.next_expiry_on is None or figures.next_expiry_minor is None:
        return ()
    return (
        sentence(
            "Of what is on the card now, {amount_minor} can be used until {expires_on}.",
            amount_minor=figures.next_expiry_minor,
            expires_on=figures.next_expiry_on.isoformat(),
        ),
    )


async def tell_ordered(transaction: Transaction, event: CardOrdered) -> None:
    """Tell a holder that a card comes in the place of another, once for each; of the first one the decision tells."""
    if event.reason == "first":
        return
    renewal = sentence("Your card ends soon. A new one is being made; until you have it, the old one pays.")
    replacement = sentence("A new card is being made in the place of the one that was stopped. Your money stays yours.")
    said = Telling(
        person_id=event.holder_id,
        subject=sentence("A new card is being made for you."),
        body=renewal if event.reason == "renewal" else replacement,
        details=(sentence("Collect it at the card desk with your identity card."),),
        about=About(kind="card_ordered", object_id=event.card_id),
    )
    await tell(transaction, [said])
