"""Named steps: which lead where, who took them, and what becomes of the reasons."""

import pytest

from services.incubator.people import steps
from services.incubator.people.steps import Lead
from services.kit.db import Connection
from services.kit.errors import TransitionForbidden
from tests.clients import Client, person_id
from tests.incubator import factories
from tests.incubator.conftest import LOGINS, execute_as

STEPS = {"open": Lead(("new",), "open"), "close": Lead(("new", "open"), "closed"), "reopen": Lead(("closed",), "open")}
TABLE = steps.transitions_of(STEPS, ("new", "open", "closed"))


def test_the_plain_table_follows_from_the_named_steps() -> None:
    assert TABLE == {"new": ("open", "closed"), "open": ("closed",), "closed": ("open",)}


def test_a_step_leads_only_from_where_it_begins() -> None:
    assert steps.check_step(STEPS, TABLE, "reopen", "closed") == "open"
    with pytest.raises(TransitionForbidden) as refused:
        # The plain table would let `new` lead to `open`; the step of this name begins elsewhere.
        steps.check_step(STEPS, TABLE, "reopen", "new")
    assert refused.value.members == {"state": "new", "steps": ["open", "close"]}


async def test_a_step_is_kept_with_who_took_it_and_the_reason_is_sealed(
    al_koura: Client, connection: Connection
) -> None:
    application = await factories.application_in(al_koura, "submitted")
    await factories.step(al_koura, application, "applications", "return_to_applicant", reason="ينقص عنوان المشغل")
    taken = await al_koura.get(f"/applications/{application['id']}/steps")
    assert [(each["step"], each["before"], each["after"], each["reason"]) for each in taken] == [
        ("submit", "draft", "submitted", None),
        ("return_to_applicant", "submitted", "draft", "ينقص عنوان المشغل"),
    ]
    assert {each["taken_by"] for each in taken} == {str(person_id("amal"))}
    rows = await connection.fetch("SELECT steps::text AS row FROM steps")
    assert not any("ينقص" in row["row"] for row in rows)


@pytest.mark.parametrize("change", ["UPDATE steps SET taken_by = gen_random_uuid()", "DELETE FROM steps"])
async def test_what_was_done_is_written_once(al_koura: Client, connection: Connection, change: str) -> None:
    await factories.application_in(al_koura, "submitted")
    for login in LOGINS:
        with pytest.raises(Exception, match=r"written once|permission denied"):
            await execute_as(login, connection, change)
