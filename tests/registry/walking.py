"""Every command of an application, and the way to every state."""

from typing import Any

import msgspec

from services.registry.cases.applications import State
from tests.clients import Client, etag
from tests.registry import factories

CASEWORKER = "maria caseworker"
SUPERVISOR = "eleni supervisor"
ANOTHER_SUPERVISOR = "petros supervisor"


class Command(msgspec.Struct, frozen=True):
    """What is sent, by whom, and the state to which it leads."""

    leads_to: State
    path: str
    body: Any = None
    by: str = CASEWORKER
    method: str = "POST"

    async def send(self, client: Client, case: Any) -> Any:
        """Send it about the case as it was last seen."""
        path = f"/applications/{case['id']}/{self.path}"
        return await client.send(self.method, path, self.body, by=self.by, If_Match=etag(case))


COMMANDS = {
    "submit": Command("submitted", "submit"),
    "assess": Command("in_review", "assess"),
    "correct": Command("in_review", "declared", {}, method="PUT"),
    "ask": Command("info_requested", "info-requests", {"kinds": ["unemployment_certificate"]}),
    "answer": Command("in_review", "answer", {"text": "Δεν υπάρχει"}),
    "recommend approval": Command("recommended", "recommend", {"outcome": "approved"}),
    "recommend rejection": Command("recommended", "recommend", {"outcome": "rejected", "reason": "lives_elsewhere"}),
    "send back": Command("in_review", "return", by=SUPERVISOR),
    "approve": Command("approved", "decide", {"outcome": "approved"}, SUPERVISOR),
    "reject": Command("rejected", "decide", {"outcome": "rejected"}, SUPERVISOR),
    "appeal": Command("appealed", "appeal", {"grounds": "Μένω εδώ από το 2019."}),
    "uphold": Command("upheld", "ruling", {"outcome": "upheld", "reason": "nothing_new"}, ANOTHER_SUPERVISOR),
    "overturn": Command("overturned", "ruling", {"outcome": "overturned", "reason": "new_facts"}, ANOTHER_SUPERVISOR),
    "withdraw": Command("withdrawn", "withdraw"),
}
REVIEWED = ("submit", "assess")
REJECTED = (*REVIEWED, "recommend rejection", "reject")
WAYS: dict[State, tuple[str, ...]] = {
    "draft": (),
    "submitted": ("submit",),
    "in_review": REVIEWED,
    "info_requested": (*REVIEWED, "ask"),
    "recommended": (*REVIEWED, "recommend approval"),
    "approved": (*REVIEWED, "recommend approval", "approve"),
    "rejected": REJECTED,
    "appealed": (*REJECTED, "appeal"),
    "upheld": (*REJECTED, "appeal", "uphold"),
    "overturned": (*REJECTED, "appeal", "overturn"),
    "withdrawn": ("withdraw",),
}


async def take(client: Client, case: Any, *names: str) -> Any:
    """Take steps that are expected to succeed."""
    for name in names:
        answer = await COMMANDS[name].send(client, case)
        assert answer.status_code in {200, 201}, f"{name}: {answer.text}"
        case = answer.json()
    return case


async def draft(client: Client, **fields: Any) -> Any:
    """A draft of a new household, with everything on file."""
    formed = await factories.household(client)
    return await client.post("/applications", factories.application(formed, submit=False, **fields))


async def reach(client: Client, state: State, **fields: Any) -> Any:
    """An application of a new household in a state."""
    return await take(client, await draft(client, **fields), *WAYS[state])


async def step(client: Client, case: Any, name: str) -> Any:
    """Send a command about a case as it is now, expecting it to succeed."""
    return await take(client, await client.get(f"/applications/{case['id']}"), name)


async def upload(client: Client, path: str, content: bytes, *, by: str = CASEWORKER) -> Any:
    """Send a file as the body."""
    headers = {
        "Koinon-Time": client.now,
        "Authorization": f"Bearer {client.token(*by.split())}",
        "Content-Type": "application/octet-stream",
    }
    return await client.http.request("POST", path, content=content, headers=headers)


async def paper(client: Client, case: Any, kind: str, content: bytes = b"%PDF-1.7\n1 0 obj <<>> endobj") -> Any:
    """Hand in a file for a case, expecting it to be taken."""
    answer = await upload(client, f"/applications/{case['id']}/papers?kind={kind}", content)
    assert answer.status_code == 201, answer.text
    return answer.json()
