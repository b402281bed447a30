"""A complaint goes from hand to hand by the table, reaches nobody who had a part in it, and ends with an answer."""

from itertools import product
from typing import Any, get_args

import asyncpg
import pytest
from litestar import Litestar

from services.kit.clock import wall_time
from services.kit.db import Connection, Context
from services.registry.__main__ import jobs
from services.registry.grievances import handling
from services.registry.grievances.grievances import TRANSITIONS, GrievanceState
from tests.clients import Client, etag, person_id
from tests.registry import factories
from tests.registry.grievances.test_grievances import SUPERVISOR, complained
from tests.registry.telling import told
from tests.registry.walking import reach
from tests.rolled_back import Events

HANDLER, SECOND = "nikos caseworker", "dimitra supervisor"
ANSWER = {"answer": "Ο αναγνώστης του καταστήματος αντικαταστάθηκε.", "upheld": True}
STATES: tuple[GrievanceState, ...] = get_args(GrievanceState)
STEPS = {
    "assign": ("assigned", {"assignee_id": str(person_id("nikos"))}),
    "review": ("in_review", None),
    "answer": ("answered", ANSWER),
    "escalate": ("escalated", None),
    "close": ("closed", None),
}
WAYS: dict[str, tuple[str, ...]] = {
    "received": (),
    "assigned": ("assign",),
    "in_review": ("assign", "review"),
    "answered": ("assign", "review", "answer"),
    "escalated": ("assign", "review", "answer", "escalate"),
    "closed": ("assign", "review", "answer", "close"),
}


async def step(client: Client, grievance: dict[str, Any], name: str, *, by: str = "", body: Any = None) -> Any:
    """Take a step with a complaint, as who may."""
    path = f"/grievances/{grievance['id']}/{name}"
    actor = by or (SECOND if name in {"assign", "close"} else HANDLER)
    return await client.send("POST", path, body or STEPS[name][1], by=actor, If_Match=etag(grievance))


async def brought(client: Client, state: str, **fields: Any) -> dict[str, Any]:
    """A complaint in a state."""
    grievance = await complained(client, **fields)
    for name in WAYS[state]:
        answer = await step(client, grievance, name)
        assert answer.status_code == 201, answer.text
        grievance = answer.json()
    return grievance


async def test_a_complaint_is_answered_and_the_person_told_in_words_that_no_table_holds(
    paggaio: Client, events: Events, connection: Connection
) -> None:
    person = await paggaio.post("/persons", factories.person())
    closed = await brought(paggaio, "closed", complainant_id=person["id"])
    assert (closed["state"], closed["upheld"], closed["closed_on"], closed["allowed"]) == (
        "closed", True, "2026-01-12", [],
    )  # fmt: skip
    _, answer = await told(paggaio)
    assert ANSWER["answer"] in answer["text"]["body"]
    assert answer["text"]["subject"].endswith(closed["reference"] + ".")
    assert (await events())[-1] == (
        "registry.grievance_closed.v1",
        {"grievance_id": closed["id"], "category": "card", "upheld": True, "closed_on": "2026-01-12"},
    )
    texts = await connection.fetch("SELECT template FROM messages")
    assert all(str(ANSWER["answer"]) not in row["template"] for row in texts)


async def test_what_is_closed_is_listed_the_newest_first(paggaio: Client) -> None:
    made = [(await brought(paggaio, "closed"))["id"] for _ in range(3)]
    first = await paggaio.get("/grievances?status=closed&limit=2")
    rest = await paggaio.get(f"/grievances?status=closed&limit=2&cursor={first['next']}")
    assert [each["id"] for each in (*first["items"], *rest["items"])] == made[::-1]


@pytest.mark.parametrize(("state", "name"), list(product(WAYS, STEPS)))
async def test_a_step_that_is_not_in_the_table_is_refused(paggaio: Client, state: Any, name: str) -> None:
    grievance = await brought(paggaio, state)
    by = SUPERVISOR if state == "escalated" else ""
    answer = await step(paggaio, grievance, name, by=by)
    if STEPS[name][0] in TRANSITIONS.get(state, ()):
        assert answer.status_code == 201, answer.text
    else:
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/transition-forbidden")
        assert answer.json()["allowed"] == list(TRANSITIONS.get(state, ()))


@pytest.mark.parametrize(("before", "after"), [pair for pair in product(STATES, STATES) if pair[0] != pair[1]])
async def test_the_database_knows_the_same_table(
    paggaio: Client, connection: Connection, before: GrievanceState, after: GrievanceState
) -> None:
    grievance = await brought(paggaio, before)
    change = connection.execute("UPDATE grievances SET state = $2 WHERE id = $1", grievance["id"], after)
    if after in TRANSITIONS.get(before, ()):
        # The step is allowed; what it needs besides (who has it, an answer) is a CHECK's to miss.
        try:
            await change
        except asyncpg.CheckViolationError:
            return
    else:
        with pytest.raises(asyncpg.RestrictViolationError):
            await change


async def test_whoever_took_part_in_the_decision_is_refused(paggaio: Client) -> None:
    case = await factories.decided(paggaio)
    grievance = await brought(paggaio, "received", category="decision", application_id=case["id"])
    for name in ("maria", "eleni"):
        answer = await step(paggaio, grievance, "assign", body={"assignee_id": str(person_id(name))})
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/took-part")
    assert (await step(paggaio, grievance, "assign")).status_code == 201


async def test_whoever_ruled_on_the_appeal_or_wrote_a_note_took_part_too(paggaio: Client) -> None:
    case = await reach(paggaio, "upheld")
    noted = await factories.assessed(paggaio)
    await paggaio.post(f"/applications/{noted['id']}/notes", {"text": "Κλειστά"}, by="sami supervisor")
    for application, name in ((case, "petros"), (noted, "sami")):
        grievance = await brought(paggaio, "received", category="amount", application_id=application["id"])
        answer = await step(paggaio, grievance, "assign", body={"assignee_id": str(person_id(name))})
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/took-part")


async def test_nobody_looks_into_a_relatives_complaint(paggaio: Client, connection: Connection) -> None:
    person = await paggaio.post("/persons", factories.person())
    kin = {"staff_id": str(person_id("nikos")), "person_id": person["id"], "relation": "sibling"}
    await paggaio.post("/kinships", kin, by=HANDLER)
    grievance = await brought(paggaio, "received", complainant_id=person["id"])
    assert (await step(paggaio, grievance, "assign")).json()["type"] == "/problems/took-part"
    with pytest.raises(asyncpg.CheckViolationError, match="relative"):
        await connection.execute(
            "UPDATE grievances SET assigned_to = $1, assigned_by = $1, assigned_at = received_at", person_id("nikos")
        )


@pytest.mark.parametrize("name", ["maria", "eleni"])
async def test_the_database_refuses_them_too(paggaio: Client, connection: Connection, name: str) -> None:
    case = await factories.decided(paggaio)
    grievance = await brought(paggaio, "received", category="decision", application_id=case["id"])
    with pytest.raises(asyncpg.CheckViolationError, match="took part"):
        await connection.execute(
            "UPDATE grievances SET state = 'assigned', assigned_to = $2, assigned_by = $3, assigned_at = received_at"
            " WHERE id = $1",
            grievance["id"],
            person_id(name),
            person_id("dimitra"),
        )


async def test_nobody_looks_into_a_complaint_about_oneself(paggaio: Client) -> None:
    grievance = await brought(paggaio, "received", category="staff", staff_id=str(person_id("nikos")))
    assert (await step(paggaio, grievance, "assign")).json()["type"] == "/problems/took-part"


async def test_only_who_has_it_goes_on_with_it(paggaio: Client) -> None:
    grievance = await brought(paggaio, "assigned")
    answer = await step(paggaio, grievance, "review", by="maria caseworker")
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/grievance-assigned-to-another")
    confidential = await brought(paggaio, "assigned", confidential=True)
    assert (await step(paggaio, confidential, "review", by="maria caseworker")).status_code == 404
    assert (await step(paggaio, confidential, "review")).status_code == 201


async def test_an_escalated_complaint_is_for_a_supervisor_who_did_not_have_it(paggaio: Client) -> None:
    body = {"assignee_id": str(person_id("dimitra"))}
    grievance = (await step(paggaio, await brought(paggaio, "received"), "assign", body=body)).json()
    grievance = (await step(paggaio, grievance, "review", by=SECOND)).json()
    grievance = (await step(paggaio, grievance, "escalate", by=SECOND)).json()
    assert (await step(paggaio, grievance, "answer", by=HANDLER)).status_code == 403
    assert (await step(paggaio, grievance, "answer", by=SECOND)).json()["type"] == "/problems/same-actor"
    assert (await step(paggaio, grievance, "close", by=SUPERVISOR)).json()["type"] == "/problems/grievance-unanswered"
    answered = (await step(paggaio, grievance, "answer", by=SUPERVISOR)).json()
    assert (answered["state"], answered["assigned_to"]) == ("answered", str(person_id("eleni")))


async def test_two_people_at_once_do_not_overwrite_each_other(paggaio: Client) -> None:
    grievance = await brought(paggaio, "received")
    assert (await step(paggaio, grievance, "assign")).status_code == 201
    assert (await step(paggaio, grievance, "assign", by=SUPERVISOR)).status_code == 412


async def test_who_waits_longer_than_was_promised_is_told_once(
    paggaio: Client, app: Litestar, connection: Connection
) -> None:
    person = await paggaio.post("/persons", factories.person(language="en"))
    late = await complained(paggaio, complainant_id=person["id"])
    await brought(paggaio, "answered", complainant_id=person["id"])
    context = Context(now=wall_time(), municipality_ids=(paggaio.tenant.id,))
    for _ in range(2):
        async with app.state.worker_database.transaction(context) as transaction:
            await handling.remind(transaction, app.state.settings)
    said = [message["text"] for message in await told(paggaio) if "takes longer" in message["text"]["subject"]]
    assert [late["reference"] in text["body"] for text in said] == [True]


def test_the_reminder_is_a_timer_of_the_service() -> None:
    assert jobs.timers["remind_of_grievances"].handler is handling.remind
