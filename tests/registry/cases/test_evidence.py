"""Papers are noted once, by whoever saw them first, and count as long as the paper and the rules say."""

from datetime import date
from typing import Any

import msgspec
import pytest

from services.registry.assessing.procedure_rules import Procedure
from services.registry.assessing.rules import rules_on
from services.registry.cases.evidence import NewEvidence, faults_of, last_day
from tests.clients import Client, etag, person_id
from tests.registry import factories
from tests.registry.walking import paper

TODAY = date(2026, 1, 12)
GMI = rules_on(TODAY, "gmi")
assert GMI is not None
RULES = msgspec.structs.replace(GMI, procedure=Procedure(valid_days={"utility_bill": 90}))


async def see(client: Client, case: Any, **seen: Any) -> dict[str, Any]:
    """Note a paper as seen and return what stands, by kind."""
    noted = await client.post(f"/applications/{case['id']}/evidence", seen)
    return {each["kind"]: each for each in noted}


async def test_a_paper_noted_again_stays_as_it_was_seen_first(paggaio: Client) -> None:
    case = await factories.assessed(paggaio, evidence=[])
    path = f"/applications/{case['id']}/evidence"
    await paggaio.post(path, {"kind": "identity"})
    paggaio.now = "2026-01-13T09:30:00+02:00"
    (seen,) = await paggaio.post(path, {"kind": "identity"}, by="nikos caseworker")
    assert (seen["kind"], seen["seen_at"]) == ("identity", "2026-01-12T07:30:00Z")
    assert seen["seen_by"] == str(person_id("maria"))


async def test_a_paper_needs_an_application_and_a_code(paggaio: Client, al_koura: Client) -> None:
    case = await factories.assessed(paggaio)
    path = f"/applications/{case['id']}/evidence"
    assert (await paggaio.send("POST", path, {"kind": "Tax return!"})).status_code == 400
    assert (await al_koura.send("POST", path, {"kind": "identity"})).status_code == 404


async def test_an_uploaded_paper_is_no_evidence_before_somebody_has_seen_it(paggaio: Client) -> None:
    case = await factories.assessed(paggaio, evidence=[])
    handed_in = await paper(paggaio, case, "identity")
    assert "identity" in (await paggaio.get(f"/applications/{case['id']}"))["missing_evidence"]
    seen = await see(paggaio, case, kind="identity", paper_id=handed_in["id"])
    assert seen["identity"]["paper_id"] == handed_in["id"]
    assert "identity" not in (await paggaio.get(f"/applications/{case['id']}"))["missing_evidence"]


async def test_what_is_seen_is_a_paper_of_this_kind_and_case(paggaio: Client) -> None:
    case, other = await factories.assessed(paggaio), await factories.assessed(paggaio)
    handed_in = await paper(paggaio, case, "tax_return")
    for wrong, kind in ((case, "identity"), (other, "tax_return")):
        path = f"/applications/{wrong['id']}/evidence"
        refused = await paggaio.refused("POST", path, {"kind": kind, "paper_id": handed_in["id"]})
        assert refused[:2] == (409, "paper-not-usable")
    new = factories.application({"id": case["household_id"], "members": []}, programme="gmi")
    new["evidence"] = [{"kind": "identity", "paper_id": handed_in["id"]}]
    await paggaio.post(f"/applications/{case['id']}/withdraw", If_Match=etag(case))
    assert (await paggaio.refused("POST", "/applications", new))[:2] == (409, "paper-not-usable")


async def test_a_paper_counts_until_the_day_that_is_printed_on_it(paggaio: Client) -> None:
    case = await factories.assessed(paggaio)
    seen = await see(paggaio, case, kind="identity", expires_on="2026-01-20")
    assert seen["identity"]["expires_on"] == "2026-01-20"
    path = f"/applications/{case['id']}"
    paggaio.now = "2026-01-20T12:00:00+02:00"
    assert (await paggaio.get(path))["missing_evidence"] == []
    paggaio.now = "2026-01-21T12:00:00+02:00"
    assert (await paggaio.get(path))["missing_evidence"] == ["identity"]
    refused = await paggaio.refused("POST", f"{path}/recommend", {"outcome": "approved"}, If_Match=etag(case))
    assert (refused[1], refused[2]["missing"]) == ("evidence-missing", ["identity"])
    assert (await see(paggaio, case, kind="identity"))["identity"]["expires_on"] is None
    assert (await paggaio.get(path))["missing_evidence"] == []


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (NewEvidence(kind="utility_bill", issued_on=date(2025, 12, 1)), date(2026, 3, 1)),
        (NewEvidence(kind="utility_bill", issued_on=date(2025, 12, 1), expires_on=date(2026, 1, 1)), date(2026, 1, 1)),
        (NewEvidence(kind="utility_bill", issued_on=date(2025, 12, 1), expires_on=date(2030, 1, 1)), date(2026, 3, 1)),
        (NewEvidence(kind="identity", issued_on=date(2015, 1, 1)), None),
        (NewEvidence(kind="identity", expires_on=date(2027, 1, 1)), date(2027, 1, 1)),
    ],
)
def test_the_last_day_is_the_printed_one_or_the_rules_the_earlier(seen: NewEvidence, expected: date | None) -> None:
    assert last_day(RULES, seen) == expected


@pytest.mark.parametrize(
    ("issued_on", "kind", "wrong"),
    [
        (None, "utility_bill", True),
        (None, "identity", False),
        (date(2026, 1, 12), "utility_bill", False),
        (date(2026, 1, 13), "utility_bill", True),
        (date(1, 1, 1), "identity", True),
    ],
)
def test_the_rules_may_ask_when_a_paper_was_issued(issued_on: date | None, kind: str, wrong: bool) -> None:
    faults = faults_of(RULES, NewEvidence(kind=kind, issued_on=issued_on), "/evidence/0", today=TODAY)
    assert [fault.pointer for fault in faults] == (["/evidence/0/issued_on"] if wrong else [])


async def test_an_impossible_date_of_issue_is_named_by_its_place(paggaio: Client) -> None:
    case = await factories.assessed(paggaio)
    body = {"kind": "identity", "issued_on": "2026-02-01"}
    status, slug, problem = await paggaio.refused("POST", f"/applications/{case['id']}/evidence", body)
    assert (status, slug, problem["errors"][0]["pointer"]) == (400, "malformed", "/issued_on")
