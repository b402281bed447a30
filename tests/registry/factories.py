"""Bodies of requests, valid unless the test says otherwise."""

from datetime import date
from itertools import count
from typing import Any

from infra.demo.people import make_afm, make_amka, make_iban
from tests.clients import Client, etag

serials = count(20_000)
EVIDENCE = ("identity", "tax_return", "iban_ownership", "utility_bill", "residence")


def person(born_on: str = "1980-05-01", **fields: Any) -> dict[str, Any]:
    """A Greek person with a new AMKA and AFM."""
    serial = next(serials)
    return {
        "given_name": "Φωτεινή",
        "family_name": "Σαββίδου",
        "born_on": born_on,
        "identifiers": [
            {"kind": "amka", "number": make_amka(date.fromisoformat(born_on), "female", serial)},
            {"kind": "afm", "number": make_afm(serial)},
        ],
        "phone": "6912345678",
        "iban": make_iban("GR", f"0110{serial:019d}"),
    } | fields


def couple_with_two_children() -> dict[str, Any]:
    """A household of four who registered as unemployed where they can work."""
    return {
        "members": [
            {"person": person("1984-02-29"), "relation": "applicant", "work": "registered_unemployed"},
            {"person": person("1982-11-03"), "relation": "spouse", "work": "registered_unemployed"},
            {"person": person("2014-06-06", phone=None, iban=None), "relation": "child", "studies": True},
            {"person": person("2019-09-19", phone=None, iban=None), "relation": "child"},
        ],
        "address": {"street": "Φιλίππων 12", "postal_code": "64100", "town": "Ελευθερούπολη"},
    }


async def household(client: Client, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """Enter a household and return what the registry says."""
    formed: dict[str, Any] = await client.post("/households", body or couple_with_two_children())
    return formed


def application(formed: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """An application with everything on file, submitted and assessed at once."""
    adults = [member["person_id"] for member in formed["members"] if member["relation"] != "child"]
    return {
        "household_id": formed["id"],
        "programme": "gmi",
        "declared": {},
        "evidence": [{"kind": kind} for kind in EVIDENCE],
        "consents": [{"person_id": adult, "purpose": "cross_checks"} for adult in adults],
        "submit": True,
    } | fields


async def assessed(client: Client, **fields: Any) -> dict[str, Any]:
    """An application of a new household, assessed."""
    case: dict[str, Any] = await client.post("/applications", application(await household(client), **fields))
    return case


async def recommended(client: Client, outcome: str = "approved", **fields: Any) -> dict[str, Any]:
    """An application of a new household, recommended by its caseworker."""
    case = await assessed(client, **fields)
    moved: dict[str, Any] = await client.post(
        f"/applications/{case['id']}/recommend", {"outcome": outcome}, If_Match=etag(case)
    )
    return moved


async def decided(client: Client, outcome: str = "approved") -> dict[str, Any]:
    """An application of a new household, decided by a supervisor."""
    moved = await recommended(client, outcome)
    answer: dict[str, Any] = await client.post(
        f"/applications/{moved['id']}/decide", {"outcome": outcome}, by="eleni supervisor", If_Match=etag(moved)
    )
    return answer
