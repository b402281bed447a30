"""Frauds of five kinds in an honest town: most are found, and most of what is found is one."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from services.kit.db import Context
from services.reporting.watching.patterns import KINDS, VERSIONS, Finding, Rules, explain, find, in_force
from tests.reporting.conftest import Readings
from tests.reporting.factories import PAGGAIO
from tests.reporting.frauds import LAST, Culprit, Fraudulent
from tests.sizes import PROVE, report, seed

PRECISION, RECALL = 0.8, 0.7


def culprit(found: Finding) -> Culprit:
    return found.kind, found.merchant_id, found.other_merchant_id or found.till_id or found.wallet_id


async def search(readings: Readings) -> list[Finding]:
    """Look for all kinds as the clock does at the end of March."""
    context = Context(now=datetime.combine(LAST, datetime.min.time(), UTC), municipality_ids=(PAGGAIO,))
    async with readings.worker.transaction(context) as transaction:
        return [each for kind in KINDS for each in await find(transaction, kind, LAST)]


async def test_frauds_are_found_and_honest_people_are_not(readings: Readings) -> None:
    chosen = seed("frauds")
    size = {"households": 500, "shops": 40, "frauds": 60} if PROVE else {}
    town = Fraudulent(chosen, **size)
    await readings.hear_all(town.log)
    found = {culprit(each) for each in await search(readings)}
    measured = {}
    for kind in KINDS:
        seen, done = [{each for each in group if each[0] == kind} for group in (found, town.planted)]
        measured[kind] = (len(seen & done) / max(len(seen), 1), len(seen & done) / len(done))
    report("frauds", seed=chosen, **{kind: list(each) for kind, each in measured.items()})
    assert all(precision >= PRECISION and recall >= RECALL for precision, recall in measured.values()), measured
    by_kind = defaultdict(list)
    for each in await search(readings):
        by_kind[each.kind].append(each)
    assert all(each.movement_ids or each.other_merchant_id for group in by_kind.values() for each in group)
    for kind, group in by_kind.items():
        explanation = explain(kind, group[0].figures)
        assert set(explanation.parameters) == set(group[0].figures)


def test_each_day_is_judged_by_the_rules_of_that_day() -> None:
    june = msgspec.structs.replace(VERSIONS[0], valid_from=date(2026, 6, 15))
    found = [
        (rules.valid_from, *days) for rules, *days in in_force(date(2026, 6, 1), date(2026, 6, 30), [*VERSIONS, june])
    ]
    assert found == [
        (VERSIONS[0].valid_from, date(2026, 6, 1), date(2026, 6, 14)),
        (june.valid_from, date(2026, 6, 15), date(2026, 6, 30)),
    ]
    assert not list(in_force(date(2019, 1, 1), VERSIONS[0].valid_from - timedelta(days=1), VERSIONS))


@pytest.mark.parametrize("rules", VERSIONS, ids=lambda rules: str(rules.valid_from))
def test_a_currency_has_all_of_its_limits(rules: Rules) -> None:
    assert rules.split_sales.single_minor_max.keys() == rules.split_sales.total_minor_min.keys()
    assert rules.colluding_pairs.round_minor.keys() == rules.colluding_pairs.total_minor_min.keys()
