"""Evidence: of a kind that the gate asks for, with its digest, written once."""

import asyncpg
import pytest

from services.kit.db import Connection
from tests.clients import Client
from tests.incubator import factories
from tests.incubator.conftest import LOGINS, MENTOR, execute_as

PAPER = {"gate": "register", "kind": "registration_certificate", "reference": "ملف 17", "sha256": "a" * 64}


async def test_a_paper_is_recorded_with_its_digest(al_koura: Client) -> None:
    enterprise = await factories.enterprise(al_koura)
    path = f"/enterprises/{enterprise['id']}/evidence"
    paper = await al_koura.post(path, PAPER, by=MENTOR)
    own = await al_koura.post(path, PAPER | {"sha256": "b" * 64}, by=f"{enterprise['founder_id']} founder")
    assert await al_koura.get(path) == [paper, own]
    assert paper.items() >= PAPER.items()


@pytest.mark.parametrize(
    ("fields", "status", "problem"),
    [
        ({"kind": "horoscope"}, 409, "kind-not-asked"),
        ({"gate": "accredit"}, 409, "kind-not-asked"),
        ({"gate": "heaven"}, 400, "malformed"),
        ({"sha256": "A" * 64}, 400, "malformed"),
        ({"sha256": "short"}, 400, "malformed"),
    ],
)
async def test_what_no_gate_asks_for_is_refused(
    al_koura: Client, fields: dict[str, str], status: int, problem: str
) -> None:
    enterprise = await factories.enterprise(al_koura)
    refusal = await al_koura.refused("POST", f"/enterprises/{enterprise['id']}/evidence", PAPER | fields)
    assert refusal[:2] == (status, problem)


async def test_another_tenant_and_another_founder_record_nothing(al_koura: Client, paggaio: Client) -> None:
    other = await factories.enterprise(al_koura, trained=False)
    enterprise = await factories.enterprise(al_koura)
    path = f"/enterprises/{enterprise['id']}/evidence"
    assert (await paggaio.refused("POST", path, PAPER))[0] == 404
    assert (await al_koura.refused("POST", path, PAPER, by=f"{other['founder_id']} founder"))[0] == 404


@pytest.mark.parametrize("change", ["UPDATE evidence SET sha256 = repeat('b', 64)", "DELETE FROM evidence"])
async def test_evidence_is_written_once(al_koura: Client, connection: Connection, change: str) -> None:
    enterprise = await factories.enterprise(al_koura)
    await al_koura.post(f"/enterprises/{enterprise['id']}/evidence", PAPER)
    for login in LOGINS:
        with pytest.raises(asyncpg.PostgresError, match=r"written once|permission denied"):
            await execute_as(login, connection, change)
