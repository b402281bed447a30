"""A participant: what they need to take part, and their certificate."""

from datetime import date
from uuid import UUID

import httpx
import msgspec

from services.console.clients.caller import Caller, Command, Named, ServiceRefused, fetch, fetch_all, fetch_file, send

SERVICE = "incubator"


class Answers(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Six answers from 1 to 4, each may be left out, and what the participant asks for besides."""

    seeing: int | None = None
    hearing: int | None = None
    walking: int | None = None
    cognition: int | None = None
    self_care: int | None = None
    communication: int | None = None
    also: list[str] = []


class StatedNeed(msgspec.Struct, frozen=True, kw_only=True):
    """A need."""

    id: UUID
    need: str


class Needs(msgspec.Struct, frozen=True, kw_only=True):
    """A participant's needs; never the answers they follow from."""

    version: int
    needs: list[StatedNeed]


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate, without the name on it."""

    id: UUID
    version: int
    enrolment_id: UUID
    state: str
    attended: int
    sessions: int
    completed_on: date


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """That a municipality has signed a certificate, and whether it still stands by it."""

    state: str
    holder: str
    title: str
    completed_on: date


async def check_certificate(caller: Caller, municipality_id: UUID, text: str) -> Checked | None:
    """Return what a certificate says that this municipality has signed; None where it has not."""
    command = Command(path=f"/certificate-checks?municipality={municipality_id}", body={"text": text})
    try:
        return await send(caller, SERVICE, command, Checked)
    except ServiceRefused as refused:
        if refused.type != "certificate-not-ours":
            raise
        return None


async def read_needs(caller: Caller, enrolment_id: UUID) -> Needs:
    """Return a participant's needs; the look is kept."""
    return await fetch(caller, SERVICE, f"/enrolments/{enrolment_id}/accommodation", Needs)


async def state_needs(caller: Caller, enrolment_id: UUID, answers: Answers, version: int | None) -> Needs:
    """Replace a participant's answers; nobody is shown them again."""
    path = f"/enrolments/{enrolment_id}/accommodation"
    return await send(caller, SERVICE, Command(path=path, body=answers, version=version, method="PUT"), Needs)


async def list_certificates(caller: Caller) -> list[Certificate]:
    """Return certificates, oldest first; a participant gets their own."""
    return await fetch_all(caller, SERVICE, "/certificates", Certificate)


async def issue_certificate(caller: Caller, enrolment_id: UUID, language: str, key: str) -> Named:
    """Give a participant their certificate."""
    path = f"/enrolments/{enrolment_id}/certificates"
    return await send(caller, SERVICE, Command(path=path, body={"language": language}, key=key), Named)


async def revoke_certificate(caller: Caller, certificate_id: UUID, reason: str, form: tuple[str, int | None]) -> Named:
    """Take a certificate back; `form` is its key and the version that was seen."""
    path = f"/certificates/{certificate_id}/revocations"
    command = Command(path=path, body={"reason": reason}, key=form[0], version=form[1])
    return await send(caller, SERVICE, command, Named)


async def open_certificate(caller: Caller, certificate_id: UUID) -> httpx.Response:
    """Return the paper; the look is kept."""
    return await fetch_file(caller, SERVICE, f"/certificates/{certificate_id}/paper")
