"""A suspension stops the money at once; two people lift it, and the months that it withheld are owed."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from services.kit.db import Connection
from services.kit.sentences import catalogue
from services.registry.assessing.membership_rules import MembershipRules
from services.registry.memberships import suspensions
from services.registry.memberships.memberships import Membership
from tests.clients import Client, etag, person_id
from tests.registry import rights
from tests.rolled_back import Deliver

RIGHT = Membership(
    id=UUID(int=1),
    version=1,
    application_id=None,
    household_id=UUID(int=2),
    holder_id=UUID(int=3),
    programme="gmi",
    state="suspended",
    currency="EUR",
    monthly_amount_minor=100_00,
    card_share_minor=50_00,
    account_share_minor=50_00,
    starts_on=date(2026, 2, 1),
    ends_on=date(2026, 7, 31),
)


@pytest.mark.parametrize(
    ("suspended_on", "resumed_on", "run", "months"),
    [
        ("2026-03-10", "2026-03-20", (), ()),
        ("2026-03-10", "2026-03-31", ("2026-03-01",), ("2026-03-01",)),
        ("2026-03-10", "2026-05-02", (), ("2026-03-01", "2026-04-01")),
        ("2026-03-10", "2026-05-30", ("2026-05-01",), ("2026-03-01", "2026-04-01", "2026-05-01")),
        ("2026-01-20", "2026-03-01", (), ("2026-02-01",)),
        ("2026-06-30", "2026-09-15", ("2026-09-01",), ("2026-06-01", "2026-07-01")),
    ],
)
def test_a_suspension_withholds_the_months_of_the_right_whose_runs_are_over(
    suspended_on: str, resumed_on: str, run: tuple[str, ...], months: tuple[str, ...]
) -> None:
    first, last = date.fromisoformat(suspended_on), date.fromisoformat(resumed_on)
    found = suspensions.withheld(RIGHT, first, last, {date.fromisoformat(each) for each in run})
    assert [each.isoformat() for each in found] == list(months)


async def test_a_supervisor_suspends_at_once_and_the_holder_is_told_why(
    paggaio: Client, events: Callable[[], Any]
) -> None:
    right = await rights.begun(paggaio)
    paggaio.now = "2026-03-10T10:00:00+02:00"
    suspended = await rights.suspend(paggaio, right)
    assert (suspended["state"], suspended["version"]) == ("suspended", 2)
    kind, told = (await events())[-1]
    assert kind == "registry.membership_suspended.v1"
    assert (told["reason"], told["suspended_on"]) == ("tax_discrepancy", "2026-03-10")
    message = (await paggaio.get("/messages", by="petros administrator"))["items"][0]
    assert message["text"]["subject"] == "Η παροχή σας ανεστάλη."
    assert "διαφορά στη φορολογική δήλωση" in message["text"]["body"]


async def test_a_reason_is_one_of_the_programmes(paggaio: Client) -> None:
    right = await rights.begun(paggaio)
    for step, by in (("suspend", rights.SUPERVISOR), ("exit", rights.CASEWORKER)):
        path, body = f"/memberships/{right['id']}/{step}", {"reason": "dislike"}
        status, slug, problem = await paggaio.refused("POST", path, body, by=by, If_Match=etag(right))
        assert (status, slug) == (409, "reason-unknown")
        assert problem["reasons"]


async def test_a_caseworker_does_not_suspend_and_does_not_agree(paggaio: Client) -> None:
    right = await rights.begun(paggaio)
    path, body = f"/memberships/{right['id']}/suspend", {"reason": "tax_discrepancy"}
    assert (await paggaio.refused("POST", path, body, If_Match=etag(right)))[0] == 403
    proposal = await rights.propose(paggaio, right, "exit", reason="own_request")
    agreeing = {"payload_hash": proposal["payload_hash"]}
    path = f"/membership-proposals/{proposal['id']}/agree"
    assert (await paggaio.refused("POST", path, agreeing, by="nikos caseworker"))[0] == 403


async def test_a_lifting_owes_the_months_that_were_not_credited(
    paggaio: Client, events: Callable[[], Any], deliver: Deliver
) -> None:
    right, neighbour = await rights.begun(paggaio), await rights.begun(paggaio)
    paggaio.now = "2026-03-26T10:00:00+02:00"
    await deliver(rights.credited(paggaio, "2026-03-01", right, neighbour))
    suspended = await rights.suspend(paggaio, right)
    for month in ("2026-04-01", "2026-05-01"):
        await deliver(rights.credited(paggaio, month, neighbour))
    paggaio.now = "2026-05-28T10:00:00+03:00"
    lifted = await rights.lift(paggaio, suspended)
    assert lifted["state"] == "active"
    kind, told = (await events())[-1]
    assert kind == "registry.membership_resumed.v1"
    assert (told["resumed_on"], told["arrears"]) == ("2026-05-28", ["2026-04-01", "2026-05-01"])
    course = await paggaio.get(f"/memberships/{right['id']}/course")
    assert course["suspensions"][0]["arrears"] == ["2026-04-01", "2026-05-01"]
    assert [month["month"] for month in course["credited"]] == ["2026-03-01"]


async def test_a_month_is_owed_once_though_it_was_suspended_twice(
    paggaio: Client, events: Callable[[], Any], deliver: Deliver
) -> None:
    right, neighbour = await rights.begun(paggaio), await rights.begun(paggaio)
    paggaio.now = "2026-03-02T10:00:00+02:00"
    suspended = await rights.suspend(paggaio, right)
    await deliver(rights.credited(paggaio, "2026-03-01", neighbour))
    paggaio.now = "2026-03-27T10:00:00+02:00"
    lifted = await rights.lift(paggaio, suspended)
    assert (await events())[-1][1]["arrears"] == ["2026-03-01"]
    paggaio.now = "2026-03-30T10:00:00+02:00"
    suspended = await rights.suspend(paggaio, lifted)
    paggaio.now = "2026-05-02T10:00:00+02:00"
    await rights.lift(paggaio, suspended)
    assert (await events())[-1][1]["arrears"] == ["2026-04-01"]


async def test_a_suspension_that_is_never_lifted_owes_nothing(paggaio: Client, events: Callable[[], Any]) -> None:
    right = await rights.begun(paggaio)
    paggaio.now = "2026-03-02T10:00:00+02:00"
    suspended = await rights.suspend(paggaio, right)
    paggaio.now = "2026-06-02T10:00:00+02:00"
    exited = await rights.take_step(paggaio, suspended, "exit", reason="moved_away")
    assert (exited["state"], exited["exited_on"]) == ("exited", "2026-06-02")
    assert [kind for kind, _ in await events()][-1] == "registry.membership_exited.v1"
    course = await paggaio.get(f"/memberships/{right['id']}/course")
    assert (course["suspensions"][0]["lifted_on"], course["suspensions"][0]["arrears"]) == (None, [])


async def test_who_proposed_a_lifting_does_not_agree_to_it(paggaio: Client) -> None:
    suspended = await rights.suspend(paggaio, await rights.begun(paggaio))
    proposal = await rights.propose(paggaio, suspended, "lift", by=rights.SUPERVISOR, reason="tax_clarified")
    path, body = f"/membership-proposals/{proposal['id']}/agree", {"payload_hash": proposal["payload_hash"]}
    assert (await paggaio.refused("POST", path, body, by=rights.SUPERVISOR))[:2] == (409, "same-actor")


async def test_the_database_itself_refuses_one_person_for_a_lifting(paggaio: Client, connection: Connection) -> None:
    suspended = await rights.suspend(paggaio, await rights.begun(paggaio))
    with pytest.raises(asyncpg.CheckViolationError, match="lifted_by_another_than_proposed"):
        await connection.execute(
            "UPDATE suspensions SET lifted_on = suspended_on, lifted_reason = 'tax_clarified', arrears = '{}', "
            "lift_proposed_by = $2, lifted_by = $2 WHERE membership_id = $1",
            suspended["id"],
            person_id("eleni"),
        )


async def test_a_proposal_about_a_right_that_changed_since_is_stale(paggaio: Client) -> None:
    right = await rights.begun(paggaio)
    proposal = await rights.propose(paggaio, right, "exit", reason="own_request")
    await rights.suspend(paggaio, right)
    path, body = f"/membership-proposals/{proposal['id']}/agree", {"payload_hash": proposal["payload_hash"]}
    assert (await paggaio.refused("POST", path, body, by=rights.SECOND))[:2] == (412, "stale")


@pytest.mark.parametrize("language", ["el", "ar"])
def test_every_reason_is_said_in_the_persons_language(language: str) -> None:
    rules = MembershipRules()
    reasons = {*rules.suspension_reasons, *rules.lifting_reasons, *rules.exit_reasons, *rules.revocation_reasons}
    assert reasons - catalogue("registry", language).keys() == set()
