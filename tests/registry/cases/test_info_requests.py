"""What a household is asked for is told, comes back or is overdue; silence brings its case back and decides nothing."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import asyncpg
import pytest
from litestar import Litestar

from services.kit.db import Connection, Context
from services.registry.cases.info_requests import remind_and_close
from tests.clients import Client, etag
from tests.kit.test_files import PNG
from tests.registry import factories
from tests.registry.telling import told
from tests.registry.walking import COMMANDS, paper, take

QUESTION = "Ποιος πληρώνει το ενοίκιο της κυρίας Παπαδοπούλου;"
Tick = Callable[[], Awaitable[None]]


async def ask(client: Client, *kinds: str, question: str | None = None) -> Any:
    """Ask a new household for papers, and for an answer where there is a question."""
    case = await factories.assessed(client)
    body = {"kinds": kinds, "question": question}
    return await client.post(f"/applications/{case['id']}/info-requests", body, If_Match=etag(case))


async def latest(client: Client, case: Any) -> tuple[str, Any]:
    """The case's state and what was asked for last."""
    now = await client.get(f"/applications/{case['id']}")
    return now["state"], now["info_requests"][-1]


@pytest.fixture
def tick(app: Litestar, paggaio: Client) -> Tick:
    """Let the timer tick in Paggaio, at the time of its clerks."""

    async def once() -> None:
        now = datetime.fromisoformat(paggaio.now)
        context = Context(now=now, municipality_ids=(paggaio.tenant.id,))
        async with app.state.worker_database.transaction(context) as transaction:
            await remind_and_close(transaction, app.state.settings)

    return once


async def test_the_applicant_is_told_what_is_wanted_until_when_in_the_own_language(paggaio: Client) -> None:
    case = await ask(paggaio, "tax_return", "tax_return", question=QUESTION)
    assert case["state"] == "info_requested"
    said = (await told(paggaio))[-1]["text"]
    assert said["subject"] == "Χρειαζόμαστε κάτι ακόμη από εσάς για την αίτησή σας."
    assert said["body"].split("\n") == [
        "Απαντήστε έως τις 27 Ιανουαρίου 2026. Η αίτησή σας περιμένει ως τότε.",
        "Φέρτε ή στείλτε: φορολογική δήλωση και εκκαθαριστικό.",
        f"Η υπηρεσία ρωτά: {QUESTION}",
    ]


async def test_the_papers_that_come_bring_the_case_back_to_review(paggaio: Client) -> None:
    case = await ask(paggaio, "tax_return", "payslip")
    await paper(paggaio, case, "payslip", PNG)
    state, request = await latest(paggaio, case)
    assert (state, request["not_brought"], request["outcome"]) == ("info_requested", ["tax_return"], None)
    # It was seen before it was asked for; now another one is.
    await paggaio.post(f"/applications/{case['id']}/evidence", {"kind": "tax_return", "expires_on": "2027-01-01"})
    state, request = await latest(paggaio, case)
    assert (state, request["not_brought"], request["outcome"]) == ("in_review", [], "answered")


async def test_a_question_is_answered_in_words_that_only_a_purpose_opens(
    paggaio: Client, connection: Connection
) -> None:
    case = await ask(paggaio, "payslip", question=QUESTION)
    await paper(paggaio, case, "payslip")
    assert (await latest(paggaio, case))[0] == "info_requested"
    path = f"/applications/{case['id']}/answer"
    assert (await paggaio.refused("POST", path, {}, If_Match=etag(case)))[1] == "answer-missing"
    answered = await paggaio.post(path, {"text": "Η μητέρα της."}, If_Match=etag(case))
    assert answered["state"] == "in_review"
    request = (await latest(paggaio, case))[1]
    assert (request["question"], request["answer"]) == (None, None)
    assert (await paggaio.send("GET", f"/info-requests/{request['id']}")).status_code == 400
    opened = await paggaio.get(f"/info-requests/{request['id']}?purpose=case_work")
    assert (opened["question"], opened["answer"]) == (QUESTION, "Η μητέρα της.")
    rows = await connection.fetch("SELECT t::text AS row FROM case_texts AS t")
    assert len(rows) == 2
    assert not any("Παπαδοπούλου" in row["row"] for row in rows)


async def test_nothing_brought_and_nothing_said_is_no_answer(paggaio: Client) -> None:
    case = await ask(paggaio, "payslip")
    path = f"/applications/{case['id']}/answer"
    status, slug, problem = await paggaio.refused("POST", path, {}, If_Match=etag(case))
    assert (status, slug, problem["not_brought"]) == (409, "answer-missing", ["payslip"])


async def test_a_paper_that_was_rejected_has_not_come(paggaio: Client) -> None:
    case = await ask(paggaio, "payslip", question=QUESTION)
    handed_in = await paper(paggaio, case, "payslip")
    assert (await latest(paggaio, case))[1]["not_brought"] == []
    await paggaio.post(f"/papers/{handed_in['id']}/reject", {"reason": "unreadable"})
    assert (await latest(paggaio, case))[1]["not_brought"] == ["payslip"]


async def test_something_has_to_be_asked_for(paggaio: Client) -> None:
    case = await factories.assessed(paggaio)
    path = f"/applications/{case['id']}/info-requests"
    status, _, problem = await paggaio.refused("POST", path, {}, If_Match=etag(case))
    assert (status, problem["errors"][0]["pointer"]) == (400, "/kinds")


async def test_who_does_not_answer_is_reminded_once_and_never_rejected(paggaio: Client, tick: Tick) -> None:
    case = await ask(paggaio, "payslip")
    messages = len(await told(paggaio))
    days = {
        "2026-01-21": ("info_requested", 0, []),
        "2026-01-22": ("info_requested", 1, []),
        "2026-01-23": ("info_requested", 1, []),
        "2026-01-28": ("info_requested", 1, [case["id"]]),
        "2026-02-01": ("info_requested", 1, [case["id"]]),
        "2026-02-02": ("in_review", 1, []),
        "2026-02-03": ("in_review", 1, []),
    }
    for day, (state, reminders, overdue) in days.items():
        paggaio.now = f"{day}T09:00:00+02:00"
        await tick()
        assert (await latest(paggaio, case))[0] == state, day
        assert len(await told(paggaio)) - messages == reminders, day
        listed = (await paggaio.get("/info-requests?overdue=true"))["items"]
        assert [request["application_id"] for request in listed] == overdue, day
    reminder = (await told(paggaio))[-1]["text"]
    assert reminder["subject"] == "Περιμένουμε ακόμη την απάντησή σας."
    assert "1 Φεβρουαρίου 2026" in reminder["body"]
    now = await paggaio.get(f"/applications/{case['id']}")
    assert now["info_requests"][0]["outcome"] == "not_answered"
    last = now["history"][-1]
    assert (last["after"], last["reason"]) == ("in_review", "not_answered")


@pytest.mark.parametrize(
    ("command", "outcome"),
    [("withdraw", "withdrawn"), ("send back", "withdrawn"), ("assess", "answered"), ("correct", "answered")],
)
async def test_however_a_case_goes_on_nothing_stays_asked_for(
    paggaio: Client, tick: Tick, command: str, outcome: str
) -> None:
    case = await ask(paggaio, "payslip")
    answer = await COMMANDS[command].send(paggaio, case)
    assert answer.status_code in {200, 201}, answer.text
    assert (await latest(paggaio, case))[1]["outcome"] == outcome
    paggaio.now = "2026-03-01T09:00:00+02:00"
    await tick()
    assert (await latest(paggaio, case))[0] == answer.json()["state"]


async def test_what_is_asked_for_can_be_listed_page_by_page(paggaio: Client, al_koura: Client) -> None:
    ids = [(await latest(paggaio, await ask(paggaio, "payslip")))[1]["id"] for _ in range(3)]
    first = await paggaio.get("/info-requests?limit=2")
    rest = await paggaio.get(f"/info-requests?limit=2&cursor={first['next']}")
    assert [item["id"] for item in (*first["items"], *rest["items"])] == ids
    assert (await al_koura.get("/info-requests"))["items"] == []
    assert (await al_koura.refused("GET", f"/info-requests/{ids[0]}?purpose=case_work"))[0] == 404


async def test_the_same_may_be_asked_again(paggaio: Client) -> None:
    case = await ask(paggaio, "payslip")
    case = await take(paggaio, case, "answer", "ask")
    requests = (await paggaio.get(f"/applications/{case['id']}"))["info_requests"]
    assert [request["outcome"] for request in requests] == ["answered", None]


async def test_the_database_holds_one_open_request_that_asks_for_something(
    paggaio: Client, connection: Connection
) -> None:
    case = await ask(paggaio, "payslip")
    again = (
        "INSERT INTO info_requests (id, application_id, kinds, asked_at, asked_by, due_on, closes_on, remind_on) "
        "SELECT gen_random_uuid(), application_id, $2, asked_at, asked_by, due_on, closes_on, remind_on "
        "FROM info_requests WHERE application_id = $1"
    )
    for kinds, refusal in ((["payslip"], asyncpg.UniqueViolationError), ([], asyncpg.CheckViolationError)):
        with pytest.raises(refusal):
            async with connection.transaction():
                await connection.execute(again, case["id"], kinds)
