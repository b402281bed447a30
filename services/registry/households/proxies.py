"""Proxies: who may shop or collect for a household, as its holder has consented to, from when to when.

A consent to a proxy (purpose `proxy`) is the holder's own and stands with the other consents. When the holder changes,
when the household is no more or the proxy dies, the proxy ends.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.registry import ProxyAppointed, ProxyEnded
from services.kit.db import Transaction, uuid7
from services.kit.errors import Malformed, NotFound, Problem
from services.kit.events import publish
from services.kit.sql import load_queries
from services.kit.web import Body, check_version
from services.registry.assessing.facts import Code
from services.registry.households import household_changes, household_notices, households, protections, stays
from services.registry.people import aliases, kinships
from services.registry.privacy import consents

queries = load_queries(__file__)

CONSENT = "proxy"
Right = Literal["shop", "collect"]


class NewProxy(Body, frozen=True, kw_only=True):
    """Whom the holder appoints, and for what; both days included, without a last one until it is ended."""

    person_id: UUID
    may: Annotated[tuple[Right, ...], msgspec.Meta(min_length=1, max_length=2)]
    starts_on: date | None = None
    """Today, where it is not given."""
    ends_on: date | None = None


class Ending(Body, frozen=True, kw_only=True):
    """Why a proxy ends, as a code."""

    reason: Code


class Proxy(msgspec.Struct, frozen=True, kw_only=True):
    """A proxy. `ended_on` is the first day on which it no longer acts, if it was ended before its last day."""

    id: UUID
    version: int
    household_id: UUID
    person_id: UUID
    consented_by: UUID
    may: list[Right]
    starts_on: date
    ends_on: date | None
    appointed_at: datetime
    appointed_by: UUID
    ended_on: date | None
    ended_for: str | None


class ProxyNotAllowed(Problem):
    """This person cannot act for the household."""


class ProxyKnown(Problem):
    """This person acts for the household already."""


class ProxyOver(Problem):
    """The proxy has ended."""


class HolderConsentMissing(Problem):
    """The household's holder has not consented to a proxy."""


async def appoint(transaction: Transaction, household_id: UUID, new: NewProxy, *, version: int) -> Proxy:
    """Let a person act for a household.

    Raises ProxyNotAllowed for one who is too young, dead, erased or the holder, HolderConsentMissing, ProxyKnown,
    Malformed, and whatever a change of a household raises.
    """
    starts_on = new.starts_on or transaction.today
    if starts_on < transaction.today or (new.ends_on is not None and new.ends_on < starts_on):
        raise Malformed("A proxy starts today or later, and ends after it has started.")
    await household_changes.take(transaction, household_id, version=version, on=transaction.today)
    holder_id = await consenting_holder(transaction, household_id)
    await refuse_unfit(transaction, new.person_id, holder_id=holder_id)
    await transaction.execute(queries.close_over, household_id, new.person_id, transaction.today, transaction.actor_id)
    proxy = await transaction.fetch_struct(
        Proxy,
        queries.insert_proxy,
        uuid7(),
        household_id,
        new.person_id,
        holder_id,
        sorted(set(new.may)),
        starts_on,
        new.ends_on,
        transaction.now,
        transaction.actor_id,
    )
    if proxy is None:
        raise ProxyKnown("End the other appointment first.", person_id=new.person_id)
    await publish(
        transaction,
        ProxyAppointed(
            proxy_id=proxy.id,
            household_id=household_id,
            person_id=proxy.person_id,
            may=proxy.may,
            starts_on=starts_on,
            ends_on=proxy.ends_on,
        ),
    )
    await household_notices.tell_appointed(transaction, holder_id, on=starts_on)
    return proxy


async def consenting_holder(transaction: Transaction, household_id: UUID) -> UUID:
    """Return the holder, who has consented to a proxy. Raises HolderConsentMissing."""
    holder_id = stays.holder(await stays.current(transaction, household_id)).person_id
    given = await consents.in_force(transaction, [holder_id])
    if CONSENT not in {consent.purpose for consent in given}:
        raise HolderConsentMissing(f"Record the holder's consent to {CONSENT} first.", person_id=holder_id)
    return holder_id


async def refuse_unfit(transaction: Transaction, person_id: UUID, *, holder_id: UUID) -> None:
    """Raise NotFound, OwnCase, or ProxyNotAllowed for a person who may not act for others."""
    row = await transaction.fetchrow(queries.find_person, person_id)
    if row is None:
        raise NotFound(f"There is no person {person_id}.")
    await aliases.refuse(transaction, person_id)
    await kinships.refuse_persons(transaction, [person_id])
    if row["erased"] or row["died_on"] is not None:
        raise ProxyNotAllowed("The person has died or has been erased.")
    if person_id == holder_id:
        raise ProxyNotAllowed("The holder acts without a proxy.")
    least = household_changes.limits().proxy_age_min
    ages = await households.ages_on(transaction, [person_id], transaction.today)
    if ages.get(person_id, 0) < least:
        raise ProxyNotAllowed(f"Who acts for others is at least {least} years old.", age_years_min=least)


async def end(transaction: Transaction, proxy_id: UUID, ending: Ending, *, version: int) -> Proxy:
    """End a proxy today. Raises NotFound, Stale, ProxyOver, OwnCase, PersonsProtected."""
    proxy = await transaction.fetch_struct(Proxy, queries.lock_proxy, proxy_id)
    if proxy is None:
        raise NotFound(f"There is no proxy {proxy_id}.")
    check_version(proxy.version, version)
    await kinships.refuse(transaction, [proxy.household_id])
    await protections.refuse_hidden_household(transaction, proxy.household_id)
    if proxy.ended_on is not None:
        raise ProxyOver("Nothing is left to end.")
    await end_each(transaction, [proxy], reason=ending.reason)
    return await find(transaction, proxy_id)


async def end_all(transaction: Transaction, *, household_id: UUID | None, person_id: UUID | None, reason: str) -> None:
    """End every proxy of a household, or of a person, or of both. What follows from a change asks nobody."""
    acting = await transaction.fetch_structs(Proxy, queries.lock_acting, household_id, person_id)
    await end_each(transaction, acting, reason=reason)


async def end_consented(transaction: Transaction, holder_id: UUID) -> None:
    """End what a holder had consented to: the consent was withdrawn."""
    acting = await transaction.fetch_structs(Proxy, queries.lock_consented, holder_id)
    await end_each(transaction, acting, reason="consent_withdrawn")


async def end_each(transaction: Transaction, acting: Sequence[Proxy], *, reason: str) -> None:
    """End locked proxies and tell the other services. One that was still to start ends on its first day."""
    for proxy in acting:
        ended_on = max(transaction.today, proxy.starts_on)
        await transaction.execute(queries.end_proxy, proxy.id, ended_on, reason, transaction.actor_id)
        await publish(
            transaction,
            ProxyEnded(
                proxy_id=proxy.id, household_id=proxy.household_id, person_id=proxy.person_id, ended_on=ended_on
            ),
        )
        await household_notices.tell_ended(transaction, proxy.consented_by, on=ended_on)


async def find(transaction: Transaction, proxy_id: UUID) -> Proxy:
    """Return a proxy. Raises NotFound."""
    proxy = await transaction.fetch_struct(Proxy, queries.find_proxy, proxy_id)
    if proxy is None:
        raise NotFound(f"There is no proxy {proxy_id}.")
    return proxy


async def list_page(transaction: Transaction, household_id: UUID, *, after: UUID | None, limit: int) -> list[Proxy]:
    """Return one proxy of a household more than the limit, oldest first. Raises NotFound, OwnCase, PersonsProtected."""
    await households.refuse_unknown(transaction, household_id)
    await kinships.refuse(transaction, [household_id])
    await protections.refuse_hidden_household(transaction, household_id)
    return await transaction.fetch_structs(Proxy, queries.list_proxies, household_id, after, limit + 1)
