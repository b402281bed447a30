"""Exports: what the screen shows and no more, for a purpose that is kept, without people at risk, never a formula."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest

from services.kit.db import Connection
from services.kit.tables import XLSX, read_table
from services.registry.imports import exports
from tests.clients import Client
from tests.registry import factories, importing

SUPERVISOR = "eleni supervisor"


async def export(client: Client, path: str, *, by: str = "") -> list[dict[str, str]]:
    """The rows of an exported CSV."""
    answer = await client.send("GET", path, by=by)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def test_applications_are_exported_as_they_are_listed(paggaio: Client) -> None:
    case = await factories.assessed(paggaio)
    await factories.decided(paggaio)
    rows = await export(paggaio, "/exports/applications?purpose=supervision&status=in_review")
    assert [(row["application_id"], row["applicant"]) for row in rows] == [(case["id"], "Φωτεινή Σαββίδου")]
    assert len(await export(paggaio, "/exports/applications?purpose=supervision")) == 2


async def test_memberships_are_exported_without_names(paggaio: Client) -> None:
    await factories.decided(paggaio)
    (row,) = await export(paggaio, "/exports/memberships?purpose=payment&on=2026-02-01")
    assert set(row) == set(exports.MEMBERSHIPS)
    assert Decimal(row["card_share"]) + Decimal(row["account_share"]) == Decimal(row["monthly_amount"])
    assert await export(paggaio, "/exports/memberships?purpose=payment&on=2020-02-01") == []


async def test_households_are_exported_as_they_were_on_a_day(paggaio: Client) -> None:
    formed = await factories.household(paggaio)
    (row,) = await export(paggaio, "/exports/households?purpose=case_work")
    assert (row["household_id"], row["members"], row["formed_on"]) == (formed["id"], "4", "2026-01-12")
    assert await export(paggaio, "/exports/households?purpose=case_work&on=2025-01-01") == []


async def test_people_at_risk_are_left_out_for_who_may_not_see_them(paggaio: Client, connection: Connection) -> None:
    formed = await factories.household(paggaio)
    await connection.execute("UPDATE households SET protected_for = 'violence' WHERE id = $1", formed["id"])
    for by, seen in (("", 1), ("nikos caseworker", 0), (SUPERVISOR, 1)):
        assert len(await export(paggaio, "/exports/households?purpose=case_work", by=by)) == seen


async def test_the_own_household_is_left_out(paggaio: Client) -> None:
    formed = await factories.household(paggaio)
    kin: dict[str, Any] = {
        "staff_id": str(importing.staff_id("maria")),
        "person_id": formed["members"][0]["person_id"],
        "relation": "sibling",
    }
    await paggaio.post("/kinships", kin)
    assert await export(paggaio, "/exports/households?purpose=case_work") == []


async def test_who_took_which_list_and_why_is_kept(paggaio: Client, connection: Connection) -> None:
    await factories.decided(paggaio)
    await export(paggaio, "/exports/applications?purpose=supervision")
    kept = await connection.fetch(
        "SELECT action, purpose FROM audit_entries WHERE purpose = 'supervision' ORDER BY action"
    )
    assert [(row["action"], row["purpose"]) for row in kept] == [
        ("applications_exported", "supervision"), ("person_read", "supervision"),
    ]  # fmt: skip


async def test_without_a_purpose_nothing_is_exported(paggaio: Client) -> None:
    for name in ("applications", "memberships", "households"):
        assert (await paggaio.send("GET", f"/exports/{name}")).status_code == 400
        assert (await paggaio.send("GET", f"/exports/{name}?purpose=curiosity")).status_code == 400
        answer = await paggaio.send("GET", f"/exports/{name}?purpose=case_work", by="nikos card_desk")
        assert answer.status_code == 403


async def test_a_name_does_not_run_as_a_formula(paggaio: Client) -> None:
    body = factories.couple_with_two_children()
    body["members"][0]["person"]["given_name"] = "=1+1"
    await factories.household(paggaio, body)
    (row,) = await export(paggaio, "/exports/households?purpose=case_work")
    assert row["applicant"].startswith("'=1+1")
    answer = await paggaio.send("GET", "/exports/households?purpose=case_work&format=xlsx")
    assert read_table(answer.content, XLSX)[0]["applicant"].startswith("=1+1 ")


async def test_a_list_longer_than_a_file_may_be_is_refused(paggaio: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "ROWS_MAX", 1)
    for _ in range(2):
        await factories.household(paggaio)
    status, problem, _ = await paggaio.refused("GET", "/exports/households?purpose=case_work")
    assert (status, problem) == (413, "export-too-long")


async def test_another_tenant_exports_nothing_of_ours(paggaio: Client, al_koura: Client) -> None:
    await factories.decided(paggaio)
    for name in ("applications", "memberships", "households"):
        assert await export(al_koura, f"/exports/{name}?purpose=case_work") == []
