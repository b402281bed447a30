"""A complaint is taken in, named or not, is sealed, has its time, and is read by those who may."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.kit.db import Connection
from services.registry.grievances.grievances import ALPHABET, DEADLINES, drawn_reference
from tests.clients import Client, person_id
from tests.registry import factories
from tests.registry.telling import told
from tests.rolled_back import Events

DESK = "sofia card_desk"
SUPERVISOR = "eleni supervisor"
TEXT = "Η κάρτα μου δεν πέρασε τρεις φορές"


async def complained(client: Client, **fields: Any) -> dict[str, Any]:
    """A complaint about a card, or whatever the fields say."""
    body = {"category": "card", "channel": "desk", "text": TEXT} | fields
    receipt: dict[str, Any] = await client.post("/grievances", body, by=DESK)
    return receipt


async def test_a_complaint_is_acknowledged_with_a_reference_and_a_day(paggaio: Client, events: Events) -> None:
    person = await paggaio.post("/persons", factories.person(language="en"))
    receipt = await complained(paggaio, complainant_id=person["id"])
    assert (receipt["state"], receipt["received_on"], receipt["due_on"]) == ("received", "2026-01-12", "2026-01-17")
    (message,) = await told(paggaio)
    assert message["text"]["body"] == f"Its reference is {receipt['reference']}. You are answered by 17 January 2026."
    assert await events() == [
        (
            "registry.grievance_received.v1",
            {"grievance_id": receipt["id"], "category": "card", "received_on": "2026-01-12"},
        )
    ]


async def test_an_anonymous_complaint_is_taken_in_and_asked_about_by_its_reference(paggaio: Client) -> None:
    receipt = await complained(paggaio)
    assert await told(paggaio) == []
    spelled = receipt["reference"].lower().replace("-", " ")
    assert await paggaio.post("/grievance-lookups", {"reference": spelled}, by=DESK) == receipt
    assert (await paggaio.refused("POST", "/grievance-lookups", {"reference": "2222-2222"}, by=DESK))[0] == 404
    shown = await paggaio.get(f"/grievances/{receipt['id']}")
    assert (shown["complainant_id"], shown["texts"][0]["text"]) == (None, TEXT)


async def test_every_category_has_its_days(paggaio: Client) -> None:
    case = await factories.assessed(paggaio)
    for category, days in DEADLINES.days.items():
        receipt = await complained(paggaio, category=category, application_id=case["id"])
        assert date.fromisoformat(receipt["due_on"]) - date(2026, 1, 12) == timedelta(days=days)


async def test_a_complaint_about_a_decision_names_it(paggaio: Client) -> None:
    body = {"category": "decision", "channel": "page", "text": TEXT}
    status, problem, document = await paggaio.refused("POST", "/grievances", body, by=DESK)
    assert (status, problem) == (400, "malformed")
    assert [fault["pointer"] for fault in document["errors"]] == ["/application_id"]


@pytest.mark.parametrize("field", ["complainant_id", "application_id", "earlier_reference"])
async def test_what_a_complaint_names_has_to_be_there(paggaio: Client, field: str) -> None:
    value = "2222-2222" if field == "earlier_reference" else str(person_id("nobody"))
    body = {"category": "other", "channel": "letter", "text": TEXT, field: value}
    assert (await paggaio.refused("POST", "/grievances", body, by=DESK))[:2] == (404, "not-found")


async def test_a_new_complaint_refers_to_the_old_one(paggaio: Client) -> None:
    first = await complained(paggaio)
    again = await complained(paggaio, earlier_reference=first["reference"])
    assert (await paggaio.get(f"/grievances/{again['id']}"))["earlier_id"] == first["id"]


async def test_a_complaint_about_staff_is_confidential_and_never_shown_to_whom_it_is_about(paggaio: Client) -> None:
    receipt = await complained(paggaio, category="staff", staff_id=str(person_id("eleni")))
    path = f"/grievances/{receipt['id']}"
    assert (await paggaio.get(path, by="dimitra supervisor"))["confidential"] is True
    for reader in ("maria caseworker", SUPERVISOR):
        assert (await paggaio.refused("GET", path, by=reader))[0] == 404
        assert (await paggaio.get("/grievances", by=reader))["items"] == []
    assert len((await paggaio.get("/grievances", by="dimitra supervisor"))["items"]) == 1


async def test_late_complaints_are_listed_and_those_that_will_be_are_marked(paggaio: Client) -> None:
    receipt = await complained(paggaio)
    await complained(paggaio, category="other")
    paggaio.now = "2026-01-15T09:30:00+02:00"
    listed = (await paggaio.get("/grievances"))["items"]
    assert [(each["due_soon"], each["overdue"]) for each in listed] == [(True, False), (False, False)]
    assert (await paggaio.get("/grievances?overdue=true"))["items"] == []
    paggaio.now = "2026-01-18T09:30:00+02:00"
    (late,) = (await paggaio.get("/grievances?overdue=true"))["items"]
    assert (late["id"], late["overdue"], late["texts"]) == (receipt["id"], True, [])


async def test_complaints_are_listed_by_state_in_pages(paggaio: Client) -> None:
    made = [(await complained(paggaio))["id"] for _ in range(3)]
    first = await paggaio.get("/grievances?status=received&limit=2")
    rest = await paggaio.get(f"/grievances?status=received&limit=2&cursor={first['next']}")
    assert [each["id"] for each in (*first["items"], *rest["items"])] == made
    assert (await paggaio.get("/grievances?status=closed"))["items"] == []


async def test_another_tenant_sees_no_complaint(paggaio: Client, al_koura: Client) -> None:
    receipt = await complained(paggaio)
    assert (await al_koura.refused("GET", f"/grievances/{receipt['id']}"))[0] == 404
    body = {"reference": receipt["reference"]}
    assert (await al_koura.refused("POST", "/grievance-lookups", body, by=DESK))[0] == 404


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE grievances SET confidential = false WHERE category = 'staff'",
        "UPDATE grievances SET earlier_id = id",
        "UPDATE grievances SET reference = 'OOOO-1111'",
        "UPDATE grievances SET state = 'assigned'",
        "UPDATE grievance_texts SET kind = 'answer'",
    ],
)
async def test_the_database_keeps_what_is_always_true(paggaio: Client, connection: Connection, statement: str) -> None:
    await complained(paggaio, category="staff")
    with pytest.raises(Exception, match=r"violates|written once|permission denied"):
        await connection.execute(statement)


def test_a_reference_is_read_out_without_mistaking_a_sign() -> None:
    assert not set("01ILOU") & set(ALPHABET)
    drawn = {drawn_reference() for _ in range(1_000)}
    assert len(drawn) == 1_000
    assert all(len(each) == 9 and each[4] == "-" for each in drawn)
