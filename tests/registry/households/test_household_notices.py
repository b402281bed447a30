"""People are told what changes in their household, and nothing of where the others live."""

from typing import Any

import pytest

from tests.clients import Client, etag
from tests.registry import factories
from tests.registry.telling import told

SUPERVISOR = "eleni supervisor"
ON = "2026-01-12"


async def lines(client: Client) -> list[tuple[str, str]]:
    """To whom what was said, without the subject and the last line, which are always the same."""
    said = [message for message in await told(client) if message["text"]["subject"].startswith("Κάτι άλλαξε")]
    return [(message["person_id"], message["text"]["body"].splitlines()[0]) for message in said]


async def household(client: Client) -> tuple[dict[str, Any], list[str]]:
    """A household of four, and who lives in it."""
    formed = await factories.household(client)
    return formed, [member["person_id"] for member in formed["members"]]


async def test_both_holders_are_told_of_the_change(paggaio: Client) -> None:
    formed, ids = await household(paggaio)
    body = {"person_id": ids[1], "changed_on": ON, "relations": [{"person_id": ids[0], "relation": "spouse"}]}
    await paggaio.post(f"/households/{formed['id']}/holder", body, If_Match=etag(formed))
    (former, said), (new, heard) = await lines(paggaio)
    assert (former, new) == (ids[0], ids[1])
    assert "άλλο μέλος" in said
    assert "πληρώνεστε εσείς" in heard


async def test_a_holder_is_told_who_may_act_from_when_to_when(paggaio: Client) -> None:
    formed, ids = await household(paggaio)
    other = await paggaio.post("/persons", factories.person())
    await paggaio.post("/consents", {"person_id": ids[0], "purpose": "proxy"})
    body = {"person_id": other["id"], "may": ["collect"]}
    await paggaio.post(f"/households/{formed['id']}/proxies", body, If_Match=etag(formed))
    (consent,) = (await paggaio.get(f"/persons/{ids[0]}/consents"))["items"]
    await paggaio.post(f"/consents/{consent['id']}/withdraw")
    said = await lines(paggaio)
    assert [person_id for person_id, _ in said] == [ids[0], ids[0]]
    assert "μπορεί να ενεργεί" in said[0][1]
    assert "δεν ενεργεί πια" in said[1][1]


@pytest.mark.parametrize("kind", ["split", "merge"])
async def test_the_holders_of_both_households_are_told_of_their_money(paggaio: Client, kind: str) -> None:
    formed, ids = await household(paggaio)
    if kind == "split":
        members = [{"person_id": ids[1], "relation": "applicant"}]
        body: dict[str, Any] = {"split_on": ON, "members": members, "share_basis_points": 5_000}
        other = ids[1]
    else:
        single = {"members": [{"person": factories.person(), "relation": "applicant"}]}
        into = await factories.household(paggaio, single)
        body, other = {"into_household_id": into["id"], "merged_on": ON}, into["members"][0]["person_id"]
    path = f"/households/{formed['id']}/{kind}s"
    proposal = await paggaio.post(path, body, If_Match=etag(formed))
    agreed = {"payload_hash": proposal["payload_hash"]}
    await paggaio.post(f"/household-proposals/{proposal['id']}/confirm", agreed, by=SUPERVISOR)
    assert [person_id for person_id, _ in await lines(paggaio)] == [ids[0], other]
