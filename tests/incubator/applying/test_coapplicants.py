"""Co-applicants: everybody signs the very text that is sent, and is as far from judging it as the applicant."""

from typing import Any

import asyncpg
import pytest

from services.kit.db import Connection
from tests.clients import Client, etag
from tests.incubator import factories, sub_grants
from tests.incubator.conftest import LOGINS, MANAGER, execute_as


async def joint(client: Client) -> tuple[Any, Any]:
    """A concept of two: (draft, the other's invitation)."""
    draft = await sub_grants.concept(client, await sub_grants.pilot_call(client))
    other = await sub_grants.new_greek(client)
    return draft, await client.post(f"/applications/{draft['id']}/co-applicants", {"person_id": other["id"]})


async def signed(client: Client, draft: Any, invited: Any, **fields: Any) -> Any:
    by = fields.pop("by", f"{invited['person_id']} founder")
    digest = (await client.get(f"/applications/{draft['id']}/text", by=by))["sha256"]
    path = f"/co-applicants/{invited['id']}/sign"
    return await client.post(path, {"sha256": digest} | fields, by=by, If_Match=etag(invited))


async def test_nothing_is_sent_before_everybody_has_signed(paggaio: Client, connection: Connection) -> None:
    draft, invited = await joint(paggaio)
    path = f"/applications/{draft['id']}/steps"
    refusal = await paggaio.refused("POST", path, {"step": "submit"}, If_Match=etag(draft))
    assert (refusal[1], refusal[2]["unsigned"]) == ("signatures-missing", 1)
    statement = "UPDATE applications SET state = 'submitted', submitted_at = now() WHERE id = $1"
    for login in LOGINS:
        with pytest.raises(asyncpg.RestrictViolationError, match="has not signed"):
            await execute_as(login, connection, statement, draft["id"])
    assert (await signed(paggaio, draft, invited))["state"] == "signed"
    assert (await factories.step(paggaio, draft, "applications", "submit"))["state"] == "submitted"


async def test_another_text_is_signed_anew(paggaio: Client) -> None:
    draft, invited = await joint(paggaio)
    await signed(paggaio, draft, invited)
    body = {"answers": sub_grants.CONCEPT | {"need": "Μεγάλη"}, "request": sub_grants.REQUEST}
    await paggaio.put(f"/applications/{draft['id']}/answers", body, If_Match=etag(draft))
    (now,) = await paggaio.get(f"/applications/{draft['id']}/co-applicants")
    assert (now["state"], now["signed_sha256"]) == ("invited", None)
    path = f"/co-applicants/{invited['id']}/sign"
    by = f"{invited['person_id']} founder"
    refusal = await paggaio.refused("POST", path, {"sha256": "0" * 64}, by=by, If_Match=etag(now))
    assert refusal[:2] == (409, "text-changed")


async def test_everybody_signs_for_themselves_or_on_paper(paggaio: Client) -> None:
    draft, invited = await joint(paggaio)
    path = f"/co-applicants/{invited['id']}/sign"
    lead = f"{draft['applicant_id']} founder"
    refusal = await paggaio.refused("POST", path, {"sha256": "0" * 64}, by=lead, If_Match=etag(invited))
    assert refusal[:2] == (403, "not-your-own")
    refusal = await paggaio.refused("POST", path, {"sha256": "0" * 64}, If_Match=etag(invited))
    assert refusal[:2] == (403, "not-your-own")
    kept = await signed(paggaio, draft, invited, by="amal incubator_officer", on_paper=True)
    assert kept["signed_on_paper"]


async def test_who_was_asked_sees_and_writes_the_draft_and_may_decline(paggaio: Client) -> None:
    draft, invited = await joint(paggaio)
    by, path = f"{invited['person_id']} founder", f"/applications/{draft['id']}"
    assert [each["id"] for each in (await paggaio.get("/applications", by=by))["items"]] == [draft["id"]]
    body = {"answers": sub_grants.CONCEPT | {"need": "Μεγάλη"}, "request": sub_grants.REQUEST}
    await paggaio.put(f"{path}/answers", body, by=by, If_Match=etag(draft))
    gone = await paggaio.post(f"/co-applicants/{invited['id']}/decline", by=by, If_Match=etag(invited))
    assert gone["state"] == "declined"
    assert (await paggaio.refused("GET", path, by=by))[0] == 404
    again = await paggaio.refused("POST", f"/co-applicants/{invited['id']}/decline", by=by, If_Match=etag(gone))
    assert again[:2] == (409, "transition-forbidden")
    removed = await paggaio.post(f"/co-applicants/{invited['id']}/remove", If_Match=etag(gone))
    body = {"person_id": invited["person_id"]}
    assert (await paggaio.post(f"{path}/co-applicants", body))["version"] == removed["version"] + 1


async def test_so_many_apply_together_and_nobody_twice(paggaio: Client, al_koura: Client) -> None:
    draft, invited = await joint(paggaio)
    path = f"/applications/{draft['id']}/co-applicants"
    for person in (invited["person_id"], draft["applicant_id"]):
        assert (await paggaio.refused("POST", path, {"person_id": person}))[:2] == (409, "already-invited")
    single = await factories.draft(al_koura)
    path = f"/applications/{single['id']}/co-applicants"
    await al_koura.post(path, {"person_id": (await factories.new_person(al_koura))["id"]})
    third = {"person_id": (await factories.new_person(al_koura))["id"]}
    refusal = await al_koura.refused("POST", path, third)
    assert (refusal[1], refusal[2]["joint_applicants_max"]) == ("too-many-applicants", 2)


async def test_who_applies_is_settled_once_it_is_sent(paggaio: Client) -> None:
    draft, invited = await joint(paggaio)
    kept = await signed(paggaio, draft, invited)
    await factories.step(paggaio, draft, "applications", "submit")
    path = f"/co-applicants/{invited['id']}/remove"
    assert (await paggaio.refused("POST", path, If_Match=etag(kept)))[:2] == (409, "draft-closed")


async def test_a_co_applicants_relative_neither_reviews_nor_decides(paggaio: Client) -> None:
    draft, invited = await joint(paggaio)
    await signed(paggaio, draft, invited)
    near = await sub_grants.new_greek(paggaio, employer_number="800123456")
    sheet = await paggaio.get(f"/persons/{invited['person_id']}")
    same = {"given_name": "Α", "family_name": "Β", "phone": sheet["phone"], "employer_number": "800 123 456"}
    await paggaio.put(f"/persons/{invited['person_id']}", same, If_Match=etag(sheet))
    application = draft
    for name in ("submit", "start_screening", "start_review"):
        application = await factories.step(paggaio, application, "applications", name)
    path = f"/applications/{draft['id']}/reviews"
    for person, tie in ((near["id"], "same_employer_number"), (invited["person_id"], "same_person")):
        refusal = await paggaio.refused("POST", path, {"reviewer_id": person})
        assert (refusal[1], refusal[2]["conflicts"]) == ("conflict-of-interest", [tie])
    await sub_grants.marked(paggaio, application, 8, 8)
    own = f"{invited['person_id']} programme_manager"
    waiting = await paggaio.get(f"/applications/{draft['id']}", by=MANAGER)
    body = {"outcome": "rejected", "reason": "x"}
    path = f"/applications/{draft['id']}/determinations"
    assert (await paggaio.refused("POST", path, body, by=own, If_Match=etag(waiting)))[1] == "conflict-of-interest"


@pytest.mark.parametrize("after", ["signed", "declined"])
async def test_the_database_keeps_to_the_steps(paggaio: Client, connection: Connection, after: str) -> None:
    _, invited = await joint(paggaio)
    gone = await paggaio.post(f"/co-applicants/{invited['id']}/remove", If_Match=etag(invited))
    assert gone["state"] == "removed"
    statement = "UPDATE coapplicants SET state = $2, signed_sha256 = $3 WHERE id = $1"
    for login in LOGINS:
        with pytest.raises(asyncpg.RestrictViolationError, match="does not lead there"):
            await execute_as(
                login, connection, statement, invited["id"], after, "0" * 64 if after == "signed" else None
            )
