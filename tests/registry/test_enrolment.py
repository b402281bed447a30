"""The demo's households pass through the real door: what their generator expects is what the rules say."""

import os
import time
from collections import Counter

from infra.demo import people
from tests.clients import Client, etag

COUNT = people.HOUSEHOLDS if os.environ.get("PROVE") else 40


async def test_the_demos_households_are_enrolled_and_some_are_refused(paggaio: Client) -> None:
    outcomes: Counter[str] = Counter()
    started = time.monotonic()
    for household in people.generate().households[:COUNT]:
        formed = await paggaio.post("/households", household.household)
        consents = [{"person_id": member["person_id"], "purpose": "cross_checks"} for member in formed["members"]]
        body = household.application | {"household_id": formed["id"], "consents": consents, "submit": True}
        case = await paggaio.post("/applications", body)
        assessment = case["assessment"]
        assert assessment["card_share_minor"] == household.card_share_minor
        approvable = assessment["eligible"] and not case["missing_evidence"]
        outcome = {"outcome": "approved" if approvable else "rejected"}
        path = f"/applications/{case['id']}"
        moved = await paggaio.post(f"{path}/recommend", outcome, If_Match=etag(case))
        decided = await paggaio.post(f"{path}/decide", outcome, by="eleni supervisor", If_Match=etag(moved))
        outcomes[decided["state"]] += 1
    assert outcomes["approved"] > outcomes["rejected"] > 0
    assert time.monotonic() - started < COUNT * 0.5
