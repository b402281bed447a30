"""The whole matrix of roles and addresses, and the second pair of eyes for every kind of proposal."""

import ast
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from contracts.readers import SERVICES
from infra.embedded.processes import ROOT
from services.console.roles import ROLE_NAMES
from services.kit.auth import CONSOLE, HOLDER, READER, reader_token
from tests.cards.budgets.banking import Account
from tests.cards.factories import Town
from tests.clients import Client, etag
from tests.incubator import awarding
from tests.incubator import factories as incubator
from tests.journeys.approvals import Approval, Proposed, hash_of
from tests.journeys.charge_proposals import CHARGES
from tests.journeys.filling import deliver
from tests.journeys.registry_proposals import REGISTRY
from tests.journeys.roles import matrix_of, reviewed
from tests.journeys.serving import ROLES, Served
from tests.merchants import factories as merchants

SOURCE = ROOT / "services"


@pytest.mark.parametrize("service", SERVICES)
def test_the_guards_are_those_that_were_reviewed(service: str) -> None:
    found, known = matrix_of(service), reviewed()[service]
    changed = sorted(
        f"{address}: {known.get(address, 'not in the table')} is now {found.get(address, 'gone')}"
        for address in found.keys() | known.keys()
        if found.get(address) != known.get(address)
    )
    assert not changed, "Review, then write it with `python -m tests.journeys.roles`:\n" + "\n".join(changed)


def test_the_table_names_only_roles_that_there_are() -> None:
    named = {role for table in reviewed().values() for roles in table.values() for role in roles}
    assert named - {"everybody", "till", "signed in"} <= set(ROLES)
    assert set(ROLE_NAMES) == set(ROLES) - {READER, HOLDER, CONSOLE}


async def test_each_role_gets_in_exactly_where_the_table_says(served: Served) -> None:
    table = reviewed()[served.service.name]
    wrong = []
    for operation in served.operations:
        admitted = table[operation.name]
        if admitted in (["everybody"], ["till"]):
            continue
        for role in ROLES:
            token = reader_token(served.settings) if role == READER else served.token([role])
            answer = await served.send(
                operation, headers=served.permitted(operation) | {"Authorization": f"Bearer {token}"}
            )
            by_guard = answer.status_code == 403 and "one of the roles" in answer.json()["detail"]
            if by_guard is (role in admitted) or answer.status_code == 401:
                wrong.append(f"{operation.name} by a {role}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


async def test_a_person_who_claims_to_be_a_reader_reads_nothing(served: Served) -> None:
    for operation in served.operations:
        if operation.roles == frozenset({READER}):
            token = served.token([READER, *ROLE_NAMES])
            answer = await served.send(operation, headers={"Authorization": f"Bearer {token}"})
            assert answer.status_code == 403, operation.name


async def test_nobody_is_granted_the_role_of_readers(served: Served) -> None:
    if served.service.name != "console":
        return
    client = served.client("paggaio", "anna administrator")
    body = {"username": "reader@paggaio", "password": "a long enough one", "given_name": "Α", "family_name": "Β"}
    member = await client.post("/staff", body)
    status, kind, _ = await client.refused("POST", f"/staff/{member['id']}/roles", {"roles": [READER]})
    assert (status, kind) == (400, "malformed")


def kinds_in_source() -> list[str]:
    """Return the kinds of proposals that services make, as service and module: once for each `Proposing(kind=…)`."""
    return [
        f"{path.relative_to(SOURCE).parts[0]}.{path.stem}"
        for path in SOURCE.rglob("*.py")
        if path.relative_to(SOURCE).parts[0] != "kit"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Proposing"
    ]


BOTH = "eleni finance_officer,finance_approver"


async def funding(served: Served) -> Proposed:
    client = served.client("paggaio", BOTH)
    line = await client.post("/budget-lines", {"programme": "gmi", "purpose": "benefits", "name": "GMI"})
    body = {"amount_minor": 100, "decision_number": "1/2026"}
    proposal = await client.post(f"/budget-lines/{line['id']}/fundings", body)
    return client, BOTH, Approval(f"/proposals/{proposal['id']}/approve", hash_of(proposal))


async def line_of(client: Client, amount_minor: int = 0, **changes: Any) -> Any:
    """Return a line that two people have put money on, or an empty one."""
    line = await client.post("/budget-lines", {"programme": "gmi", "name": "GMI"} | changes)
    if amount_minor:
        body = {"amount_minor": amount_minor, "decision_number": "1/2026"}
        proposal = await client.post(f"/budget-lines/{line['id']}/fundings", body)
        await client.post(f"/proposals/{proposal['id']}/approve", hash_of(proposal), by="nikos finance_approver")
    return line


async def move(served: Served) -> Proposed:
    client = served.client("paggaio", BOTH)
    source, target = await line_of(client, 500), await line_of(client)
    body = {"to_line_id": target["id"], "amount_minor": 100, "decision_number": "2/2026"}
    proposal = await client.post(f"/budget-lines/{source['id']}/moves", body)
    return client, BOTH, Approval(f"/proposals/{proposal['id']}/approve", hash_of(proposal))


async def closing(served: Served) -> Proposed:
    client = served.client("paggaio", BOTH)
    line = await line_of(client, 500)
    proposal = await client.post(f"/budget-lines/{line['id']}/closing", {"decision_number": "3/2026"})
    return client, BOTH, Approval(f"/proposals/{proposal['id']}/approve", hash_of(proposal))


async def carry_over(served: Served) -> Proposed:
    client = served.client("paggaio", BOTH)
    source = await line_of(client, 500, valid_from="2026-01-01", valid_until="2026-12-31")
    target = await line_of(client, valid_from="2027-01-01", valid_until="2027-12-31")
    body = {"to_line_id": target["id"], "decision_number": "4/2026"}
    proposal = await client.post(f"/budget-lines/{source['id']}/carry-over", body)
    return client, BOTH, Approval(f"/proposals/{proposal['id']}/approve", hash_of(proposal))


async def reconciliation_case(served: Served) -> Proposed:
    client, state = served.client("paggaio", BOTH), served.app.state
    town = Town(http=served.http, client=client, worker=state.worker_database, settings=state.settings)
    statement = await Account(town, opening_minor=777, sequence=900).read("2026-01-12")
    cases = (await client.get("/reconciliation-cases?status=open"))["items"]
    case = next(
        each for each in cases if (each["kind"], each["bank_statement_id"]) == ("opening_differs", statement["id"])
    )
    body = {"closed_for": "before_the_start"}
    proposal = await client.post(f"/reconciliation-cases/{case['id']}/closing", body)
    return client, BOTH, Approval(f"/proposals/{proposal['id']}/approve", hash_of(proposal))


async def run(served: Served) -> Proposed:
    client, state = served.client("paggaio", BOTH), served.app.state
    town = Town(http=served.http, client=client, worker=state.worker_database, settings=state.settings)
    town.line_id = await town.open_line("benefits", 1_000_000)
    await town.tell(town.membership(served.tenant("paggaio").id, 5_000))
    body = {"programme": "gmi", "budget_line_id": str(town.line_id), "month": "2026-03-01"}
    calculated = await client.post("/runs", body)
    proposal = await client.post(f"/runs/{calculated['id']}/lock")
    return client, BOTH, Approval(f"/proposals/{proposal['id']}/approve", hash_of(proposal))


async def unlock(served: Served) -> Proposed:
    by, state = "sofia card_desk,supervisor", served.app.state
    client = served.client("paggaio")
    town = Town(http=served.http, client=client, worker=state.worker_database, settings=state.settings)
    await town.begin()
    for _ in range(3):
        await town.receipt(100, pin="7777")
    proposal = await client.post(f"/cards/{town.card_id}/pin-unlocks", {"recognised_by": "called_back"}, by=by)
    return client, by, Approval(f"/pin-unlocks/{proposal['id']}/approve", hash_of(proposal))


async def disputed(served: Served, step: str, body: Any = None) -> Proposed:
    by, state = "irini dispute_officer,finance_approver", served.app.state
    client = served.client("paggaio")
    town = Town(http=served.http, client=client, worker=state.worker_database, settings=state.settings)
    await town.begin()
    said = {"payment_id": (await town.receipt(500))["id"], "card_id": str(town.card_id), "reason": "not_made"}
    opened = await client.post("/disputes", said, by=by)
    proposal = await client.post(f"/disputes/{opened['id']}/{step}", body, by=by, If_Match=etag(opened))
    return client, by, Approval(f"/proposals/{proposal['id']}/approve", hash_of(proposal))


async def dispute_decision(served: Served) -> Proposed:
    return await disputed(served, "decision", {"outcome": "rejected"})


async def provisional_credit(served: Served) -> Proposed:
    return await disputed(served, "provisional-credit")


async def offer(served: Served) -> Proposed:
    by = "anna merchant_officer,programme_manager"
    client = served.client("paggaio", by)
    client.now = "2026-02-02T09:30:00+02:00"
    made = await client.post("/offers", merchants.offer())
    return client, by, Approval(f"/offers/{made['id']}/publish", hash_of(made))


async def bank_file(served: Served) -> Proposed:
    client = served.client("paggaio", merchants.OFFICER)
    client.now = "2026-03-02T09:30:00+02:00"

    async def hear(message: bytes) -> Any:
        return await deliver(served, message)

    shop = await merchants.accepted(client)
    await merchants.settled(client, hear, (shop["id"], 3_600), day="2026-03-01")
    file = await client.post("/bank-files", {"settlement_date": "2026-03-01"}, by=BOTH)
    return client, BOTH, Approval(f"/bank-files/{file['id']}/approve", hash_of(file))


async def accreditation(served: Served) -> Proposed:
    by = "amal incubator_officer,programme_manager"
    client = served.client("al_koura", "amal incubator_officer")
    client.now = "2026-02-02T10:00:00+03:00"
    founded = await incubator.registered(client)
    path = f"/enterprises/{founded['id']}/accreditations"
    proposal = await client.post(path, by=by, If_Match=etag(founded))
    return client, by, Approval(f"{path}/approve", hash_of(proposal))


async def award(served: Served) -> Proposed:
    by = "amal incubator_officer,programme_manager"
    client = served.client("al_koura", "amal incubator_officer")
    client.now = "2026-02-02T10:00:00+03:00"
    planned = await awarding.planned(client)
    proposal = await client.post(f"/awards/{planned['id']}/commitments", by=by, If_Match=etag(planned))
    return client, by, Approval(f"/award-proposals/{proposal['id']}/approve", hash_of(proposal))


async def roles(served: Served) -> Proposed:
    by = "anna administrator"
    client = served.client("paggaio", by)
    body = {"username": "another@paggaio", "password": "a long enough one", "given_name": "Α", "family_name": "Β"}
    member = await client.post("/staff", body)
    proposal = await client.post(f"/staff/{member['id']}/roles", {"roles": ["auditor"]})
    return client, by, Approval(f"/role-proposals/{proposal['id']}/approve", hash_of(proposal))


async def reset(served: Served) -> Proposed:
    by = "anna administrator"
    client = served.client("paggaio", by)
    body = {"username": "forgetful@paggaio", "given_name": "Α", "family_name": "Β"}
    member = await client.post("/staff", body)
    proposal = await client.post(f"/staff/{member['id']}/resets", {})
    return client, by, Approval(f"/reset-proposals/{proposal['id']}/approve", hash_of(proposal))


PROPOSALS: dict[str, Callable[[Served], Awaitable[Proposed]]] = {
    "cards.dispute_decisions": dispute_decision,
    "cards.provisional_credits": provisional_credit,
    "cards.fundings": funding,
    "cards.moves": move,
    "cards.closings": closing,
    "cards.carry_overs": carry_over,
    "cards.reconciliation_cases": reconciliation_case,
    "cards.runs": run,
    "cards.unlocks": unlock,
    "merchants.offers": offer,
    "merchants.bank_files": bank_file,
    "incubator.accreditations": accreditation,
    "incubator.agreements": award,
    "console.staff": roles,
    "console.invitations": reset,
    **CHARGES,
    **REGISTRY,
}
"""How each kind of proposal is made by somebody who holds the approver's role as well: under its service and module,
and a name of its own where a module has several."""


def test_every_kind_of_proposal_is_tried() -> None:
    tried = [".".join(kind.split(".")[:2]) for kind in PROPOSALS]
    assert sorted(kinds_in_source()) == sorted(tried)


async def test_whoever_proposes_does_not_approve(served: Served) -> None:
    for kind, propose in PROPOSALS.items():
        if kind.startswith(f"{served.service.name}."):
            client, by, approval = await propose(served)
            path, body, headers = approval.path, approval.body, approval.headers
            status, problem, _ = await client.refused("POST", path, body, by=by, **headers)
            assert (status, problem) == (409, "same-actor"), kind
            answer = await client.send("POST", path, body, by=f"somebody_else {by.split()[1]}", **headers)
            assert answer.status_code == approval.status, f"{kind}: {answer.text}"
