"""Notes are for colleagues: sealed, never changed, opened for a purpose, and in nothing that the applicant gets."""

import asyncpg
import pytest

from services.kit.db import Connection
from tests.clients import Client, person_id
from tests.registry import factories
from tests.registry.telling import told
from tests.registry.walking import SUPERVISOR, reach, take

TEXT = "Ο γείτονας Παπαδόπουλος λέει ότι το σπίτι είναι άδειο."


async def test_a_note_is_read_by_colleagues_for_a_purpose(paggaio: Client, connection: Connection) -> None:
    case = await factories.assessed(paggaio)
    path = f"/applications/{case['id']}/notes"
    written = await paggaio.post(path, {"text": TEXT})
    assert (written["text"], written["written_by"]) == (None, str(person_id("maria")))
    assert (await paggaio.send("GET", path)).status_code == 400
    (note,) = await paggaio.get(f"{path}?purpose=decision", by=SUPERVISOR)
    assert note["text"] == TEXT
    rows = await connection.fetch("SELECT actor_id, purpose FROM audit_entries WHERE action = 'texts_read'")
    assert [tuple(row) for row in rows] == [(person_id("eleni"), "decision")]
    assert (await paggaio.send("GET", f"{path}?purpose=decision", by="sofia card_desk")).status_code == 403


async def test_no_word_of_a_note_is_readable_in_the_database(paggaio: Client, connection: Connection) -> None:
    case = await factories.assessed(paggaio)
    await paggaio.post(f"/applications/{case['id']}/notes", {"text": TEXT})
    row = await connection.fetchrow("SELECT t::text AS row, t.sealed FROM case_texts AS t")
    assert row is not None
    assert "Παπαδόπουλος" not in row["row"]
    assert "Παπαδόπουλος".encode() not in row["sealed"]


async def test_the_applicant_is_not_shown_a_note(paggaio: Client) -> None:
    case = await reach(paggaio, "recommended")
    await paggaio.post(f"/applications/{case['id']}/notes", {"text": TEXT})
    case = await take(paggaio, case, "approve")
    assert "Παπαδόπουλος" not in str(await told(paggaio))
    assert "Παπαδόπουλος" not in str(await paggaio.get(f"/applications/{case['id']}"))


async def test_a_note_stays_as_it_was_written(paggaio: Client, connection: Connection) -> None:
    case = await factories.assessed(paggaio)
    for text in ("first", "second"):
        await paggaio.post(f"/applications/{case['id']}/notes", {"text": text})
    notes = await paggaio.get(f"/applications/{case['id']}/notes?purpose=case_work")
    assert [note["text"] for note in notes] == ["first", "second"]
    await connection.execute("RESET ROLE")
    for statement in ("DELETE FROM notes", "UPDATE notes SET written_by = id", "DELETE FROM case_texts"):
        with pytest.raises(asyncpg.RestrictViolationError):
            async with connection.transaction():
                await connection.execute(statement)


async def test_another_tenant_reads_and_writes_none(paggaio: Client, al_koura: Client) -> None:
    path = f"/applications/{(await factories.assessed(paggaio))['id']}/notes"
    assert (await al_koura.refused("GET", f"{path}?purpose=case_work"))[0] == 404
    assert (await al_koura.refused("POST", path, {"text": TEXT}))[0] == 404
