"""What a service measures is there by the names that dashboards and alerts use."""

from prometheus_client import generate_latest

from services.kit import metrics


def test_the_names_that_alerts_use_are_served() -> None:
    metrics.EVENTS.labels("dead").inc(0)
    metrics.REQUESTS.labels("GET", "/cards", "200").observe(0.001)
    text = generate_latest().decode()
    for name in (
        "http_request_seconds_bucket",
        "events_total",
        "outbox_waiting",
        "outbox_oldest_seconds",
        "dead_letters",
        "quarantined_aggregates",
    ):
        assert f"\n{name}" in text
