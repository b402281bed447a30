"""Every kind of work that waits in a service has a page on which it is done, and a service is asked by its doers."""

import importlib
from types import ModuleType

import pytest

from services.console import waiting_work
from services.console.clients.waiting import SERVICES
from services.console.pages.start import TASKS

MODULES = {
    "registry": "services.registry.cases.waiting_work",
    "cards": "services.cards.budgets.waiting_work",
    "merchants": "services.merchants.settling.waiting_work",
    "incubator": "services.incubator.people.waiting_work",
    "reporting": "services.reporting.watching.waiting_work",
}


@pytest.fixture(params=MODULES)
def service(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def counting(service: str) -> ModuleType:
    """What counts the waiting work of a service."""
    return importlib.import_module(MODULES[service])


def test_every_kind_of_work_leads_to_a_page(service: str) -> None:
    assert set(counting(service).DOERS) <= set(TASKS)


def test_whoever_does_something_is_told_of_it(service: str) -> None:
    assert {role for roles in counting(service).DOERS.values() for role in roles} <= SERVICES[service]


def test_no_page_is_named_for_work_that_nobody_counts() -> None:
    counted = {code for name in MODULES for code in counting(name).DOERS}
    assert set(TASKS) == counted | set(waiting_work.DOERS) | {"events_undelivered"}
