"""A run is followed while it is credited, each step told once, and not while it waits for people."""

from typing import Any
from uuid import uuid4

import pytest

from services.client import runs
from tests.client.office import Office

ID = uuid4()
URL = f"GET http://cards/runs/{ID}"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "EVERY_SECONDS", 0)


def run(status: str, credited: int = 0) -> tuple[int, Any]:
    return 200, {
        "id": str(ID), "programme": "gmi", "month": "2026-02-01", "currency": "EUR", "status": status,
        "card_total_minor": 10_800, "account_total_minor": 10_800, "households": 4, "excluded": 1, "credited": credited,
        "lines_hash": "0" * 64,
    }  # fmt: skip


def test_it_is_followed_until_the_last_household(office: Office) -> None:
    office.answers(URL, *(run("approved", n) for n in (0, 2, 2)), run("completed", 4))
    said: list[str] = []
    told = runs.follow(office.http, office.session, ID, said.append)
    assert said == [
        "approved: 0 of 4 lines credited (0 %)",
        "approved: 2 of 4 lines credited (50 %)",
        "completed: 4 of 4 lines credited (100 %)",
    ]
    assert told.is_well


@pytest.mark.parametrize(
    ("status", "following"),
    [("calculated", "lock the run"), ("locked", "Somebody else"), ("approved", "--follow"), ("cancelled", "again")],
)
def test_what_comes_next_follows_from_its_state(office: Office, status: str, following: str) -> None:
    office.answers(URL, run(status))
    assert following in runs.show(office.http, office.session, ID).following


def test_nobody_waits_for_a_run_that_waits_for_people(office: Office) -> None:
    office.answers(URL, run("locked"))
    runs.follow(office.http, office.session, ID, lambda line: None)
    assert len(office.seen) == 1
