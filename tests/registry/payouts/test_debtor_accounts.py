"""The account that pays is entered by one person and verified by another, and takes the place of the one before."""

from typing import Any

import asyncpg
import pytest

from services.kit.db import Connection
from tests.clients import Client, etag
from tests.registry import account_factories as make
from tests.registry.account_factories import APPROVER, FINANCE

ACCOUNT = {"programme": "gmi", "currency": "EUR", **make.PAYERS["EUR"]}


async def test_a_second_person_verifies_and_the_account_before_is_closed(paggaio: Client) -> None:
    first = await make.debtor_account(paggaio)
    assert (first["status"], first["name"]) == ("verified", "Dimos Pangaiou")
    await make.debtor_account(paggaio, iban="GR9608100010000001234567890")
    listed = (await paggaio.get("/debtor-accounts", by=FINANCE))["items"]
    assert [each["status"] for each in listed] == ["closed", "verified"]


async def test_who_entered_an_account_does_not_verify_it(paggaio: Client, connection: Connection) -> None:
    entered = await paggaio.post("/debtor-accounts", ACCOUNT, by=FINANCE)
    path = f"/debtor-accounts/{entered['id']}/verify"
    status, problem, _ = await paggaio.refused("POST", path, by="petros finance_approver", If_Match=etag(entered))
    assert (status, problem) == (409, "same-actor")
    with pytest.raises(asyncpg.CheckViolationError, match="checked_by_another"):
        await connection.execute(
            "UPDATE debtor_accounts SET status = 'verified', checked_by = entered_by, checked_at = entered_at"
        )


async def test_a_rejected_or_unchecked_account_pays_nothing(paggaio: Client) -> None:
    entered = await paggaio.post("/debtor-accounts", ACCOUNT, by=FINANCE)
    body = {"run_ids": [entered["id"]], "debtor_account_id": entered["id"], "execution_date": "2026-01-13"}
    assert (await paggaio.refused("POST", "/bank-files", body, by=FINANCE))[1] == "debtor-account-unchecked"
    path = f"/debtor-accounts/{entered['id']}"
    gone = await paggaio.post(f"{path}/reject", by=APPROVER, If_Match=etag(entered))
    assert (await paggaio.refused("POST", "/bank-files", body, by=FINANCE))[1] == "debtor-account-unchecked"
    status, problem, _ = await paggaio.refused("POST", f"{path}/verify", by=APPROVER, If_Match=etag(gone))
    assert (status, problem) == (409, "transition-forbidden")
    assert (await paggaio.refused("POST", f"{path}/verify", by=APPROVER, If_Match=etag(entered)))[0] == 412


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"iban": "GR1601101050000010547023796"}, ["/iban"]),
        ({"name": "بلدية"}, ["/name"]),
        ({"bic": "NOBANK"}, ["/bic"]),
        ({"currency": "JOD"}, ["/bic"]),
        ({"iban": "x", "name": "!!!", "bic": "x"}, ["/iban", "/name", "/bic"]),
    ],
)
async def test_every_fault_of_an_account_is_named(
    paggaio: Client, changes: dict[str, Any], pointers: list[str]
) -> None:
    status, problem, document = await paggaio.refused("POST", "/debtor-accounts", ACCOUNT | changes, by=FINANCE)
    assert (status, problem) == (400, "malformed")
    assert [fault["pointer"] for fault in document["errors"]] == pointers
