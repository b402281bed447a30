"""Notes: what those who work on a case write for each other. Sealed, as written, and in no letter."""

from datetime import datetime
from uuid import UUID

import msgspec

from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound
from services.kit.sql import load_queries
from services.kit.web import Body, LongText
from services.registry.cases import applications, case_texts, info_requests
from services.registry.privacy.purposes import Purpose

queries = load_queries(__file__)


class NewNote(Body, frozen=True, kw_only=True):
    """A note as written."""

    text: LongText


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """A note. The text of an erased person's case is gone."""

    id: UUID
    application_id: UUID
    text_id: UUID
    text: str | None = None
    written_at: datetime
    written_by: UUID


async def write(transaction: Transaction, application_id: UUID, new: NewNote) -> Note:
    """Add a note to a case, in whatever state it is, and return it without its text. Raises NotFound, PersonErased."""
    application = await applications.lock(transaction, application_id)
    applicant_id = await info_requests.applicant_of(transaction, application)
    text_id = await case_texts.keep(transaction, applicant_id, new.text)
    note_id = uuid7()
    await transaction.execute(
        queries.insert_note, note_id, application.id, text_id, transaction.now, transaction.actor_id
    )
    return await find(transaction, note_id)


async def find(transaction: Transaction, note_id: UUID) -> Note:
    """Return a note without its text. Raises NotFound."""
    note = await transaction.fetch_struct(Note, queries.find_note, note_id)
    if note is None:
        raise NotFound(f"There is no note {note_id}.")
    return note


async def read(transaction: Transaction, application_id: UUID, *, purpose: Purpose) -> list[Note]:
    """Return a case's notes with their texts, oldest first; who read them and why is kept. Raises NotFound, OwnCase."""
    await applications.look_into(transaction, application_id)
    notes = await transaction.fetch_structs(Note, queries.list_notes, application_id)
    texts = await case_texts.read(transaction, [note.text_id for note in notes], purpose=purpose)
    return [msgspec.structs.replace(note, text=texts.get(note.text_id)) for note in notes]
