"""Decisions of a file: for households that are entered here, confirmed by another person, each reference once."""

from typing import Any

import asyncpg
import pytest

from services.kit.db import Connection
from tests.clients import Client, etag
from tests.registry import factories, importing
from tests.registry.importing import SUPERVISOR, Work, checked, faults_of, file_of
from tests.rolled_back import Events

work = importing.work
DECISIONS = "kind=decisions&source=opeka&programme=gmi"


async def applicant(client: Client) -> str:
    """The AFM of the applicant of a new household."""
    body = factories.couple_with_two_children()
    await factories.household(client, body)
    number: str = body["members"][0]["person"]["identifiers"][1]["number"]
    return number


def row(reference: str, afm: str, **cells: str) -> dict[str, str]:
    """A row of the national file."""
    return {
        "Αριθμός αίτησης": reference,
        "ΑΦΜ": afm,
        "Ποσό": "400,00",
        "Από": "01/01/2026",
        "Έως": "30/06/2026",
        "Ημερομηνία αίτησης": "15/12/2025",
        "Εισόδημα": "",
    } | cells


async def proposed(client: Client, work: Work, content: bytes) -> dict[str, Any]:
    """A file of decisions that was looked through and proposed."""
    looked = await checked(client, work, content, DECISIONS)
    found: dict[str, Any] = await client.post(f"/imports/{looked['id']}/propose", If_Match=etag(looked))
    return found


async def approved(client: Client, work: Work, content: bytes) -> dict[str, Any]:
    """A file of decisions that a second person has agreed to and that has entered."""
    found = await proposed(client, work, content)
    body = {"payload_hash": found["payload_hash"]}
    await client.post(f"/imports/{found['id']}/approve", body, by=SUPERVISOR, If_Match=etag(found))
    await work()
    ended: dict[str, Any] = await client.get(f"/imports/{found['id']}")
    return ended


async def test_a_files_decisions_become_rights_once_a_second_person_agrees(
    paggaio: Client, work: Work, events: Events
) -> None:
    rows = [row("Α-1", await applicant(paggaio)), row("Α-2", await applicant(paggaio), Ποσό="90,00")]
    looked = await checked(paggaio, work, file_of(rows), DECISIONS)
    assert (looked["outcomes"], looked["total_minor"]) == ({"new": 2}, 49_000)
    found = await approved(paggaio, work, file_of(rows))
    assert (found["state"], found["outcomes"]) == ("imported", {"imported": 2})
    said = [data for type, data in await events() if type == "registry.membership_activated.v1"]
    # Half by card from 100 euro a month on; below it all goes to the account.
    shares = [(each["card_share_minor"], each["account_share_minor"]) for each in said]
    assert sorted(shares) == [(0, 9_000), (20_000, 20_000)]
    assert {each["application_id"] for each in said} == {None}
    told = (await paggaio.get("/messages", by="petros administrator"))["items"]
    assert len(told) == 2


async def test_who_uploaded_or_proposed_does_not_approve(paggaio: Client, work: Work, connection: Connection) -> None:
    found = await proposed(paggaio, work, file_of([row("Α-1", await applicant(paggaio))]))
    path, body = f"/imports/{found['id']}/approve", {"payload_hash": found["payload_hash"]}
    status, problem, _ = await paggaio.refused("POST", path, body, by="maria supervisor", If_Match=etag(found))
    assert (status, problem) == (409, "same-actor")
    status, problem, _ = await paggaio.refused("POST", f"/imports/{found['id']}/confirm", If_Match=etag(found))
    assert (status, problem) == (409, "not-proposed")
    other = {"payload_hash": "0" * 64}
    status, problem, _ = await paggaio.refused("POST", path, other, by=SUPERVISOR, If_Match=etag(found))
    assert (status, problem) == (409, "proposal-changed")
    with pytest.raises(asyncpg.CheckViolationError, match="decisions_confirmed_by_another_than_uploaded"):
        await connection.execute("UPDATE imports SET confirmed_by = uploaded_by, confirmed_at = uploaded_at")


async def test_the_same_reference_enters_once_and_a_changed_amount_is_a_difference(
    paggaio: Client, work: Work, connection: Connection
) -> None:
    afm = await applicant(paggaio)
    await approved(paggaio, work, file_of([row("Α-1", afm)]))
    again = await checked(paggaio, work, file_of([row("α 1", afm)]), DECISIONS)
    assert again["outcomes"] == {"there": 1}
    changed = await checked(paggaio, work, file_of([row("Α-1", afm, Ποσό="500")]), DECISIONS)
    assert changed["outcomes"] == {"differs": 1}
    assert [(number, field) for number, field, _ in await faults_of(paggaio, changed)] == [(2, "monthly_amount")]
    assert await connection.fetchval("SELECT count(*) FROM memberships") == 1


async def test_each_faulty_row_is_refused_with_its_reason(paggaio: Client, work: Work) -> None:
    afm = await applicant(paggaio)
    stranger = factories.person()["identifiers"][1]["number"]
    rows = [
        row("Α-1", stranger),
        row("Α-2", afm, Ποσό="δωρεάν"),
        row("Α-3", afm, Από="02/01/2026"),
        row("Α-4", "123456789"),
        row("", afm),
        row("Α-6", ""),
        row("Α-7", afm, Έως="31/12/2026"),
        row("Α-8", afm),
        row("Α 8", afm),
    ]
    found = await checked(paggaio, work, file_of(rows), DECISIONS)
    assert found["outcomes"] == {"refused": 9}
    assert [(number, field) for number, field, _ in await faults_of(paggaio, found)] == [
        (2, "afm"), (3, "monthly_amount"), (4, "starts_on"), (5, "afm"), (6, "reference"), (7, None), (8, "ends_on"),
        (9, "reference"), (10, "reference"),
    ]  # fmt: skip


async def test_a_household_gets_no_second_right_for_the_same_months(paggaio: Client, work: Work) -> None:
    afm = await applicant(paggaio)
    both = await approved(paggaio, work, file_of([row("Α-1", afm), row("Α-2", afm)]))
    assert both["outcomes"] == {"imported": 1, "refused": 1}
    later = await checked(paggaio, work, file_of([row("Α-3", afm, Από="01/06/2026", Έως="31/08/2026")]), DECISIONS)
    assert [field for _, field, _ in await faults_of(paggaio, later)] == ["starts_on"]


async def test_facts_of_the_file_are_recalculated_and_change_nothing(paggaio: Client, work: Work) -> None:
    await approved(paggaio, work, file_of([row("Α-1", await applicant(paggaio), Εισόδημα="600")]))
    (listed,) = (await paggaio.get("/recalculations"))["items"]
    assert (listed["imported_minor"], listed["ours_minor"]) == (40_000, 33_200)


async def test_the_own_household_is_left_to_colleagues(paggaio: Client, work: Work) -> None:
    body = factories.couple_with_two_children()
    formed = await factories.household(paggaio, body)
    kin = {"staff_id": str(importing.staff_id("eleni")), "person_id": formed["members"][0]["person_id"]}
    await paggaio.post("/kinships", kin | {"relation": "sibling"}, by=SUPERVISOR)
    afm = body["members"][0]["person"]["identifiers"][1]["number"]
    found = await approved(paggaio, work, file_of([row("Α-1", afm)]))
    assert found["outcomes"] == {"refused": 1}


async def test_decisions_are_of_a_programme_and_households_of_none(paggaio: Client) -> None:
    content = file_of([row("Α-1", "090000045")])
    for query in ("kind=decisions&source=opeka", "kind=households&source=opeka&programme=gmi"):
        assert (await importing.send_file(paggaio, content, query)).status_code == 400
