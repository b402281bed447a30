"""What incubator tells of trainings is kept for persons who are registered here, each session once."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.kit.db import Connection
from services.kit.events.inbox import Outcome
from services.registry.memberships.trainings import Training
from tests.clients import Client
from tests.registry import rights
from tests.rolled_back import Deliver


def enrolled(client: Client, person_id: str, enrolment_id: UUID) -> bytes:
    """What incubator says when somebody joins a cohort."""
    content: dict[str, Any] = {
        "enrolment_id": str(enrolment_id),
        "participant_id": person_id,
        "starts_on": "2026-03-01",
        "ends_on": "2026-03-31",
    }
    return rights.event(client, "incubator.participant_enrolled.v1", enrolment_id, **content)


def attendance(client: Client, enrolment_id: UUID, number: int, **said: Any) -> bytes:
    """What incubator says of the n-th session."""
    content = {"enrolment_id": str(enrolment_id), "session_id": str(uuid4()), "attended": True, "counts_against": False}
    type = "incubator.attendance_recorded.v1"
    return rights.event(client, type, enrolment_id, number=number + 1, **(content | said))


@pytest.mark.parametrize(
    ("attended", "missed", "percent", "enough"),
    [(0, 0, 80, True), (4, 1, 80, True), (3, 1, 80, False), (0, 5, 0, True), (1, 0, 100, True)],
)
def test_only_sessions_that_count_are_counted(attended: int, missed: int, percent: int, enough: bool) -> None:
    training = Training(
        id=UUID(int=1),
        person_id=UUID(int=2),
        programme="johud_training",
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 3, 31),
        attended=attended,
        excused=7,
        missed=missed,
    )
    assert training.satisfies(percent) is enough


async def test_sessions_are_counted_by_what_became_of_them(
    paggaio: Client, deliver: Deliver, connection: Connection
) -> None:
    right = await rights.begun(paggaio)
    enrolment_id = uuid4()
    assert await deliver(enrolled(paggaio, right["holder_id"], enrolment_id)) is Outcome.APPLIED
    told: tuple[dict[str, Any], ...] = ({}, {"attended": False}, {"attended": False, "counts_against": True}, {})
    for number, said in enumerate(told, start=1):
        assert await deliver(attendance(paggaio, enrolment_id, number, **said)) is Outcome.APPLIED
    (shown,) = await paggaio.get(f"/households/{right['household_id']}/obligations")
    (training,) = shown["members"][0]["trainings"]
    assert (training["attended"], training["excused"], training["missed"]) == (2, 1, 1)


async def test_who_has_made_up_for_a_missed_session_was_at_it(paggaio: Client, deliver: Deliver) -> None:
    right = await rights.begun(paggaio)
    enrolment_id, session_id = uuid4(), str(uuid4())
    assert await deliver(enrolled(paggaio, right["holder_id"], enrolment_id)) is Outcome.APPLIED
    missed: dict[str, Any] = {"session_id": session_id, "attended": False, "counts_against": True}
    made_up: dict[str, Any] = {"session_id": session_id, "made_up_in": str(uuid4())}
    for number, said in enumerate((missed, made_up), start=1):
        assert await deliver(attendance(paggaio, enrolment_id, number, **said)) is Outcome.APPLIED
    (shown,) = await paggaio.get(f"/households/{right['household_id']}/obligations")
    (training,) = shown["members"][0]["trainings"]
    assert (training["attended"], training["excused"], training["missed"]) == (1, 0, 0)


async def test_who_is_not_registered_here_leaves_no_trace(
    paggaio: Client, deliver: Deliver, connection: Connection
) -> None:
    enrolment_id = uuid4()
    assert await deliver(enrolled(paggaio, str(uuid4()), enrolment_id)) is Outcome.APPLIED
    assert await deliver(attendance(paggaio, enrolment_id, 1)) is Outcome.APPLIED
    assert await connection.fetchval("SELECT count(*) FROM trainings") == 0
