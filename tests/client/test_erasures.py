"""What is due to be erased is listed; a supervisor lets a list go ahead, as it was when it was looked at."""

from uuid import uuid4

import pytest

from services.client import erasures
from services.client.answers import Refused
from tests.client.office import Office, refusal

ID = uuid4()
DUE = {
    "id": str(ID),
    "version": 3,
    "kind": "documents",
    "listed_on": "2026-02-10",
    "due_before": "2021-02-10",
    "state": "listed",
    "due": 2,
    "erased": 0,
    "held": 0,
}


def test_lists_are_told_with_what_became_of_them(office: Office) -> None:
    done = DUE | {"state": "done", "erased": 1, "held": 1}
    office.answers("GET http://registry/retention-runs", (200, {"items": [DUE, done]}))
    told = erasures.show(office.http, office.session)
    assert told.sentences == [
        f"2026-02-10  {ID}  documents: 2 records from before 2021-02-10, listed",
        f"2026-02-10  {ID}  documents: 2 records from before 2021-02-10, 1 erased, 1 held",
    ]
    assert told.following.startswith("koinon erase <list>")


def test_nothing_due_asks_for_nothing(office: Office) -> None:
    office.answers("GET http://registry/retention-runs", (200, {"items": []}))
    assert erasures.show(office.http, office.session).following.startswith("Nothing")


def test_a_list_is_approved_as_it_was_seen(office: Office) -> None:
    office.answers(f"GET http://registry/retention-runs/{ID}", (200, DUE))
    office.answers(f"POST http://registry/retention-runs/{ID}/approve", (201, DUE | {"state": "approved"}))
    assert "approved" in erasures.approve(office.http, office.session, ID).sentences[0]
    assert office.seen[-1].headers["If-Match"] == '"3"'


def test_who_may_not_approve_is_told_so(office: Office) -> None:
    office.answers(f"GET http://registry/retention-runs/{ID}", (200, DUE))
    office.answers(f"POST http://registry/retention-runs/{ID}/approve", refusal(403, "It takes a supervisor"))
    with pytest.raises(Refused, match="supervisor"):
        erasures.approve(office.http, office.session, ID)
