"""Feedback: by those who were there, once, kept without who said it, shown from five answers on."""

from typing import Any

import pytest

from services.incubator.training import feedbacks
from services.kit.db import Connection
from tests.clients import Client
from tests.incubator import factories
from tests.incubator.conftest import MENTOR, execute_as

SAID = {"content": 4, "teaching": 5, "access": 2, "comment": "كان الدرج صعباً"}


@pytest.mark.parametrize(("total", "answers", "found"), [(5, 1, 500), (14, 3, 467), (7, 8, 88), (1, 8, 13)])
def test_a_mean_is_in_hundredths(total: int, answers: int, found: int) -> None:
    assert feedbacks.mean(total, answers) == found


async def held(client: Client, *, there: bool = True) -> tuple[str, str]:
    """The address of a held session's feedback, and its participant."""
    cohort, enrolment = await factories.enrolled(client)
    kept: Any = await factories.attended(client, cohort, enrolment, there=there)
    return f"/sessions/{kept['id']}/feedbacks", f"{enrolment['participant_id']} founder"


async def test_whoever_was_there_says_something_once_and_nothing_tells_who(
    al_koura: Client, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, participant = await held(al_koura)
    given = await al_koura.post(path, SAID, by=participant)
    assert given["title"] == "دراسة السوق"
    assert (await al_koura.refused("POST", path, SAID, by=participant))[:2] == (409, "feedback-known")
    # One answer is shown to nobody; with the limit lowered, the figures are there.
    shown = await al_koura.get(path, by=MENTOR)
    assert (shown["attended"], shown["answers"], shown["content"], shown["comments"]) == (1, 1, None, [])
    monkeypatch.setattr(feedbacks, "SHOWN_FROM", 1)
    shown = await al_koura.get(path, by=MENTOR)
    assert (shown["content"], shown["teaching"], shown["access"]) == (400, 500, 200)
    assert shown["comments"] == [SAID["comment"]]
    await connection.execute("RESET ROLE")
    (row,) = await connection.fetch("SELECT t::text AS row FROM feedbacks AS t")
    assert participant.split()[0] not in row["row"]
    with pytest.raises(Exception, match="written once"):
        await execute_as("owner", connection, "UPDATE feedbacks SET content = 5")


async def test_whoever_was_absent_or_is_a_stranger_says_nothing(al_koura: Client, paggaio: Client) -> None:
    path, absent = await held(al_koura, there=False)
    for client, by in ((al_koura, absent), (al_koura, "someone founder"), (paggaio, absent)):
        assert (await client.refused("POST", path, SAID, by=by))[0] == 404
    assert (await al_koura.refused("POST", path, SAID | {"content": 6}, by=absent))[:2] == (400, "malformed")
