"""Payees: before an award is paid, somebody makes sure that the merchant is the one that was awarded, and it cools.

Account numbers are merchants' own: there a second person verifies each, and a changed one waits. What is looked at here
is that the enterprise of the award is still behind its merchant (vechain/grant-program#253: a payee changed at payment
time).
"""

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from services.incubator.granting import awards, schedules
from services.incubator.granting.awards import Award
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.sql import load_queries
from services.kit.web import Body

queries = load_queries(__file__)

Method = Literal["called_back", "bank_letter", "visited"]


class NewPayeeCheck(Body, frozen=True, kw_only=True):
    """How somebody made sure who is to be paid: called back on a number known before, a bank's letter, or a visit."""

    method: Method


class PayeeCheck(msgspec.Struct, frozen=True, kw_only=True):
    """That, how and by whom a payee was verified again."""

    id: UUID
    award_id: UUID
    merchant_id: UUID
    method: Method
    checked_on: date
    checked_by: UUID


class PayeeUnknown(Problem):
    """The enterprise of this award is no merchant yet."""


class PayeeNotVerified(Problem):
    """The payee was not verified again, or that has not cooled, or it was too long ago."""


async def check(transaction: Transaction, award_id: UUID, new: NewPayeeCheck) -> PayeeCheck:
    """Record that a payee was verified again. Raises PayeeUnknown, SameActor, ConflictOfInterest."""
    award = await awards.lock(transaction, award_id)
    await awards.refuse_close(transaction, award)
    checked = await transaction.fetch_struct(
        PayeeCheck,
        queries.insert_payee_check,
        uuid7(),
        award.id,
        await merchant_of(transaction, award),
        new.method,
        transaction.today,
        transaction.actor_id,
    )
    assert checked is not None
    return checked


async def merchant_of(transaction: Transaction, award: Award) -> UUID:
    """Return the merchant that the award's enterprise has become. Raises PayeeUnknown."""
    merchant_id: UUID | None = await transaction.fetchval(
        queries.select_merchant, award.application_id, award.recipient_id
    )
    if merchant_id is None:
        raise PayeeUnknown("It is accredited and accepted as a merchant first; its account is verified there.")
    return merchant_id


async def fresh(transaction: Transaction, award: Award) -> PayeeCheck:
    """Return the check by which an award may be paid today. Raises PayeeUnknown, PayeeNotVerified."""
    merchant_id = await merchant_of(transaction, award)
    terms = await awards.terms_of(transaction, award)
    for each in reversed(await list_of(transaction, award.id)):
        if each.merchant_id == merchant_id and schedules.payee_is_fresh(terms, each.checked_on, transaction.today):
            return each
    raise PayeeNotVerified(
        f"Verify it again, and wait {terms.payee_cooling_days} days.",
        payee_cooling_days=terms.payee_cooling_days,
        payee_check_days=terms.payee_check_days,
    )


async def find(transaction: Transaction, check_id: UUID) -> PayeeCheck:
    """Return a check. Raises NotFound."""
    found = await transaction.fetch_struct(PayeeCheck, queries.select_payee_check, check_id)
    if found is None:
        raise NotFound("There is no such check of a payee.")
    return found


async def list_of(transaction: Transaction, award_id: UUID) -> list[PayeeCheck]:
    """Return the checks of an award's payee, oldest first."""
    await awards.find(transaction, award_id)
    return await transaction.fetch_structs(PayeeCheck, queries.select_payee_checks, award_id)
