"""By the id of somebody who was entered twice, reads tell of the one who remains and commands name that one."""

from typing import Any, NamedTuple

import pytest

from services.kit.db import Connection
from tests.clients import Client, etag, person_id
from tests.registry import entered_twice, factories, rights

SUPERVISOR = "eleni supervisor"
TODAY = "2026-01-12"


class Merged(NamedTuple):
    """Two ids of one person, and the household in which the person lives."""

    alias: str
    survivor: str
    home: dict[str, Any]


async def merged(client: Client) -> Merged:
    """Somebody entered twice and merged, who lives in a household of one."""
    pair = await entered_twice.pair(client)
    await entered_twice.merged(client, pair, pair["first_id"])
    home = await entered_twice.alone_by_id(client, pair["first_id"])
    return Merged(pair["second_id"], pair["first_id"], home)


READS = (
    "persons/{}", "persons/{}/accesses", "persons/{}/accesses/paper", "persons/{}/export", "persons/{}/messages",
    "persons/{}/channel", "persons/{}/former-addresses?purpose=case_work", "persons/{}/households",
    "persons/{}/consents",
)  # fmt: skip


@pytest.mark.parametrize("path", READS)
async def test_a_read_tells_of_the_one_who_remains(paggaio: Client, path: str) -> None:
    of = await merged(paggaio)
    answer = await paggaio.send("GET", "/" + path.format(of.alias))
    assert answer.status_code == 200, answer.text
    if "json" in answer.headers["content-type"] and "accesses" not in path:
        told = (await paggaio.get("/" + path.format(of.survivor))).items()
        assert {name: answer.json()[name] for name, _ in told if name != "person_id"} == {
            name: value for name, value in told if name != "person_id"
        }


MEMBER = {"relation": "sibling"}
COMMANDS: tuple[tuple[str, str, dict[str, Any], str], ...] = (
    ("PUT", "/persons/{alias}/contact", {"phone": "6912345670"}, ""),
    ("PUT", "/persons/{alias}/names", {"given_name": "Α", "family_name": "Β", "born_on": "1980-01-01"}, ""),
    ("POST", "/persons/{alias}/identifiers", {"kind": "afm", "number": "094014201"}, ""),
    ("PUT", "/persons/{alias}/identifiers/afm", {"number": "094014201"}, ""),
    ("POST", "/persons/{alias}/death", {"died_on": TODAY}, ""),
    ("POST", "/persons/{alias}/erase", {}, SUPERVISOR),
    ("PUT", "/persons/{alias}/channel", {"channel": "print"}, ""),
    ("POST", "/persons/{alias}/letter-prints", {}, ""),
    ("POST", "/persons/{alias}/legal-holds", {"reason": "audit", "file_number": "1/2026"}, SUPERVISOR),
    ("POST", "/consents", {"person_id": "{alias}", "purpose": "cross_checks"}, ""),
    ("POST", "/grievances", {"category": "other", "channel": "desk", "text": "…", "complainant_id": "{alias}"}, ""),
    ("POST", "/kinships", {"staff_id": str(person_id("nikos")), "person_id": "{alias}", "relation": "sibling"},
     "petros administrator"),
    ("POST", "/households", {"members": [{"person_id": "{alias}", "relation": "applicant"}]}, ""),
    ("POST", "/households/{home}/members", {"member": MEMBER | {"person_id": "{alias}"}, "joined_on": TODAY}, ""),
    ("POST", "/households/{home}/departures", {"person_id": "{alias}", "left_on": TODAY, "reason": "moved_out"}, ""),
    ("POST", "/households/{home}/moves",
     {"person_id": "{alias}", "into_household_id": "{other}", "relation": "sibling", "moved_on": TODAY}, ""),
    ("POST", "/households/{home}/holder", {"person_id": "{alias}", "changed_on": TODAY}, ""),
    ("POST", "/households/{home}/member-facts", {"person_id": "{alias}", "relation": "sibling", "from_on": TODAY}, ""),
    ("POST", "/households/{home}/splits",
     {"split_on": TODAY, "members": [{"person_id": "{alias}", "relation": "applicant"}], "share_basis_points": 5_000},
     ""),
)  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body", "by"), COMMANDS, ids=[each[1] for each in COMMANDS])
async def test_a_command_is_refused_and_names_the_one_who_remains(
    paggaio: Client, method: str, path: str, body: dict[str, Any], by: str
) -> None:
    of = await merged(paggaio)
    other = await factories.household(paggaio)
    names = {"alias": of.alias, "home": of.home["id"], "other": other["id"]}
    sent = filled(body, names) or None
    found = await paggaio.get(f"/persons/{of.survivor}")
    version = of.home if path.startswith("/households/") else found
    status, kind, problem = await paggaio.refused(method, path.format(**names), sent, by=by, If_Match=etag(version))
    assert (status, kind, problem.get("person_id")) == (409, "person-merged", of.survivor), problem


async def test_a_proxy_and_a_job_offer_are_refused_too(paggaio: Client) -> None:
    of = await merged(paggaio)
    right = await rights.begun(paggaio)
    offer = {"person_id": of.alias, "reference": "OAED-1", "offered_on": TODAY}
    status, kind, _ = await paggaio.refused("POST", f"/memberships/{right['id']}/job-offers", offer)
    assert (status, kind) == (409, "person-merged")


def filled(body: Any, names: dict[str, str]) -> Any:
    """Return a body with ids in their places."""
    if isinstance(body, dict):
        return {key: filled(value, names) for key, value in body.items()}
    if isinstance(body, list):
        return [filled(each, names) for each in body]
    return body.format(**names) if isinstance(body, str) else body


async def test_every_alias_leads_to_the_one_who_remains_in_one_step(paggaio: Client, connection: Connection) -> None:
    await merged(paggaio)
    chained = "SELECT count(*) FROM persons AS a INNER JOIN persons AS b ON a.merged_into = b.id"
    assert await connection.fetchval(f"{chained} WHERE b.merged_into IS NOT NULL") == 0
