"""Who has shown the own card complains and reads the answer without staff; nobody else's, and not by whom."""

from services.kit.db import uuid7
from tests.clients import Client
from tests.registry import factories
from tests.registry.grievances.test_handling import ANSWER, SECOND, step

PATH = "/holders/me/grievances"
TEXT = "Η κάρτα δεν πέρασε"


async def test_somebody_complains_on_the_page_and_reads_the_answer_there(paggaio: Client) -> None:
    person = await paggaio.post("/persons", factories.person())
    holder = f"{person['id']} holder"
    receipt = await paggaio.post(PATH, {"category": "card", "text": TEXT}, by=holder)
    grievance = await paggaio.get(f"/grievances/{receipt['id']}", by=SECOND)
    assert [grievance[name] for name in ("channel", "complainant_id", "received_by")] == ["page", *[person["id"]] * 2]
    for name in ("assign", "review", "answer"):
        grievance = (await step(paggaio, grievance, name)).json()
    (own,) = (await paggaio.get(PATH, by=holder))["items"]
    assert (own["reference"], own["state"], own["upheld"]) == (receipt["reference"], "answered", True)
    assert own["texts"] == [{"kind": "complaint", "text": TEXT}, {"kind": "answer", "text": ANSWER["answer"]}]
    assert (await paggaio.get(PATH, by=f"{uuid7()} holder"))["items"] == []


async def test_a_decision_is_not_complained_about_here(paggaio: Client) -> None:
    person = await paggaio.post("/persons", factories.person())
    body = {"category": "decision", "text": TEXT}
    status, problem, _ = await paggaio.refused("POST", PATH, body, by=f"{person['id']} holder")
    assert (status, problem) == (400, "malformed")
