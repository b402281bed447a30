"""Alerts and the dashboard: each asks for figures that somebody gives, and each alert leads to what there is to do."""

import re
from collections.abc import Iterator
from typing import Any

import promql_parser
import pytest
from prometheus_client import REGISTRY

from infra import dashboard
from infra.embedded.processes import ROOT
from services.cards.__main__ import service
from services.merchants.__main__ import service as merchants
from tests.deploy.rendered import of_kind, rendered

RUNBOOKS = ROOT / "docs" / "runbooks"
OF_OTHERS = {
    "kube_deployment_status_replicas_available": "kube-state-metrics",
    "kube_job_failed": "kube-state-metrics",
    "kube_cronjob_status_last_successful_time": "kube-state-metrics",
    "kubelet_volume_stats_available_bytes": "the kubelet",
    "kubelet_volume_stats_capacity_bytes": "the kubelet",
    "certmanager_certificate_expiration_timestamp_seconds": "cert-manager",
    "barman_cloud_cloudnative_pg_io_last_available_backup_timestamp": "the Barman Cloud plugin",
}
"""Figures that the cluster gives and not we, with who does."""
RULES = [
    rule
    for each in of_kind(rendered("overlays/production"), "PrometheusRule")
    for group in each["spec"]["groups"]
    for rule in group["rules"]
]
EXPRESSIONS = {rule["alert"]: rule["expr"] for rule in RULES} | {
    f"{panel.title}: {name}": expression
    for row in dashboard.ROWS.values()
    for panel in row
    for name, expression in panel.lines.items()
}


def given_by_us() -> set[str]:
    """Return every figure that our processes give."""
    return {name for family in REGISTRY.collect() for name in names_of(family)}


def test_figures_are_registered_when_a_service_is_read() -> None:
    assert (service.name, merchants.name) == ("cards", "merchants")
    assert {
        "pins_refused_total",
        "settlement_waiting_seconds",
        "outbox_oldest_seconds",
        "http_request_seconds_bucket",
    } <= given_by_us()


def names_of(family: Any) -> set[str]:
    """Return the names under which a figure is given; one with labels gives none before it was counted."""
    endings = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum")}
    return {f"{family.name}{ending}" for ending in endings.get(family.type, ("",))}


def asked(expression: Any) -> Iterator[str]:
    """Yield the names of all figures in an expression."""
    if isinstance(expression, promql_parser.VectorSelector):
        yield str(expression.name)
    for part in ("expr", "lhs", "rhs", "vector_selector"):
        if (found := getattr(expression, part, None)) is not None:
            yield from asked(found)
    for argument in getattr(expression, "args", ()):
        yield from asked(argument)


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_what_is_asked_for_is_given(name: str) -> None:
    found = set(asked(promql_parser.parse(EXPRESSIONS[name])))
    assert found
    assert found <= given_by_us() | OF_OTHERS.keys()


def test_a_figure_that_nobody_gives_is_seen() -> None:
    (found,) = asked(promql_parser.parse("sum by (le) (rate(sales_total[5m])) > 1"))
    assert found == "sales_total"
    assert found not in given_by_us() | OF_OTHERS.keys()


def test_nobody_gives_what_nobody_asks_for() -> None:
    """A name that stands in the table of others and in no expression is left over."""
    everything = {name for each in EXPRESSIONS.values() for name in asked(promql_parser.parse(each))}
    assert OF_OTHERS.keys() <= everything


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["alert"]))
def test_an_alert_says_who_is_woken_and_leads_to_its_runbook(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert rule["annotations"]["summary"].endswith(".")
    text = (RUNBOOKS / f"{file_of(rule['alert'])}.md").read_text("utf-8")
    assert text.startswith(f"# {rule['alert']}\n")
    assert re.findall(r"^## (\w+)", text, re.MULTILINE) == ["Look", "Do", "Over"]


def file_of(alert: str) -> str:
    """Return the name of an alert's runbook."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", alert).lower()


def test_every_runbook_belongs_to_an_alert_and_leads_to_files_that_are_there() -> None:
    assert {path.stem for path in RUNBOOKS.glob("*.md")} == {file_of(rule["alert"]) for rule in RULES}
    for path in RUNBOOKS.glob("*.md"):
        for link in re.findall(r"\]\(([^)#]+)", path.read_text("utf-8")):
            assert (path.parent / link).exists(), f"{path.name}: {link}"


def test_a_process_that_needs_no_broker_wakes_nobody() -> None:
    """One that only serves never connects, and its figure says so."""
    assert 'broker_connected{app_kubernetes_io_component="work"}' in EXPRESSIONS["BrokerGone"]


def test_the_dashboard_is_the_one_that_its_source_makes() -> None:
    assert dashboard.TARGET.read_text("utf-8") == dashboard.text(), "run `make dashboard`"


def test_processes_are_told_apart_by_the_label_of_the_pod_monitor() -> None:
    (monitor,) = [
        each for each in of_kind(rendered("overlays/production"), "PodMonitor") if each["metadata"]["name"] == "koinon"
    ]
    labels = {re.sub(r"[./]", "_", label) for label in monitor["spec"]["podTargetLabels"]}
    assert dashboard.SERVICE in labels
