"""An application in other languages, for those who judge it."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, fetch, send

SERVICE = "incubator"


class NewTranslation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Answers in another language, and what the translator notes about them."""

    answers: dict[str, str] = {}
    note: str | None = None
    made_by: Literal["person", "machine"]


class Translation(msgspec.Struct, frozen=True, kw_only=True):
    """An application in another language; the texts are gone once the applicant was erased."""

    language: str
    made_by: str
    translated_at: datetime
    answers: dict[str, str] = {}
    note: str | None = None


async def list_translations(caller: Caller, idea_id: UUID) -> list[Translation]:
    """Return an application in other languages; the look is kept."""
    return await fetch(caller, SERVICE, f"/applications/{idea_id}/translations", list[Translation])


async def translate(caller: Caller, idea_id: UUID, language: str, new: NewTranslation) -> None:
    """Put an application into another language, replacing an earlier translation into it."""
    path = f"/applications/{idea_id}/translations/{language}"
    body = {"answers": new.answers, "note": new.note, "made_by": new.made_by}
    await send(caller, SERVICE, Command(path=path, body=body, method="PUT"), list[Translation])
