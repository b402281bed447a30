"""Writes the one Grafana dashboard from the table below: rows of panels, each a title, a unit and what is asked.

    python -m infra.dashboard                                           # `make dashboard`

The JSON is made and never edited, so that it can be read here and compared there. Units are Grafana's names.
"""

import json
import sys
from pathlib import Path
from typing import Any

import msgspec

TARGET = Path(__file__).resolve().parent.parent / "deploy" / "components" / "monitoring" / "dashboard.json"
SERVICE = "app_kubernetes_io_name"
"""The label by which a process says whose it is; tests/deploy compares it with the PodMonitor."""
COLUMNS, WIDTH, HEIGHT = 3, 8, 7


class Panel(msgspec.Struct, frozen=True):
    """One picture: what it is called, in which unit, and the expressions by the names of their lines."""

    title: str
    unit: str
    lines: dict[str, str]


ROWS: dict[str, tuple[Panel, ...]] = {
    "Tills": (
        Panel(
            "Sales a second, by answer",
            "reqps",
            {"{{status}}": 'sum by (status) (rate(http_request_seconds_count{route="/payments"}[5m]))'},
        ),
        Panel(
            "Time to answer a sale",
            "s",
            {
                f"p{percent}": f"histogram_quantile(0.{percent},"
                ' sum by (le) (rate(http_request_seconds_bucket{route="/payments"}[5m])))'
                for percent in (50, 95, 99)
            },
        ),
        Panel("PINs refused", "cps", {"{{state}}": "sum by (state) (rate(pins_refused_total[5m]))"}),
    ),
    "Services": (
        Panel(
            "Requests a second",
            "reqps",
            {f"{{{{{SERVICE}}}}}": f"sum by ({SERVICE}) (rate(http_request_seconds_count[5m]))"},
        ),
        Panel(
            "Faults of ours",
            "percentunit",
            {
                f"{{{{{SERVICE}}}}}": f'sum by ({SERVICE}) (rate(http_request_seconds_count{{status=~"5.."}}[5m]))'
                f" / sum by ({SERVICE}) (rate(http_request_seconds_count[5m]))"
            },
        ),
        Panel("Memory", "bytes", {f"{{{{{SERVICE}}}}} {{{{container}}}}": "process_resident_memory_bytes"}),
    ),
    "Events": (
        Panel(
            "Oldest that waits to be sent", "s", {f"{{{{{SERVICE}}}}}": f"max by ({SERVICE}) (outbox_oldest_seconds)"}
        ),
        Panel("Quietest partition", "s", {f"{{{{{SERVICE}}}}}": f"max by ({SERVICE}) (consumer_silent_seconds)"}),
        Panel(
            "Events a second, by what became of them",
            "cps",
            {"{{outcome}}": "sum by (outcome) (rate(events_total[5m]))"},
        ),
        Panel("Waiting to be sent", "short", {f"{{{{{SERVICE}}}}}": f"max by ({SERVICE}) (outbox_waiting)"}),
        Panel(
            "Could not be applied",
            "short",
            {
                f"letters of {{{{{SERVICE}}}}}": f"max by ({SERVICE}) (dead_letters)",
                f"in quarantine at {{{{{SERVICE}}}}}": f"max by ({SERVICE}) (quarantined_aggregates)",
            },
        ),
        Panel(
            "Connected to NATS",
            "bool_yes_no",
            {f"{{{{{SERVICE}}}}} {{{{container}}}}": 'broker_connected{app_kubernetes_io_component="work"}'},
        ),
    ),
    "Money": (
        Panel("A closed day that waits for payments", "s", {"oldest": "max(settlement_waiting_seconds)"}),
        Panel("A payout without the bank's answer", "s", {"oldest": "max(payout_unanswered_seconds)"}),
    ),
    "Ground": (
        Panel(
            "Room on disks",
            "percentunit",
            {
                "{{persistentvolumeclaim}}": 'kubelet_volume_stats_available_bytes{namespace="koinon"}'
                ' / kubelet_volume_stats_capacity_bytes{namespace="koinon"}'
            },
        ),
        Panel(
            "Age of the last backup",
            "s",
            {
                "age": "time() - max("
                "barman_cloud_cloudnative_pg_io_last_available_backup_timestamp or backup_timestamp_seconds)"
            },
        ),
        Panel("Since a restore was rehearsed", "s", {"age": "time() - max(restore_rehearsed_timestamp_seconds)"}),
        Panel(
            "Since the ledger was checked",
            "s",
            {"age": 'time() - kube_cronjob_status_last_successful_time{namespace="koinon", cronjob="cards-verify"}'},
        ),
    ),
}


def panel(made: Panel, *, number: int, place: int, top: int) -> dict[str, Any]:
    """Return a panel as Grafana reads it, in its place of the grid."""
    return {
        "id": number,
        "type": "timeseries",
        "title": made.title,
        "datasource": {"type": "prometheus", "uid": "${source}"},
        "gridPos": {"x": place % COLUMNS * WIDTH, "y": top + place // COLUMNS * HEIGHT, "w": WIDTH, "h": HEIGHT},
        "fieldConfig": {"defaults": {"unit": made.unit, "min": 0}, "overrides": []},
        "targets": [
            {"refId": chr(ord("A") + place), "expr": expression, "legendFormat": name}
            for place, (name, expression) in enumerate(made.lines.items())
        ],
    }


def dashboard() -> dict[str, Any]:
    """Return the dashboard."""
    panels: list[dict[str, Any]] = []
    top = 0
    for title, row in ROWS.items():
        place = {"x": 0, "y": top, "w": COLUMNS * WIDTH, "h": 1}
        panels.append({"id": len(panels) + 1, "type": "row", "title": title, "gridPos": place, "panels": []})
        first = len(panels) + 1
        panels += [panel(each, number=first + at, place=at, top=top + 1) for at, each in enumerate(row)]
        top += 1 + -(-len(row) // COLUMNS) * HEIGHT
    source = {"name": "source", "type": "datasource", "query": "prometheus", "label": "Prometheus"}
    return {
        "uid": "koinon",
        "title": "Koinon",
        "schemaVersion": 39,
        "version": 1,
        "timezone": "browser",
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "templating": {"list": [source]},
        "panels": panels,
    }


def text() -> str:
    """Return the file's content."""
    return json.dumps(dashboard(), indent=2) + "\n"


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
    sys.stdout.write(f"{TARGET.name}: {len(dashboard()['panels'])} rows and panels\n")
