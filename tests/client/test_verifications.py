"""What differs is named, and what to do depends on whether the database was changed behind the service's back."""

from typing import Any

import pytest

from services.client import verifications
from services.client.answers import Unanswered
from tests.client.office import Office

URL = "GET http://cards/verify"


def answer(*broken: str) -> tuple[int, Any]:
    first = [{"subject": "wallet", "id": "w", "says": "it says 5"}]
    checks = [{"name": "a_key_has_one_effect", "invariant": "I6", "violations": 0}]
    checks += [{"name": name, "invariant": "I3", "violations": 1, "first": first} for name in broken]
    held = [{"kind": "household", "currency": "EUR", "balance_minor": 10_800}]
    return 200, {"ok": not broken, "checks": checks, "balances": held}


def test_a_ledger_that_holds_asks_for_nothing(office: Office) -> None:
    office.answers(URL, answer())
    told = verifications.verify(office.http, office.session)
    assert told.is_well
    assert told.sentences[0] == "1 check, 0 broken."
    assert told.following.startswith("Nothing")


@pytest.mark.parametrize(
    ("broken", "following"),
    [
        ("balances_are_the_sum_of_entries", "look at what is named"),
        ("checkpoints_outside_hold", "restore from a backup"),
    ],
)
def test_what_is_broken_is_named_with_what_to_do(office: Office, broken: str, following: str) -> None:
    office.answers(URL, answer(broken))
    told = verifications.verify(office.http, office.session)
    assert not told.is_well
    assert "    wallet w: it says 5" in told.sentences
    assert following in told.following


def test_a_long_verification_is_not_asked_for_twice(office: Office) -> None:
    office.answers(URL, None)
    with pytest.raises(Unanswered):
        verifications.verify(office.http, office.session)
    assert len(office.seen) == 1
