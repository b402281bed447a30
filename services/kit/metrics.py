"""What a service measures about itself, in the Prometheus text format at `/metrics`."""

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Histogram(
    "http_request_seconds",
    "Time to answer a request.",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
EVENTS = Counter("events_total", "Delivered events by what became of them.", ["outcome"])
OUTBOX_WAITING = Gauge("outbox_waiting", "Events that the relay has not sent yet.")
OUTBOX_OLDEST = Gauge("outbox_oldest_seconds", "Age of the oldest event that the relay has not sent yet.")
DEAD_LETTERS = Gauge("dead_letters", "Events that could not be applied and were not replayed.")
DEAD_LETTER_OLDEST = Gauge("dead_letter_oldest_seconds", "Age of the oldest of these.")
QUARANTINED = Gauge("quarantined_aggregates", "Aggregates whose later events wait behind a poison one.")
DAYS_DIFFERING = Gauge("event_days_differing", "Days whose events are not those that their owner said.")
ARCHIVE_FAILING = Gauge("wal_archive_failing_seconds", "Time since WAL last reached its archive, while it does not.")
BACKED_UP = Gauge(
    "backup_timestamp_seconds", "When the last base backup of this PostgreSQL ended; 0 if it knows of none."
)
REHEARSED = Gauge("restore_rehearsed_timestamp_seconds", "When a backup was last brought back for trial; 0 if never.")
CERTIFICATE_ENDS = Gauge("certificate_ends_timestamp_seconds", "When an authority that is trusted here ends.", ["file"])
BROKER = Gauge("broker_connected", "Whether this process has its connection to NATS and no permission was refused.")
SILENCE = Gauge("consumer_silent_seconds", "Time since the quietest partition of this process was known to be well.")
