"""Members in records: shares are computed from what is sealed, and a board that two share keeps one from judging."""

from typing import Any

import asyncpg
import pytest

from services.incubator.ventures.duties import Duties, Inclusion
from services.incubator.ventures.members import findings_of, shares_of
from services.kit.db import Connection
from tests.clients import Client, etag
from tests.incubator import factories
from tests.incubator.conftest import execute_as

KOINSEP = Duties(members_min=5, included_basis_points_min={"vulnerable": 3000, "special": 5000})


@pytest.mark.parametrize(
    ("vulnerable", "special", "others", "unkept"),
    [
        (2, 0, 4, []),
        (1, 3, 2, []),
        (1, 2, 2, ["included"]),
        (1, 0, 2, ["members"]),
        (0, 0, 0, ["members"]),
        (0, 0, 5, ["included"]),
    ],
)
def test_one_group_s_quota_is_to_be_kept(vulnerable: int, special: int, others: int, unkept: list[str]) -> None:
    counts: list[tuple[Inclusion | None, int]] = [("vulnerable", vulnerable), ("special", special), (None, others)]
    known = [group for group, count in counts for _ in range(count)]
    found = findings_of(KOINSEP, shares_of(known), len(known), 2026)
    assert [each.duty for each in found] == unkept


async def entered(client: Client, enterprise: Any, person: Any, **fields: Any) -> Any:
    body = {"person_id": person["id"], "joined_on": "2026-01-15"} | fields
    return await client.post(f"/enterprises/{enterprise['id']}/members", body)


async def test_members_come_and_leave_and_their_groups_are_told_as_shares_only(
    al_koura: Client, connection: Connection
) -> None:
    enterprise = await factories.enterprise_in(al_koura, "registered")
    path = f"/enterprises/{enterprise['id']}"
    first, second = [await factories.new_person(al_koura) for _ in range(2)]
    member = await entered(al_koura, enterprise, first, inclusion="vulnerable")
    await entered(al_koura, enterprise, second, on_board=True)
    assert "inclusion" not in member
    again = {"person_id": first["id"], "joined_on": "2026-01-16"}
    assert (await al_koura.refused("POST", f"{path}/members", again))[:2] == (409, "member-known")
    measured = await al_koura.get(f"{path}/member-shares")
    shares = {each["inclusion"]: (each["members"], each["basis_points"]) for each in measured["shares"]}
    assert (measured["members"], measured["on_board"]) == (2, 1)
    assert shares == {"vulnerable": (1, 5_000), "special": (0, 0)}
    founder = f"{enterprise['founder_id']} founder"
    assert [each["person_id"] for each in await al_koura.get(f"{path}/members", by=founder)] == [
        first["id"],
        second["id"],
    ]
    leave = f"/enterprise-members/{member['id']}/leave"
    early = await al_koura.refused("POST", leave, {"left_on": "2026-01-14"}, If_Match=etag(member))
    assert early[2]["errors"][0]["pointer"] == "/left_on"
    left = await al_koura.post(leave, {"left_on": "2026-01-31"}, If_Match=etag(member))
    gone = await al_koura.refused("POST", leave, {"left_on": "2026-01-31"}, If_Match=etag(left))
    assert gone[:2] == (409, "member-left")
    assert (await al_koura.get(f"{path}/member-shares"))["members"] == 1
    back = await entered(al_koura, enterprise, first, joined_on="2026-02-01")
    assert back["id"] != member["id"]
    later = await al_koura.refused("POST", f"{path}/members", again | {"joined_on": "2026-12-01"})
    assert later[2]["errors"][0]["pointer"] == "/joined_on"
    with pytest.raises(asyncpg.UniqueViolationError):
        await execute_as("owner", connection, "UPDATE enterprise_members SET left_on = NULL WHERE left_on IS NOT NULL")


async def test_a_board_that_two_share_keeps_one_from_judging_until_they_leave(al_koura: Client) -> None:
    application = await factories.under_review(al_koura)
    applicant = {"id": application["applicant_id"]}
    reviewer, enterprise = await factories.new_person(al_koura), await factories.enterprise_in(al_koura, "idea")
    await entered(al_koura, enterprise, applicant, on_board=True)
    seated = await entered(al_koura, enterprise, reviewer, on_board=True)
    path, asked = f"/applications/{application['id']}/reviews", {"reviewer_id": reviewer["id"]}
    refusal = await al_koura.refused("POST", path, asked)
    assert (refusal[1], refusal[2]["conflicts"]) == ("conflict-of-interest", ["same_board"])
    profile = {"languages": ["ar"], "load_max": 9}
    await al_koura.put(f"/reviewers/{reviewer['id']}", profile)
    assigned = await al_koura.post(f"/calls/{application['call_id']}/assignments")
    assert reviewer["id"] not in {each["reviewer_id"] for each in assigned["assignments"]}
    leaving = {"left_on": "2026-02-01"}
    await al_koura.post(f"/enterprise-members/{seated['id']}/leave", leaving, If_Match=etag(seated))
    assert (await al_koura.post(path, asked))["state"] == "assigned"
