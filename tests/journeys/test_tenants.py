"""What belongs to another tenant does not exist: the answer is to the letter that about something never made."""

import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from services.cards.holders import unlocks
from services.incubator.granting import agreements
from services.kit.auth import READER
from services.registry.households import household_proposals
from services.registry.memberships import confirmations
from tests.journeys.endpoints import Operation, leaves, placed, sample
from tests.journeys.filling import STRANGERS, fill, home_of
from tests.journeys.serving import ASKING, Served

ELSEWHERE = {
    "other_id": "which of two merchants alike; merchants/joining/test_duplicates.py",
    "job_id": "jobs are asked for by id in a function of their own; tests/kit/test_office_routes.py",
    "dead_letter_id": "dead letters come from broken handlers; tests/kit/test_routes.py",
}
"""Parameters for which no object is made here, each with the reason."""
BARE = {
    "GET /papers/{paper_id}/content": "an original that was only seen has no file; merchants/joining/test_papers.py",
    "POST /merchants/{merchant_id}/duplicates/{other_id}/dismiss": "nothing looks alike there; test_duplicates.py",
    "GET /budget-lines/{line_id}/carry-over": "the line that takes the rest is named in the query",
    "POST /sessions/{session_id}/feedbacks": "whoever asks was at no session; incubator/training/test_feedbacks.py",
    "PUT /sessions/{session_id}/needs": "a need is met for one who has stated it, which needs a sensible body",
    "POST /persons/{person_id}/letter-prints": "only what is kept for people at risk is handed over",
    "GET /persons/{person_id}/channel": "whoever was erased or has died before is told nothing",
    "PUT /persons/{person_id}/channel": "whoever was erased or has died before is told nothing",
    "POST /persons/{person_id}/legal-holds": "of whoever was erased before nothing is left to hold",
    "POST /holders/me/cards/{card_id}/pause": "whoever asks holds no card; tests/cards/holders/test_pauses.py",
    "POST /holders/me/cards/{card_id}/resume": "whoever asks holds no card; tests/cards/holders/test_pauses.py",
    "PUT /holders/me/cards/{card_id}/limits": "whoever asks holds no card; tests/cards/holders/test_card_limits.py",
    "POST /holders/me/cards/{card_id}/pin": "whoever asks holds no card; tests/cards/holders/test_pins.py",
    "GET /reviews/{review_id}/papers/{paper_id}/content": "who reviews it may; incubator/applying/test_papers.py",
    "POST /holders/me/phones/{phone_id}/remove": "whoever asks holds no card; tests/cards/holders/test_phones.py",
    "GET /holders/me/wallets/{wallet_id}/statements/{month}": "whoever asks holds no wallet; test_wallet_statements.py",
    "POST /wallets/{wallet_id}/statements": "the first wallets are no household's; test_wallet_statements.py",
}
"""Operations that find nothing at home either with a simple body, each with the reason."""
SENSIBLE = {
    "POST /applications/{application_id}/info-requests": {"kinds": ["identity"]},
    "POST /households/{household_id}/members": {"member": {"relation": "child"}},
    "POST /households/{household_id}/moves": {"relation": "child"},
    "POST /cards/{card_id}/pin": {"pin": "7391"},
    "POST /holders/me/cards/{card_id}/pin": {"new_pin": "7391"},
}
"""What the simplest body of an operation lacks, without which it is refused before anything is looked for."""
NOUNS = {
    "account_id": "bank_accounts",
    "coapplicant_id": "coapplicants",
    "line_id": "budget_lines",
    "print_id": "letter_prints",
    "proxy_id": "proxies",
}
"""The table of a parameter that is not called after it."""
KINDS = {
    "household_proposals": list(household_proposals.CARRY_OUT),
    "award_proposals": list(agreements.CARRY_OUT),
    "membership_proposals": list(confirmations.CARRY_OUT),
    "pin_unlocks": [unlocks.UNLOCK],
}
"""What stands before `{proposal_id}` in the address of routes that know only some kinds of proposals, with these."""


Ids = dict[str, list[UUID]]


@pytest.fixture
async def ids(served: Served) -> AsyncIterator[Ids]:
    """The ids of everything that the home tenant has, but of who asks, who finds the own deeds in each tenant."""
    await fill(served)
    connection = await asyncpg.connect(served.admin_url)
    found = await ids_of(connection, served.tenant(home_of(served)).id)
    yield {name: [each for each in ids if each != ASKING] for name, ids in found.items()}
    await connection.close()


async def ids_of(connection: "asyncpg.Connection[asyncpg.Record]", home: UUID) -> Ids:
    """Return the ids of what a tenant has: by table, and by the name of each column that refers to some."""
    columns = await connection.fetch(
        "SELECT table_name, column_name FROM information_schema.columns AS c WHERE table_schema = 'public'"
        " AND (column_name = 'id' OR column_name LIKE '%\\_id') AND data_type = 'uuid' AND EXISTS (SELECT FROM"
        " information_schema.columns AS m WHERE m.table_name = c.table_name AND m.column_name = 'municipality_id')"
    )
    found: Ids = {}
    for table, column in columns:
        of_home = f"municipality_id = $1 AND {column} IS NOT NULL"
        rows = await connection.fetch(f"SELECT DISTINCT {column} FROM {table} WHERE {of_home} ORDER BY 1 LIMIT 3", home)
        found.setdefault(table if column == "id" else column, []).extend(row[0] for row in rows)
    for noun, kinds in KINDS.items():
        query = "SELECT id FROM proposals WHERE municipality_id = $1 AND kind = ANY($2) ORDER BY id LIMIT 3"
        found[noun] = [row[0] for row in await connection.fetch(query, home, kinds)]
    return found


def candidates(ids: Ids, parameter: str, path: str = "") -> list[UUID]:
    """Return the ids that a parameter may mean, of an address or elsewhere."""
    before = path.partition(f"/{{{parameter}}}")[0].rpartition("/")[2].replace("-", "_")
    if before in KINDS:
        return ids[before]
    noun = NOUNS.get(parameter, parameter.removesuffix("_id").replace("applicant", "person") + "s")
    named = [name for name in ids if name in (noun, noun.removesuffix("s")) or name.endswith(f"_{noun}")]
    found = [each for name in named for each in ids[name]] or ids.get(parameter, [])
    return found[:4]


def same(answer: httpx.Response, asked_for: UUID) -> tuple[int, Any]:
    """Return an answer without what has to differ: the id that was asked for, and the request's own."""
    text = answer.text.replace(str(asked_for), "ID")
    document = json.loads(text) if "json" in answer.headers.get("content-type", "") else text or None
    if isinstance(document, dict):
        document.pop("request_id", None)
    return answer.status_code, document


def body_of(operation: Operation, ids: Ids) -> bytes | None:
    """Return a body that refers to what there is at home."""
    if operation.body is None:
        return None
    whole = sample(operation.body, operation.components) | SENSIBLE.get(operation.name, {})
    for name, at in references(operation):
        if at is not None and candidates(ids, name) and at[0] in whole:
            whole = placed(whole, at, str(candidates(ids, name)[0]))
    return json.dumps(whole).encode()


async def test_an_object_of_another_tenant_is_like_none(served: Served, ids: Ids) -> None:
    differing, unmade = [], []
    for operation in served.operations:
        for parameter in operation.of("path"):
            if "uuid" not in str(parameter["schema"]) or parameter["name"] in ELSEWHERE or operation.signed:
                continue
            found = candidates(ids, parameter["name"], operation.path)
            if not found:
                unmade.append(f"{operation.name}: nothing was made for {parameter['name']}")
            for foreign in found:
                given, missing = [
                    await ask(served, operation, parameter["name"], each, ids) for each in (foreign, uuid4())
                ]
                if given != missing or given[0] != 404:
                    differing.append(f"{operation.name}: {given} and for what does not exist {missing}")
    assert not unmade, "\n".join(unmade)
    assert not differing, "\n".join(differing)


async def ask(served: Served, operation: Operation, parameter: str, asked_for: UUID, ids: Ids) -> tuple[int, Any]:
    """Ask for something by id as a stranger who has the role."""
    answer = await served.send(
        operation,
        path=operation.address(**{parameter: str(asked_for)}),
        headers=served.permitted(operation, STRANGERS[home_of(served)]),
        content=body_of(operation, ids),
    )
    return same(answer, asked_for)


async def test_a_filter_or_a_reference_finds_nothing_of_another_tenant(served: Served, ids: Ids) -> None:
    differing = []
    for operation in served.operations:
        if operation.signed or operation.roles == frozenset({READER}):
            continue
        for name, place in references(operation):
            for foreign in candidates(ids, name)[:2]:
                given, missing = [await refer(served, operation, place, each) for each in (foreign, uuid4())]
                if given != missing:
                    differing.append(f"{operation.name} with {name}: {given} and for what does not exist {missing}")
    assert not differing, "\n".join(differing)


def references(operation: Operation) -> list[tuple[str, tuple[str | int, ...] | None]]:
    """Return the names of ids in the query (without a place) and in the body (with it)."""
    in_query = [(each["name"], None) for each in operation.of("query") if "uuid" in str(each["schema"])]
    in_body = [
        (str(at[-1]), at)
        for at, schema in leaves(operation.body or {}, operation.components)
        if "'uuid'" in str(schema) and isinstance(at[-1], str)
    ]
    return [*in_query, *in_body]


async def refer(served: Served, operation: Operation, place: Any, asked_for: UUID) -> tuple[int, Any]:
    """Name something by id in the query or the body, as a stranger who has the role."""
    path = operation.address(**{each["name"]: str(UUID(int=1)) for each in operation.of("path") if "uuid" in str(each)})
    headers = served.permitted(operation, STRANGERS[home_of(served)])
    if place is None:
        name = next(each["name"] for each in operation.of("query") if "uuid" in str(each["schema"]))
        return same(
            await served.send(
                operation, path=f"{path}{'&' if '?' in path else '?'}{name}={asked_for}", headers=headers
            ),
            asked_for,
        )
    whole = placed(sample(operation.body or {}, operation.components), place, str(asked_for))
    return same(await served.send(operation, path=path, headers=headers, content=json.dumps(whole).encode()), asked_for)


async def test_at_home_what_was_made_is_found(served: Served, ids: Ids) -> None:
    """Else the answers to strangers would prove nothing. It changes what was made: it comes last."""
    unfound = []
    for operation in sorted(served.operations, key=lambda each: each.name.endswith("/erase")):
        for parameter in operation.of("path"):
            if "uuid" not in str(parameter["schema"]) or parameter["name"] in ELSEWHERE or operation.signed:
                continue
            statuses = [
                (
                    await served.send(
                        operation,
                        path=operation.address(**{parameter["name"]: str(each)}),
                        headers=served.permitted(operation, home_of(served)),
                        content=body_of(operation, ids),
                    )
                ).status_code
                for each in candidates(ids, parameter["name"], operation.path)
            ]
            if all(status == 404 for status in statuses) and operation.name not in BARE:
                unfound.append(f"{operation.name}: {statuses}")
    assert not unfound, "\n".join(unfound)
