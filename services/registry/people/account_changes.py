"""Account changes: the account to which a beneficiary is paid changes by two people, after notice and a cooling time.

A forged change is how benefits are stolen. So one person proposes, another one who has seen the bank's paper confirms,
the beneficiary is told, and the next bank file after the cooling time (`rules/accounts.toml`) pays to the new account.
Until then everybody who works on the case can stop it. An account that nobody is paid to is corrected by one person:
the decision on a right is the second one. Whoever becomes a household's holder later is paid after a change only, be it
to the account on record: else one who enters a spouse's account and the change of holder turns the payments around.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final, Literal
from uuid import UUID

import msgspec

from services.kit import audit, vault
from services.kit.db import Transaction, uuid7
from services.kit.errors import Fault, Malformed, NotFound, Problem, SameActor
from services.kit.sentences import Sentence, say, sentence
from services.kit.settings import Settings
from services.kit.sql import load_queries
from services.kit.ticker import Timer
from services.kit.transitions import transition
from services.kit.web import Body, ShortText, check_version
from services.registry.duplicates import suspicions
from services.registry.households import protections
from services.registry.letters import letters
from services.registry.letters.letters import Telling
from services.registry.people import aliases, identifiers, kinships, persons

queries = load_queries(__file__)

AccountChangeState = Literal["proposed", "confirmed", "in_force", "rejected"]
TRANSITIONS: Mapping[AccountChangeState, tuple[AccountChangeState, ...]] = {
    "proposed": ("confirmed", "rejected"),
    "confirmed": ("in_force", "rejected"),
}
BATCH: Final = 500
PURPOSE: Final = "payment"
PROPOSED: Final = "iban_proposed"
"""The vault field that keeps the account of a person's open change until it is in force or rejected."""


class Parameters(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `rules/accounts.toml` says."""

    cooling_days: int
    source: str


class NewAccount(Body, frozen=True, kw_only=True):
    """The account as it stands on the bank's paper."""

    iban: ShortText


class AccountChange(msgspec.Struct, frozen=True, kw_only=True):
    """A change as its row tells: who and when, and nothing of the account."""

    id: UUID
    version: int
    person_id: UUID
    state: AccountChangeState
    proposed_by: UUID
    proposed_at: datetime
    confirmed_by: UUID | None
    confirmed_at: datetime | None
    usable_from: date | None
    """The first day on which it is paid to."""
    rejected_by: UUID | None
    rejected_at: datetime | None
    warnings: list[Fault] = []
    """What is odd about the number and was accepted; only in the answer to its entry."""


class Accounts(msgspec.Struct, frozen=True, kw_only=True):
    """The accounts that the second person compares with the bank's paper."""

    iban: str | None
    """As proposed; absent once that is rejected or in force."""
    present_iban: str | None


class AccountChangeOpen(Problem):
    """Another change of this person's account waits."""


class AccountPaid(Problem):
    """Benefits are paid to this account: it changes by two people."""


class AccountUnchanged(Problem):
    """This is the account that is paid already."""


@cache
def parameters() -> Parameters:
    """Return the parameters of this release."""
    file = Path(__file__).parents[1] / "rules" / "accounts.toml"
    return msgspec.toml.decode(file.read_bytes(), type=Parameters)


async def propose(transaction: Transaction, person_id: UUID, new: NewAccount) -> AccountChange:
    """Propose another account of a person, or to pay to the one on record where nobody was paid to it.

    Raises Malformed, AccountUnchanged, AccountChangeOpen, PersonMerged, NotFound, OwnCase, PersonsProtected.
    """
    await refuse_file(transaction, person_id)
    checked = identifiers.check_iban(new.iban, country=transaction.municipality.country)
    if checked.faults:
        faults = [Fault(pointer="/iban", detail=say("registry", fault, "en")) for fault in checked.faults]
        raise Malformed("Mend what is named in errors and send it again.", errors=faults)
    opened = await vault.open_fields(transaction, person_id, purpose=PURPOSE, only={"iban"})
    if opened.get("iban") == checked.value and await is_paid(transaction, person_id):
        raise AccountUnchanged("Nothing would change.")
    change_id = uuid7()
    row = await transaction.fetchval(queries.insert_change, change_id, person_id, transaction.actor_id, transaction.now)
    if row is None:
        raise AccountChangeOpen("Let it come into force, or reject it first.")
    await vault.seal(transaction, person_id, {PROPOSED: checked.value})
    await note(transaction, "proposed", person_id)
    warnings = [Fault(pointer="/iban", detail=say("registry", warning, "en")) for warning in checked.warnings]
    return msgspec.structs.replace(await find(transaction, change_id), warnings=warnings)


async def refuse_file(transaction: Transaction, person_id: UUID) -> None:
    """Raise PersonMerged, NotFound, OwnCase or PersonsProtected where the acting person may not open this file."""
    await aliases.refuse(transaction, person_id)
    if not await vault.fields_held(transaction, [person_id], ["given_name"]):
        raise NotFound(f"There is no person {person_id}.")
    await kinships.refuse_persons(transaction, [person_id])
    await protections.refuse_hidden(transaction, person_id)


async def is_paid(transaction: Transaction, person_id: UUID) -> bool:
    """Return whether two people have seen this person's account: with the decision of a right, or with a change."""
    return bool(await transaction.fetchval(queries.is_paid, person_id))


async def refuse_paid(transaction: Transaction, person_id: UUID) -> None:
    """Raise AccountPaid or AccountChangeOpen where one person alone may not change an account."""
    if await transaction.fetchval(queries.has_open_change, person_id):
        raise AccountChangeOpen("Let it come into force, or reject it first.")
    if await is_paid(transaction, person_id):
        raise AccountPaid("Propose it: POST /persons/{person_id}/account-changes.")


async def confirm(transaction: Transaction, change_id: UUID, *, version: int) -> AccountChange:
    """Agree to a change, as somebody who did not propose it, and tell the person from when on it is paid to.

    Raises SameActor, TransitionForbidden, Stale, NotFound, OwnCase, PersonsProtected.
    """
    change = await take(transaction, change_id, version=version)
    state = transition(TRANSITIONS, change.state, "confirmed")
    if transaction.actor_id == change.proposed_by:
        raise SameActor("Somebody who did not propose this account has to confirm it.")
    usable_from = await first_day(transaction, change.person_id)
    await transaction.execute(
        queries.confirm_change, change_id, state, transaction.actor_id, transaction.now, usable_from
    )
    await note(transaction, "confirmed", change.person_id)
    body = sentence(
        "From {usable_on} your benefits are paid to another bank account.", usable_on=usable_from.isoformat()
    )
    await tell(transaction, change.person_id, body)
    return await find(transaction, change_id)


async def first_day(transaction: Transaction, person_id: UUID) -> date:
    """Return the first day on which a change confirmed now is paid to. A first account takes nothing from anybody."""
    held = await vault.fields_held(transaction, [person_id], ["iban"])
    first = not held and await transaction.fetchval(queries.was_granted, person_id)
    return transaction.today + timedelta(days=0 if first else parameters().cooling_days)


async def reject(transaction: Transaction, change_id: UUID, *, version: int) -> AccountChange:
    """Refuse a change, take an own one back, or stop one whose cooling time runs: the person may object.

    Raises TransitionForbidden, Stale, NotFound, OwnCase, PersonsProtected.
    """
    change = await take(transaction, change_id, version=version)
    await drop(transaction, change)
    if change.state == "confirmed":
        body = sentence("Your benefits go on being paid to the bank account of before.")
        await tell(transaction, change.person_id, body)
    return await find(transaction, change_id)


async def drop(transaction: Transaction, change: AccountChange) -> None:
    """Reject a change and forget its account."""
    state = transition(TRANSITIONS, change.state, "rejected")
    await transaction.execute(queries.reject_change, change.id, state, transaction.actor_id, transaction.now)
    await vault.remove_fields(transaction, [change.person_id], [PROPOSED])
    await note(transaction, "rejected", change.person_id)


async def take_effect(transaction: Transaction) -> None:
    """Put the changes into force whose cooling time is over; of who died or is erased or merged they are rejected."""
    for row in await transaction.fetch(queries.lock_due, transaction.today, BATCH):
        change = await find(transaction, row["id"])
        if row["living"]:
            await put_in_force(transaction, change)
        else:
            await drop(transaction, change)


async def put_in_force(transaction: Transaction, change: AccountChange) -> None:
    """Let the proposed account be the person's."""
    state = transition(TRANSITIONS, change.state, "in_force")
    opened = await vault.open_fields(transaction, change.person_id, purpose=PURPOSE, only={PROPOSED})
    await vault.seal(transaction, change.person_id, {"iban": opened[PROPOSED]}, indexed=persons.INDEXED)
    await vault.remove_fields(transaction, [change.person_id], [PROPOSED])
    await transaction.execute(queries.put_in_force, change.id, state)
    await transaction.execute(queries.touch_person, change.person_id)
    await note(transaction, "in_force", change.person_id)
    await suspicions.check_again(transaction, [change.person_id])


async def tick(transaction: Transaction, settings: Settings) -> None:
    """Put what is due into force, for the day."""
    await take_effect(transaction)


TIMER: Final = Timer("put_accounts_in_force", timedelta(hours=1), tick)


async def reveal(transaction: Transaction, change_id: UUID) -> Accounts:
    """Return both accounts for who compares them with the bank's paper; who looked is kept."""
    change = await find(transaction, change_id)
    await refuse_file(transaction, change.person_id)
    opened = await vault.open_fields(transaction, change.person_id, purpose=PURPOSE, only={"iban", PROPOSED})
    waits = change.state in {"proposed", "confirmed"}
    return Accounts(iban=opened.get(PROPOSED) if waits else None, present_iban=opened.get("iban"))


async def take(transaction: Transaction, change_id: UUID, *, version: int) -> AccountChange:
    """Return a change locked until the end of the transaction. Raises NotFound, Stale, OwnCase, PersonsProtected."""
    await transaction.execute(queries.lock_change, change_id)
    change = await find(transaction, change_id)
    check_version(change.version, version)
    await kinships.refuse_persons(transaction, [change.person_id])
    await protections.refuse_hidden(transaction, change.person_id)
    return change


async def find(transaction: Transaction, change_id: UUID) -> AccountChange:
    """Return a change. Raises NotFound."""
    change = await transaction.fetch_struct(AccountChange, queries.find_change, change_id)
    if change is None:
        raise NotFound(f"There is no change of an account {change_id}.")
    return change


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which changes to list."""

    state: AccountChangeState | None = None
    person_id: UUID | None = None
    after: UUID | None = None
    limit: int = 50


async def list_page(transaction: Transaction, wanted: Wanted) -> list[AccountChange]:
    """Return one change more than the limit, oldest first."""
    return await transaction.fetch_structs(
        AccountChange, queries.list_changes, wanted.state, wanted.person_id, wanted.after, wanted.limit + 1
    )


async def note(transaction: Transaction, what: str, person_id: UUID) -> None:
    """Keep who did what, without the account."""
    await audit.record(transaction, f"account_{what}", object_type="person", object_ids=[person_id], purpose=PURPOSE)


async def tell(transaction: Transaction, person_id: UUID, body: Sentence) -> None:
    """Tell a person what happens to the account, so that whoever did not ask for it can object in time."""
    said = Telling(
        person_id=person_id,
        subject=sentence("Your bank account."),
        body=body,
        details=(sentence("If this is not as you wanted it, call or visit the desk."),),
    )
    await letters.tell(transaction, [said])
