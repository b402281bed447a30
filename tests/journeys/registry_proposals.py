"""Registry's kinds of proposals, each made by somebody who holds the approver's role as well."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from services.kit.events.inbox import Outcome
from services.registry.__main__ import jobs
from tests.clients import Client, etag
from tests.journeys.approvals import Approval, Proposed, hash_of
from tests.journeys.filling import deliver
from tests.journeys.serving import Served
from tests.registry import account_factories as accounts
from tests.registry import changes, factories, imported_rights, importing, rights

DESK = "maria caseworker,supervisor"
PAYING = "petros finance_officer,finance_approver"
DECISIONS = "kind=decisions&source=opeka&programme=gmi"


def desk(served: Served) -> Client:
    return served.client("paggaio", DESK)


async def closure(served: Served) -> Proposed:
    client = desk(served)
    return await changed(client, await factories.household(client), "closures", {"closed_on": changes.TODAY})


async def split(served: Served) -> Proposed:
    client = desk(served)
    formed = await factories.household(client)
    going = [{"person_id": changes.ids(formed)[1], "relation": "applicant"}]
    body = {"split_on": changes.TODAY, "members": going, "share_basis_points": 4_000}
    return await changed(client, formed, "splits", body)


async def household_merge(served: Served) -> Proposed:
    client = desk(served)
    one, other = await changes.alone(client), await changes.alone(client)
    return await changed(client, one, "merges", {"into_household_id": other["id"], "merged_on": changes.TODAY})


async def changed(client: Client, formed: dict[str, Any], path: str, body: dict[str, Any]) -> Proposed:
    proposal = await changes.change(client, formed, path, body)
    return client, DESK, Approval(f"/household-proposals/{proposal['id']}/confirm", hash_of(proposal))


async def death_revocation(served: Served) -> Proposed:
    client = desk(served)
    person = await client.post("/persons", factories.person())
    dead = (await changes.death(client, person["id"])).json()
    path = f"/persons/{person['id']}/death-revocations"
    proposal = await client.post(path, {"reason": "wrong_person"}, If_Match=etag(dead))
    return client, DESK, Approval(f"/household-proposals/{proposal['id']}/confirm", hash_of(proposal))


async def person_merge(served: Served) -> Proposed:
    client = desk(served)
    names = {"given_name": "Ευδοξία", "family_name": "Χατζηγεωργίου", "father_name": "Θρασύβουλος"}
    again = {"given_name": "Evdoxia", "family_name": "Chatzigeorgiou", "father_name": "Thrasyvoulos"}
    phone = {"phone": "6987001122"}
    await client.post("/persons", factories.person("1951-08-17", **names, **phone))
    second = await client.post("/persons", again | phone | {"born_on": "1951-08-17"})
    (suspicion,) = second["suspected"]
    path = f"/duplicates/{suspicion['id']}"
    pair = await client.get(path)
    await client.post(f"{path}/propose-merge", {"survivor_id": pair["first_id"]}, If_Match=etag(pair))
    shown = await client.get(path)
    return client, DESK, Approval(f"{path}/merge", hash_of(shown["proposal"]), etag(shown))


async def decision_elsewhere(served: Served) -> Proposed:
    client = desk(served)
    found = await imported_rights.recorded(client, reference="OPEKA-2025-777001")
    return client, DESK, Approval(f"/decisions-elsewhere/{found['id']}/confirm", hash_of(found), etag(found))


async def file_of_decisions(served: Served) -> Proposed:
    client, state = desk(served), served.app.state

    async def work() -> None:
        while await jobs.work_on_one(state.worker_database, state.settings, asyncio.Event()):
            pass

    body = factories.couple_with_two_children()
    await factories.household(client, body)
    row = {
        "Αριθμός αίτησης": "Α-777002",
        "ΑΦΜ": body["members"][0]["person"]["identifiers"][1]["number"],
        "Ποσό": "400,00",
        "Από": "01/01/2026",
        "Έως": "30/06/2026",
        "Ημερομηνία αίτησης": "15/12/2025",
        "Εισόδημα": "",
    }
    looked = await importing.checked(client, work, importing.file_of([row]), DECISIONS)
    found = await client.post(f"/imports/{looked['id']}/propose", If_Match=etag(looked))
    return client, DESK, Approval(f"/imports/{found['id']}/approve", hash_of(found), etag(found), status=202)


async def ending(served: Served) -> Proposed:
    client = desk(served)
    right = await rights.begun(client)
    return stepped(client, await rights.propose(client, right, "exit", by=DESK, reason="own_request"))


async def lifting(served: Served) -> Proposed:
    client = desk(served)
    suspended = await rights.suspend(client, await rights.begun(client))
    return stepped(client, await rights.propose(client, suspended, "lift", by=DESK, reason="tax_clarified"))


async def revocation(served: Served) -> Proposed:
    client = desk(served)
    right, asked = await rights.begun(client), {"reason": "false_statement", "still_eligible": True}
    return stepped(client, await rights.propose(client, right, "revoke", by=DESK, **asked))


async def set_off(served: Served) -> Proposed:
    client = desk(served)
    return stepped(client, await claimed_back(served, client, await rights.begun(client)))


async def lifting_of_set_off(served: Served) -> Proposed:
    client = desk(served)
    right = await rights.begun(client)
    await rights.agree(client, await claimed_back(served, client, right))
    (ordered,) = (await client.get(f"/set-offs?household_id={right['household_id']}"))["items"]
    path = f"/set-offs/{ordered['id']}/lift"
    return stepped(client, await client.post(path, {"reason": "waived"}, If_Match=etag(ordered)))


async def claimed_back(served: Served, client: Client, right: dict[str, Any]) -> Any:
    assert await deliver(served, rights.credited(client, "2026-02-01", right)) is Outcome.APPLIED
    return await client.post(f"/memberships/{right['id']}/set-offs", {"months": ["2026-02-01"]})


def stepped(client: Client, proposal: dict[str, Any]) -> Proposed:
    return client, DESK, Approval(f"/membership-proposals/{proposal['id']}/agree", hash_of(proposal))


async def reserved(served: Served, client: Client) -> UUID:
    async def hear(message: bytes) -> Outcome:
        return await deliver(served, message)

    return await accounts.reserved(client, hear, accounts.share_of(await accounts.member(client)))


async def bank_file(served: Served) -> Proposed:
    client = desk(served)
    usable = (await accounts.approved(client, await reserved(served, client)))["debtor_account_id"]
    body = accounts.new_file({"id": usable}, await reserved(served, client))
    file = await client.post("/bank-files", body, by=PAYING)
    return client, PAYING, Approval(f"/bank-files/{file['id']}/approve", {"sha256": file["sha256"]}, etag(file))


async def withdrawal(served: Served) -> Proposed:
    client = desk(served)
    file = await accounts.approved(client, await reserved(served, client))
    proposed = await accounts.step(client, file, "withdraw", by=PAYING)
    body = {"payload_hash": proposed["withdrawal_hash"]}
    return client, PAYING, Approval(f"/bank-files/{file['id']}/withdraw/approve", body, etag(proposed))


async def cancellation(served: Served) -> Proposed:
    client = desk(served)
    share = await accounts.share(client, await reserved(served, client))
    path = f"/account-shares/{share['id']}/cancel"
    proposed = await client.post(path, by=PAYING, If_Match=etag(share))
    body = {"payload_hash": proposed["cancellation_hash"]}
    return client, PAYING, Approval(f"{path}/approve", body, etag(proposed))


REGISTRY: dict[str, Callable[[Served], Awaitable[Proposed]]] = {
    "registry.account_shares": cancellation,
    "registry.bank_files": bank_file,
    "registry.closures": closure,
    "registry.death_revocations": death_revocation,
    "registry.exits": ending,
    "registry.exits.revocation": revocation,
    "registry.file_withdrawals": withdrawal,
    "registry.household_merges": household_merge,
    "registry.household_splits": split,
    "registry.imported_decisions": decision_elsewhere,
    "registry.imports": file_of_decisions,
    "registry.merges": person_merge,
    "registry.set_offs": set_off,
    "registry.set_offs.lifting": lifting_of_set_off,
    "registry.suspensions": lifting,
}
