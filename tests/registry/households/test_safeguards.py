"""People at risk: a supervisor protects them; no address of them is kept, and only few read their files."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.clients import Client, etag
from tests.registry import factories
from tests.registry.changes import SUPERVISOR, agree, alone, change, ids, read, refused, split

WHY = {"reason": "shelter_for_women"}


async def protected(client: Client, body: dict[str, Any] | None = None) -> dict[str, Any]:
    formed = await factories.household(client, body)
    kept: dict[str, Any] = await client.post(
        f"/households/{formed['id']}/protect", WHY, by=SUPERVISOR, If_Match=etag(formed)
    )
    return kept


async def test_the_addresses_of_people_at_risk_are_forgotten(paggaio: Client) -> None:
    formed = await protected(paggaio)
    assert formed["protected_for"] == "shelter_for_women"
    for person_id in ids(formed):
        fields = (await paggaio.get(f"/persons/{person_id}"))["fields"]
        assert not {"street", "postal_code", "town"} & set(fields)


async def test_no_address_of_them_is_entered_again(paggaio: Client) -> None:
    formed = await protected(paggaio)
    person = await paggaio.get(f"/persons/{ids(formed)[0]}")
    address = {"street": "Φιλίππων 12", "postal_code": "64100", "town": "Καβάλα"}
    contact = await paggaio.refused(
        "PUT", f"/persons/{person['id']}/contact", {"address": address}, If_Match=etag(person)
    )
    assert contact[:2] == (409, "address-protected")
    new = {"person": factories.person("2026-01-01", address=address), "relation": "child"}
    body: dict[str, Any] = {"member": new, "joined_on": "2026-01-12"}
    assert await refused(paggaio, formed, "members", body) == (409, "address-protected")


async def test_who_joins_people_at_risk_loses_the_address_too(paggaio: Client) -> None:
    formed, other = await protected(paggaio), await factories.household(paggaio)
    moving = {
        "person_id": ids(other)[1],
        "into_household_id": formed["id"],
        "relation": "guest",
        "moved_on": "2026-01-12",
    }
    await change(paggaio, other, "moves", moving)
    assert "street" not in (await paggaio.get(f"/persons/{ids(other)[1]}"))["fields"]
    assert "street" in (await paggaio.get(f"/persons/{ids(other)[0]}"))["fields"]


async def test_a_split_and_a_merge_keep_the_protection(paggaio: Client) -> None:
    formed = await protected(paggaio)
    new_id = await split(paggaio, formed, [(ids(formed)[1], "applicant")])
    apart = await paggaio.get(f"/households/{new_id}")
    assert apart["protected_for"] == "shelter_for_women"
    other = await alone(paggaio)
    merging = {"into_household_id": other["id"], "merged_on": "2026-01-12"}
    assert (await agree(paggaio, await change(paggaio, apart, "merges", merging))).status_code == 201
    assert (await read(paggaio, other))["protected_for"] == "shelter_for_women"


async def test_a_protection_is_lifted_by_a_supervisor_and_both_are_on_record_and_told(
    paggaio: Client, events: Callable[[], Any]
) -> None:
    formed = await protected(paggaio)
    path = f"/households/{formed['id']}/unprotect"
    assert (await paggaio.send("POST", path, WHY, If_Match=etag(formed))).status_code == 403
    lifted = await paggaio.post(path, {"reason": "risk_over"}, by=SUPERVISOR, If_Match=etag(formed))
    assert lifted["protected_for"] is None
    history = await paggaio.get(f"/households/{formed['id']}/history")
    assert [(each["kind"], each["reason"]) for each in history["changes"]] == [
        ("protected", "shelter_for_women"),
        ("unprotected", "risk_over"),
    ]
    assert await events() == [
        ("registry.household_protected.v1", {"household_id": formed["id"], "protected_on": "2026-01-12"}),
        ("registry.household_unprotected.v1", {"household_id": formed["id"], "unprotected_on": "2026-01-12"}),
    ]


@pytest.mark.parametrize("step", ["protect", "unprotect"])
async def test_what_would_change_nothing_is_refused(paggaio: Client, step: str) -> None:
    formed = await protected(paggaio) if step == "protect" else await factories.household(paggaio)
    refusal = await paggaio.refused(
        "POST", f"/households/{formed['id']}/{step}", WHY, by=SUPERVISOR, If_Match=etag(formed)
    )
    assert refusal[:2] == (409, "protection-unchanged")


async def test_a_caseworker_protects_nobody(paggaio: Client) -> None:
    formed = await factories.household(paggaio)
    assert await refused(paggaio, formed, "protect", WHY) == (403, "forbidden")
