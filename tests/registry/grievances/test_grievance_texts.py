"""What a complaint says is sealed, and gone with the person."""

from services.kit.db import Connection
from tests.clients import Client
from tests.registry import factories
from tests.registry.grievances.test_grievances import SUPERVISOR, TEXT, complained


async def test_no_table_holds_the_text_and_who_read_it_is_kept(paggaio: Client, connection: Connection) -> None:
    person = await paggaio.post("/persons", factories.person())
    receipt = await complained(paggaio, complainant_id=person["id"])
    await paggaio.get(f"/grievances/{receipt['id']}")
    rows = await connection.fetch("SELECT t::text AS row FROM grievance_texts AS t")
    assert len(rows) == 1
    assert TEXT.encode().hex() not in rows[0]["row"]
    readers = await connection.fetch("SELECT object_type, purpose FROM audit_entries WHERE action = 'grievance_read'")
    assert [tuple(row) for row in readers] == [("grievance", "grievance"), ("person", "grievance")]


async def test_erasing_the_person_makes_the_complaint_unreadable(paggaio: Client) -> None:
    person = await paggaio.post("/persons", factories.person())
    receipt = await complained(paggaio, complainant_id=person["id"])
    await paggaio.post(f"/persons/{person['id']}/erase", by=SUPERVISOR, If_Match='"1"')
    shown = await paggaio.get(f"/grievances/{receipt['id']}")
    assert [text["text"] for text in shown["texts"]] == [None]
