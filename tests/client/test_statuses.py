"""The status of everything: one line a service, and for all that is not well the runbook."""

from typing import Any

import httpx
import pytest

from services.client import statuses

WELL = "outbox_oldest_seconds 0.5\nconsumer_silent_seconds 1.0\ndead_letters 0.0\nquarantined_aggregates 0.0\n"
NEVER = "backup_timestamp_seconds 0.0\nrestore_rehearsed_timestamp_seconds 0.0\n"
LABELLED = '# HELP x y\nhttp_request_seconds_count{route="/payments"} 7.0\n'


def client(ready: int = 200, metrics: str = WELL, away: bool = False) -> httpx.Client:
    """Services that answer all alike, but that cards may be away."""

    def answer(request: httpx.Request) -> httpx.Response:
        if away and request.url.host == "cards":
            raise httpx.ConnectError("away")
        return httpx.Response(ready, json={}) if "health" in request.url.path else httpx.Response(200, text=metrics)

    return httpx.Client(transport=httpx.MockTransport(answer))


ADDRESSES = {"cards": "http://cards", "registry": "http://registry"}


def test_all_is_well_in_one_line_a_service() -> None:
    told = statuses.show(client(metrics=LABELLED + NEVER + WELL), ADDRESSES)
    assert told.sentences == ["cards      is well", "registry   is well"]
    assert (told.is_well, told.following) == (True, "Nothing.")


@pytest.mark.parametrize(
    ("how", "said", "runbook"),
    [
        ({"ready": 503}, "is not ready", "service-gone"),
        ({"away": True}, "does not answer", "service-gone"),
        ({"metrics": "outbox_oldest_seconds 121.0"}, "wait to be sent", "outbox-ageing"),
        ({"metrics": "consumer_silent_seconds 1e+03"}, "does not hear", "consumer-stalled"),
        ({"metrics": "dead_letters 1.0"}, "could not apply 1 event", "dead-letters"),
        ({"metrics": "quarantined_aggregates 2.0"}, "poison", "quarantine"),
        ({"metrics": "settlement_waiting_seconds 7201.0"}, "closed day", "settlement-late"),
        ({"metrics": "wal_archive_failing_seconds 901.0"}, "WAL", "archive-failing"),
        ({"metrics": "backup_timestamp_seconds 1.7e+09"}, "backed up", "backup-old"),
        ({"metrics": "restore_rehearsed_timestamp_seconds 1.7e+09"}, "rehearsed", "restore-unrehearsed"),
    ],
)
def test_what_is_not_well_is_said_with_its_runbook(how: dict[str, Any], said: str, runbook: str) -> None:
    told = statuses.show(client(**how), ADDRESSES)
    assert said in told.sentences[0]
    assert (told.is_well, told.following) == (False, f"Read docs/runbooks/{runbook}.md.")
    assert told.sentences[1].endswith("is well") == ("away" in how)
