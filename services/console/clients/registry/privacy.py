"""What is kept about people at registry: consents, what courts and audits hold, lists of what is due to be erased."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

import httpx
import msgspec

from services.console.clients.caller import Caller, Command, Listed, Named, fetch, fetch_all, fetch_file, send
from services.console.clients.registry.households import SERVICE, Person

PURPOSE: Final = "subject_access"


class PersonFile(Person, frozen=True, kw_only=True):
    """A person's file, as it is shown to who may end it."""

    version: int
    erased_at: datetime | None


class PurposeAsked(msgspec.Struct, frozen=True, kw_only=True):
    """What people may be asked to allow, with the text that is shown to them."""

    code: str
    text: str


class PurposesAsked(msgspec.Struct, frozen=True, kw_only=True):
    """All that people may be asked to allow."""

    items: list[PurposeAsked]


class NewConsent(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody allows, and how they said so."""

    purpose: str
    given_how: str


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """What a person allows, or has allowed."""

    id: UUID
    purpose: str
    given_at: datetime
    given_how: str
    valid_until: date | None
    withdrawn_at: datetime | None
    withdrawn_how: str | None


class Withdrawal(msgspec.Struct, frozen=True, kw_only=True):
    """What follows from a consent that was taken back, in the person's language."""

    consent: Consent
    effect: str
    application_ids: list[UUID]


class NewHold(msgspec.Struct, frozen=True, kw_only=True):
    """Why a file is kept, and the number of the file that asks for it."""

    reason: str
    file_number: str


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """What keeps a person's file from being erased."""

    id: UUID
    version: int
    person_id: UUID
    reason: str
    file_number: str
    state: str
    placed_at: datetime
    placed_by: UUID
    proposed_by: UUID | None
    lifted_at: datetime | None


class NewErasureList(msgspec.Struct, frozen=True, kw_only=True):
    """Of which kind a list is made now."""

    kind: str


class ErasureList(msgspec.Struct, frozen=True, kw_only=True):
    """What was due to be erased on a day, and what became of it."""

    id: UUID
    version: int
    kind: str
    listed_on: date
    due_before: date
    automatic: bool
    state: str
    due: int
    erased: int
    held: int
    not_due: int


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """One record on a list."""

    id: UUID
    person_id: UUID | None
    outcome: str | None


async def read_file(caller: Caller, person_id: UUID) -> PersonFile:
    """Return a person's file; the look is kept."""
    return await fetch(caller, SERVICE, f"/persons/{person_id}", PersonFile, purpose=PURPOSE)


async def list_consents(caller: Caller, person_id: UUID) -> list[Consent]:
    """Return what a person allows and has allowed, newest first."""
    return (await fetch_all(caller, SERVICE, f"/persons/{person_id}/consents", Consent))[::-1]


async def list_purposes(caller: Caller, language: str) -> dict[str, str]:
    """Return the text of what people may be asked to allow, by its code."""
    asked = await fetch(caller, SERVICE, "/consent-purposes", PurposesAsked, language=language)
    return {purpose.code: purpose.text for purpose in asked.items}


async def give_consent(caller: Caller, person_id: UUID, given: NewConsent) -> None:
    """Note what a person allows; noted again it changes nothing."""
    body = {"person_id": person_id, "purpose": given.purpose, "given_how": given.given_how}
    await send(caller, SERVICE, Command(path="/consents", body=body), Named)


async def withdraw(caller: Caller, consent_id: UUID, how: str) -> Withdrawal:
    """End a consent, as the person asks for."""
    return await send(caller, SERVICE, Command(path=f"/consents/{consent_id}/withdraw?how={how}"), Withdrawal)


async def print_accesses(caller: Caller, person_id: UUID) -> httpx.Response:
    """Return on paper who looked at a person's file and why, in the person's language."""
    return await fetch_file(caller, SERVICE, f"/persons/{person_id}/accesses/paper")


async def export(caller: Caller, person_id: UUID) -> httpx.Response:
    """Return all that is kept about a person, for the person to take along."""
    return await fetch_file(caller, SERVICE, f"/persons/{person_id}/export")


async def hand_over(caller: Caller, person_id: UUID, key: str) -> Named:
    """Take the letters that are kept for somebody to whom nothing is posted. Raises ServiceRefused when none is."""
    return await send(caller, SERVICE, Command(path=f"/persons/{person_id}/letter-prints", key=key), Named)


async def erase(caller: Caller, person_id: UUID, *, form: tuple[str, int | None]) -> None:
    """Make a person's data unreadable for ever."""
    key, version = form
    await send(caller, SERVICE, Command(path=f"/persons/{person_id}/erase", key=key, version=version), Named)


async def list_holds(caller: Caller, person_id: UUID | None = None) -> list[Hold]:
    """Return what keeps files from being erased, oldest first: one person's, lifted ones too, or all that hold."""
    found = await fetch_all(caller, SERVICE, "/legal-holds", Hold, person_id=person_id)
    return [hold for hold in found if person_id is not None or hold.state != "lifted"]


async def place_hold(caller: Caller, person_id: UUID, new: NewHold, key: str) -> Named:
    """Keep all of a person's file for a court or an audit."""
    return await send(caller, SERVICE, Command(path=f"/persons/{person_id}/legal-holds", body=new, key=key), Named)


async def change_hold(caller: Caller, hold_id: UUID, step: str, *, form: tuple[str, int | None]) -> Named:
    """Propose to lift a hold; lift it as another, or leave it."""
    key, version = form
    return await send(caller, SERVICE, Command(path=f"/legal-holds/{hold_id}/{step}", key=key, version=version), Named)


async def list_erasures(caller: Caller, cursor: str | None) -> Listed[ErasureList]:
    """Return the lists of what was due to be erased, newest first."""
    return await fetch(caller, SERVICE, "/retention-runs", Listed[ErasureList], cursor=cursor)


async def make_erasure_list(caller: Caller, new: NewErasureList, key: str) -> Named:
    """List what is due of a kind now. Raises ServiceRefused when nothing is."""
    return await send(caller, SERVICE, Command(path="/retention-runs", body=new, key=key), Named)


async def read_erasure_list(caller: Caller, list_id: UUID) -> ErasureList:
    """Return a list."""
    return await fetch(caller, SERVICE, f"/retention-runs/{list_id}", ErasureList)


async def list_records(caller: Caller, list_id: UUID, cursor: str | None) -> Listed[Listing]:
    """Return the records of a list."""
    return await fetch(caller, SERVICE, f"/retention-runs/{list_id}/items", Listed[Listing], cursor=cursor)


async def answer_erasure_list(caller: Caller, list_id: UUID, step: str, *, form: tuple[str, int | None]) -> Named:
    """Let a list be erased, or leave all of it."""
    key, version = form
    command = Command(path=f"/retention-runs/{list_id}/{step}", key=key, version=version)
    return await send(caller, SERVICE, command, Named)
