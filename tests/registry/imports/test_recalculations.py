"""Recalculations: what our rules say beside an imported decision; the imported amount never changes."""

import csv
import io

from services.kit.db import Connection
from tests.clients import Client
from tests.registry import importing
from tests.registry.imported_rights import SUPERVISOR, confirmed
from tests.registry.importing import Work

work = importing.work


async def test_a_result_that_differs_is_listed_with_the_lines_that_explain_it(paggaio: Client) -> None:
    found = await confirmed(paggaio, declared={"incomes": [{"kind": "wages", "amount_minor": 60_000}]})
    (listed,) = (await paggaio.get("/recalculations?language=en"))["items"]
    assert (listed["id"], listed["imported_minor"], listed["differs"]) == (found["id"], 40_000, True)
    # Two adults and two children: 216 + 108 + 54 + 54 = 432 a month, less 600 / 6.
    assert listed["ours_minor"] == 33_200
    assert any("€216.00" in reason for reason in listed["reasons"])
    assert any("€332.00" in reason for reason in listed["reasons"])
    membership = await paggaio.get(f"/memberships/{found['membership_id']}")
    assert membership["monthly_amount_minor"] == 40_000


async def test_a_household_that_our_rules_refuse_is_explained_by_what_is_not_met(paggaio: Client) -> None:
    found = await confirmed(paggaio, declared={"deposits_minor": 9_000_000})
    (listed,) = (await paggaio.get("/recalculations?language=el"))["items"]
    assert (listed["eligible"], listed["ours_minor"]) == (False, 0)
    assert len(listed["reasons"]) == 1
    detail = await paggaio.get(f"/recalculations/{found['id']}?language=en")
    failed = [line for line in detail["explanation"] if line["outcome"] == "failed"]
    assert [line["code"] for line in failed] == ["deposits"]
    assert failed[0]["legal_source"]


async def test_an_equal_result_is_no_difference(paggaio: Client) -> None:
    await confirmed(paggaio, monthly_amount_minor=43_200, declared={})
    assert (await paggaio.get("/recalculations"))["items"] == []
    assert len((await paggaio.get("/recalculations?differing=false"))["items"]) == 1


async def test_without_facts_nothing_is_recalculated(paggaio: Client) -> None:
    found = await confirmed(paggaio)
    assert (await paggaio.get("/recalculations?differing=false"))["items"] == []
    assert (await paggaio.send("GET", f"/recalculations/{found['id']}")).status_code == 404


async def test_all_decisions_are_recalculated_again_when_asked(
    paggaio: Client, work: Work, connection: Connection
) -> None:
    await confirmed(paggaio, declared={})
    kept = await connection.fetchrow("SELECT facts, result FROM recalculations")
    job = await paggaio.post("/recalculations", by=SUPERVISOR)
    await work()
    done = await paggaio.get(f"/jobs/{job['id']}")
    assert (done["state"], done["done"], done["result"]) == ("done", 1, {"differ": 1})
    assert await connection.fetchrow("SELECT facts, result FROM recalculations") == kept


async def test_the_differences_are_exported(paggaio: Client) -> None:
    await confirmed(paggaio, declared={})
    answer = await paggaio.send("GET", "/recalculations/export?format=csv&language=en")
    (row,) = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert (row["imported_amount"], row["our_amount"], row["eligible"]) == ("400.00", "432.00", "yes")
