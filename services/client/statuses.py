"""The status of everything at a glance: does each service answer, are its events sent and heard, does anything wait.

Nobody has to be signed in for it: health and figures are open to whoever can reach a service.
"""

import time

import httpx
import msgspec

from services.client.telling import Told, counted

WAITS_SECONDS_MAX = 120.0
"""As in the alerts: an event that waits longer to be sent, or a reader that is silent longer."""
LATE_SECONDS_MAX = 7_200.0
"""A closed day whose payments have not all arrived."""
ARCHIVE_SECONDS_MAX = 900.0
"""Without WAL in its archive."""
BACKUP_SECONDS_MAX = 93_600.0
"""26 hours since the last base backup, where there ever was one: a laptop needs none."""
REHEARSAL_SECONDS_MAX = 8_640_000.0
"""100 days since a backup was last brought back for trial, where it ever was."""


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """How one service is."""

    service: str
    answers: bool
    is_ready: bool = False
    to_send_seconds: float = 0
    """Age of the oldest event that was not sent yet."""
    silent_seconds: float = 0
    """Since the quietest partition was heard of; 0 where the process that answered reads none."""
    dead_letters: int = 0
    quarantined: int = 0
    settlement_waiting_seconds: float = 0
    archive_failing_seconds: float = 0
    backup_age_seconds: float = 0
    rehearsal_age_seconds: float = 0

    @property
    def complaints(self) -> list[tuple[str, str]]:
        """Return what is not well, with the runbook that says what to do."""
        if not self.answers:
            return [("does not answer", "service-gone")]
        found = [
            (not self.is_ready, "is not ready: its database is away or lacks a migration", "service-gone"),
            (self.to_send_seconds > WAITS_SECONDS_MAX, "has events that wait to be sent", "outbox-ageing"),
            (self.silent_seconds > WAITS_SECONDS_MAX, "does not hear events", "consumer-stalled"),
            (self.dead_letters > 0, f"could not apply {counted(self.dead_letters, 'event')}", "dead-letters"),
            (self.quarantined > 0, "keeps events waiting behind a poison one", "quarantine"),
            (
                self.settlement_waiting_seconds > LATE_SECONDS_MAX,
                "waits for payments of a closed day",
                "settlement-late",
            ),
            (self.archive_failing_seconds > ARCHIVE_SECONDS_MAX, "does not get its WAL archived", "archive-failing"),
            (self.backup_age_seconds > BACKUP_SECONDS_MAX, "was not backed up for a day", "backup-old"),
            (
                self.rehearsal_age_seconds > REHEARSAL_SECONDS_MAX,
                "has no restore rehearsed lately",
                "restore-unrehearsed",
            ),
        ]
        return [(sentence, runbook) for is_so, sentence, runbook in found if is_so]


class Statuses(msgspec.Struct, frozen=True, kw_only=True):
    """How every service is that is known."""

    services: list[Status]


def show(http: httpx.Client, addresses: dict[str, str]) -> Told:
    """Tell how each service is."""
    found = [of_service(http, name, url) for name, url in sorted(addresses.items())]
    runbooks = list(dict.fromkeys(runbook for status in found for _, runbook in status.complaints))
    books = ", ".join(f"docs/runbooks/{runbook}.md" for runbook in runbooks)
    return Told(
        sentences=[sentence(status) for status in found],
        following=f"Read {books}." if books else "Nothing.",
        answer=Statuses(services=found),
        is_well=not runbooks,
    )


def sentence(status: Status) -> str:
    """Return a line about one service."""
    said = "; ".join(sentence for sentence, _ in status.complaints) or "is well"
    return f"{status.service:<11}{said}"


def of_service(http: httpx.Client, service: str, url: str) -> Status:
    """Return how a service is; one that cannot be reached is asked once, for there are others to look at."""
    try:
        is_ready = http.get(f"{url}/health/ready").is_success
        figures = figures_of(http.get(f"{url}/metrics").text)
    except httpx.TransportError:
        return Status(service=service, answers=False)
    return Status(
        service=service,
        answers=True,
        is_ready=is_ready,
        to_send_seconds=figures.get("outbox_oldest_seconds", 0),
        silent_seconds=figures.get("consumer_silent_seconds", 0),
        dead_letters=int(figures.get("dead_letters", 0)),
        quarantined=int(figures.get("quarantined_aggregates", 0)),
        settlement_waiting_seconds=figures.get("settlement_waiting_seconds", 0),
        archive_failing_seconds=figures.get("wal_archive_failing_seconds", 0),
        backup_age_seconds=age(figures.get("backup_timestamp_seconds", 0)),
        rehearsal_age_seconds=age(figures.get("restore_rehearsed_timestamp_seconds", 0)),
    )


def age(instant: float) -> float:
    """Return how many seconds ago an instant was, given in seconds since 1970; 0 for what never was."""
    return time.time() - instant if instant else 0


def figures_of(text: str) -> dict[str, float]:
    """Return the figures without labels in Prometheus' text format; what is no figure is passed over."""
    found: dict[str, float] = {}
    for line in text.splitlines():
        name, _, value = line.partition(" ")
        if name.isidentifier() and value.strip():
            found[name] = msgspec.convert(value, type=float, strict=False)
    return found
