"""A payment followed from the till to the services that hear of it, for whoever has to say where it has come."""

from datetime import date, datetime
from uuid import UUID

import httpx
import msgspec

from contracts.readers import READERS
from services.client.answers import Refused, Unanswered
from services.client.sessions import Session, address, read
from services.client.telling import Told, moment, money

HEARERS = tuple(sorted(reader for reader, sources in READERS.items() if "cards" in sources))
LOOK_AT_DEAD = "An administrator looks at GET /dead-letters of that service, mends the cause and replays it."


class Transfer(msgspec.Struct, frozen=True, kw_only=True):
    """A movement of money in the ledger."""

    id: UUID
    kind: str
    posted_at: datetime
    settlement_date: date
    amount_minor: int
    leaf: int | None


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """An event that tells of the payment."""

    id: UUID
    type: str
    published_at: datetime | None


class SealedBy(msgspec.Struct, frozen=True, kw_only=True):
    """The signed checkpoint that vouches for it."""

    size: int
    sealed_at: datetime


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """What cards tells of a payment."""

    id: UUID
    merchant_id: UUID
    till_id: UUID
    status: str
    decline_code: str | None
    currency: str
    requested_minor: int
    amount_minor: int
    bonus_minor: int
    paid_at: datetime
    settlement_date: date | None
    settlement_closed_at: datetime | None
    transfers: list[Transfer]
    sealed_by: SealedBy | None
    events: list[Event]


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an event at a service."""

    event_id: UUID
    service: str = ""
    outcome: str | None = None
    reason: str | None = None
    replayed_at: datetime | None = None


class Followed(msgspec.Struct, frozen=True, kw_only=True):
    """A payment's whole way."""

    trace: Trace
    heard: list[Heard]


def trace(http: httpx.Client, session: Session, payment_id: UUID) -> Told:
    """Tell how far a payment has come. Raises Refused when there is none."""
    found = read(http, session, f"{address(session, 'cards')}/payments/{payment_id}/trace", Trace)
    heard = [
        ask(http, session, service, event) for event in found.events for service in HEARERS
        if service in session.addresses
    ]  # fmt: skip
    sentences = [*of_till(found), *of_ledger(found), *of_settlement(found)]
    for event in found.events:
        sentences.append(of_event(event))
        sentences += [of_hearing(each) for each in heard if each.event_id == event.id]
    following = what_is_missing(found, heard)
    is_well = not any(each.outcome == "dead" and each.replayed_at is None for each in heard)
    answer = Followed(trace=found, heard=heard)
    return Told(sentences=sentences, following=following, answer=answer, is_well=is_well)


def ask(http: httpx.Client, session: Session, service: str, event: Event) -> Heard:
    """Return what became of an event at a service; one that is away says nothing."""
    try:
        url = f"{address(session, service)}/inbox"
        heard = read(http, session, url, Heard, params={"event_id": str(event.id)})
    except Unanswered:
        return Heard(event_id=event.id, service=service, outcome="away")
    except Refused as refused:
        return Heard(event_id=event.id, service=service, outcome="refused", reason=str(refused))
    return msgspec.structs.replace(heard, service=service)


def of_till(found: Trace) -> list[str]:
    """Tell what the till asked for and was answered."""
    asked = money(found.requested_minor, found.currency)
    said = [f"{moment(found.paid_at)}  till {found.till_id} of shop {found.merchant_id} asked for {asked}"]
    if found.status == "declined":
        return [*said, f"{'':19}  cards declined it: {found.decline_code}; nothing moved"]
    paid, bonus = money(found.amount_minor, found.currency), money(found.bonus_minor, found.currency)
    return [*said, f"{'':19}  cards captured {paid} and a bonus of {bonus}"]


def of_ledger(found: Trace) -> list[str]:
    """Tell what was posted and sealed."""
    said = [
        f"{moment(each.posted_at)}  posted as {each.kind} {each.id}, {money(each.amount_minor, found.currency)}, "
        + ("not sealed yet" if each.leaf is None else f"sealed as leaf {each.leaf}")
        for each in found.transfers
    ]
    if found.sealed_by is not None:
        sealed = found.sealed_by
        said.append(f"{moment(sealed.sealed_at)}  signed in a checkpoint over {sealed.size:,} transfers")
    return said


def of_settlement(found: Trace) -> list[str]:
    """Tell with which day it is settled."""
    if found.settlement_date is None:
        return []
    if found.settlement_closed_at is None:
        return [f"{'':19}  settlement day {found.settlement_date} is open"]
    return [f"{moment(found.settlement_closed_at)}  settlement day {found.settlement_date} was closed"]


def of_event(event: Event) -> str:
    """Tell whether an event has left."""
    if event.published_at is None:
        return f"{'':19}  {event.type} waits for the relay ({event.id})"
    return f"{moment(event.published_at)}  {event.type} was published ({event.id})"


def of_hearing(heard: Heard) -> str:
    """Tell what became of an event at a service."""
    words = {
        None: "has not heard it yet",
        "applied": "has applied it",
        "passed": "has heard it; nothing there depends on it",
        "dead": f"could not apply it ({heard.reason})" + (", and did later" if heard.replayed_at else ""),
        "away": "did not answer",
        "refused": f"does not tell: {heard.reason}",
    }
    return f"{'':21}{heard.service} {words.get(heard.outcome, heard.outcome)}"


def what_is_missing(found: Trace, heard: list[Heard]) -> str:
    """Return what to do about the first thing that has not happened."""
    dead = [each.service for each in heard if each.outcome == "dead" and each.replayed_at is None]
    if dead:
        return f"{', '.join(dict.fromkeys(dead))}: {LOOK_AT_DEAD}"
    if any(each.published_at is None for each in found.events):
        return "The relay sends within seconds. If not: is NATS there? /health/consuming and /metrics of cards say."
    late = [each.service for each in heard if each.outcome is None]
    if late:
        names = ", ".join(dict.fromkeys(late))
        return f"{names}: ask again in a moment. If it stays so, look at /health/consuming there."
    if found.transfers and found.sealed_by is None:
        return "The ledger is sealed every few seconds; ask again."
    return "Nothing: it has come everywhere where it has to be by now."
