"""Channels: how a person is told things: as chosen and consented to, never at night, to people at risk only by hand."""

import tomllib
from collections.abc import Collection
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Literal
from uuid import UUID

import msgspec

from services.kit import vault
from services.kit.db import Transaction
from services.kit.errors import NotFound, Stale
from services.kit.messages import Channel
from services.kit.sql import load_queries
from services.kit.web import Body
from services.registry.households import protections
from services.registry.people import aliases
from services.registry.privacy import consents
from services.registry.privacy.consents import GivenHow, NewConsent

queries = load_queries(__file__)

Choice = Literal["email", "sms", "print"]

FIELDS: tuple[tuple[str, Channel], ...] = (("email", "email"), ("phone", "sms"))
"""The channel by what the vault keeps of a person, the first that fits; who has neither gets a letter."""
CONSENT = "electronic_messages"


class Parameters(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `rules/channels.toml` says."""

    without_choice: Literal["held", "print"]
    quiet_from: time
    quiet_until: time


class Choosing(Body, frozen=True, kw_only=True):
    """How a person wants to be told things; choosing e-mail or SMS is a consent, given in this way."""

    channel: Choice
    given_how: GivenHow = "desk"


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """How a person is told things: what was chosen, and what comes of it today."""

    id: UUID
    version: int
    language: str
    chosen: Choice | None
    consents: bool
    withdrew: bool
    used: Channel = "print"
    """`inbox` is for people at risk: what they are told is kept for them and handed over."""


@cache
def parameters() -> Parameters:
    """Return what is the same for everybody."""
    file = Path(__file__).parents[1] / "rules" / "channels.toml"
    return msgspec.convert(tomllib.loads(file.read_text("utf-8")), Parameters)


async def reach(transaction: Transaction, person_ids: Collection[UUID]) -> dict[UUID, Reach]:
    """Return how those of these persons are told things who live and are not erased."""
    rows = await transaction.fetch_structs(Reach, queries.select_reach, list(person_ids), transaction.today)
    held = await vault.fields_held(transaction, [row.id for row in rows], [field for field, _ in FIELDS])
    protected = await protections.protected_among(transaction, [row.id for row in rows])
    return {
        row.id: msgspec.structs.replace(
            row, used="inbox" if row.id in protected else channel_of(row, held.get(row.id, ()))
        )
        for row in rows
    }


def channel_of(row: Reach, held: Collection[str]) -> Channel:
    """Return how somebody is reached of whom the vault keeps these fields."""
    refuses = row.chosen == "print" or (row.withdrew and not row.consents)
    if refuses or (parameters().without_choice == "print" and not row.consents):
        return "print"
    if row.chosen is not None:
        return next((channel for field, channel in FIELDS if channel == row.chosen and field in held), "print")
    return next((channel for field, channel in FIELDS if field in held), "print")


def wait_of(transaction: Transaction, channel: Channel) -> timedelta:
    """Return how long a message waits, so that no SMS comes at night."""
    if channel != "sms":
        return timedelta()
    return until_morning(transaction.now.astimezone(transaction.municipality.zone), parameters())


def until_morning(local: datetime, quiet: Parameters) -> timedelta:
    """Return the time from a local instant to the end of the quiet hours, nothing outside them."""
    begins, ends = quiet.quiet_from, quiet.quiet_until
    across = begins > ends
    now = local.time()
    is_quiet = (now >= begins or now < ends) if across else begins <= now < ends
    if not is_quiet:
        return timedelta()
    day = local.date() + timedelta(days=1 if across and now >= begins else 0)
    return datetime.combine(day, ends, tzinfo=local.tzinfo) - local


async def find(transaction: Transaction, person_id: UUID) -> Reach:
    """Return how a person is told things. Raises NotFound, also for one who was erased or has died."""
    person_id = await aliases.resolve(transaction, person_id)
    found = await reach(transaction, [person_id])
    if person_id not in found:
        raise NotFound(f"There is no living person {person_id}.")
    return found[person_id]


async def choose(transaction: Transaction, person_id: UUID, choosing: Choosing, *, version: int) -> Reach:
    """Keep how a person wants to be told things, with the consent for e-mail and SMS. Raises NotFound, Stale."""
    await aliases.refuse(transaction, person_id)
    await find(transaction, person_id)
    if await transaction.fetchval(queries.choose_channel, person_id, choosing.channel, version) is None:
        raise Stale("The person was changed in the meantime; read it again.")
    if choosing.channel != "print":
        consent = NewConsent(person_id=person_id, purpose=CONSENT, given_how=choosing.given_how)
        await consents.give(transaction, consent)
    return await find(transaction, person_id)
