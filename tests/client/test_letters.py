"""Dead letters are listed and replayed; that some are left is not well."""

from uuid import uuid4

import pytest

from services.client import letters
from services.client.answers import Refused
from tests.client.office import Office, refusal

ID = uuid4()


def test_letters_are_listed_with_why(office: Office) -> None:
    letter = {"id": str(ID), "type": "cards.card_issued.v1", "reason": "refused", "problem": "conflict"}
    office.answers("GET http://registry/dead-letters", (200, [letter | {"buried_at": "2026-02-10T10:00:00Z"}]))
    told = letters.show(office.http, office.session, "registry")
    assert f"{ID}  cards.card_issued.v1: refused conflict" in told.sentences[0]
    assert (told.is_well, told.following) == (False, "Mend the cause, then koinon replay registry <id>.")


def test_none_is_well(office: Office) -> None:
    office.answers("GET http://registry/dead-letters", (200, []))
    assert letters.show(office.http, office.session, "registry").is_well


def test_a_replay_says_how_many_were_applied(office: Office) -> None:
    office.answers(f"POST http://registry/dead-letters/{ID}/replay", (201, {"count": 3}))
    assert letters.replay(office.http, office.session, "registry", ID).sentences == ["registry has applied 3 events."]


def test_a_replay_that_is_refused_says_why(office: Office) -> None:
    office.answers(f"POST http://registry/dead-letters/{ID}/replay", refusal(409, "It failed again"))
    with pytest.raises(Refused, match="It failed again"):
        letters.replay(office.http, office.session, "registry", ID)
