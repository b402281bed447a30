"""Every parameter of the rules by its vectors: household, published source and what comes out, in `vectors.toml`."""

from itertools import chain
from types import UnionType
from typing import Union, get_args, get_origin

import msgspec
import pytest

from services.registry.assessing import amounts
from services.registry.assessing.entitlements import Entitlement, decide
from services.registry.assessing.rules import Rules
from tests.registry.vectors import LIMITS, VECTORS, Vector

NOT_DECIDED_BY = {
    "programme", "currency", "term.renewal", "term.grace_days",
    "activation.refused_offers_allowed", "activation.attendance_percent_required", "evidence", "procedure",
    "membership", "reapplication",
}  # fmt: skip
"""Parameters that say how a case or a right goes on, and nothing about whether there is one and how much."""


def outcomes(found: Entitlement, outcome: str) -> set[str]:
    return {tested.code for tested in found.tested if tested.outcome == outcome}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.says)
def test_a_vector_comes_out_to_the_cent(vector: Vector) -> None:
    rules, facts = vector.rules(), vector.facts()
    found = decide(rules, facts)
    assert outcomes(found, "failed") == set(vector.refused_by)
    assert outcomes(found, "attention") == set(vector.warned_of)
    assert found.eligible is (not vector.refused_by)
    assert found.monthly_minor == (vector.monthly or 0)
    if vector.card is not None:
        assert amounts.card_share(rules, found.monthly_minor, exemption=facts.card_exemption) == vector.card
    starts_on, ends_on = amounts.term(rules, facts.application_date)
    assert vector.starts_on in (None, starts_on)
    assert vector.ends_on in (None, ends_on)


@pytest.mark.parametrize("vector", LIMITS, ids=lambda vector: vector.says)
@pytest.mark.parametrize(("beside", "outcome"), [(-1, "passed"), (0, "passed"), (1, "failed")])
def test_an_amount_at_its_limit_passes_and_one_cent_more_does_not(vector: Vector, beside: int, outcome: str) -> None:
    amount = vector.limit + beside
    of_field = {"incomes": {"wages": amount}} if vector.field == "income" else {f"{vector.field}_minor": amount}
    facts = vector.facts(**of_field)
    found = decide(vector.rules(), facts)
    tested = next(each for each in found.tested if each.code == vector.field)
    assert (tested.outcome, tested.amount_minor, tested.limit_minor) == (outcome, amount, vector.limit)
    assert found.eligible is (outcome == "passed")


def parameters(section: type[msgspec.Struct], path: str = "") -> set[str]:
    """Return every parameter of the rules, and every section that may be left out, by its path."""
    found = set()
    for field in msgspec.structs.fields(section):
        inside = [field.type, *(get_args(field.type) if get_origin(field.type) in (Union, UnionType) else ())]
        structs = [each for each in inside if isinstance(each, type) and issubclass(each, msgspec.Struct)]
        name = f"{path}{field.name}"
        if name in NOT_DECIDED_BY or field.name == "source":
            continue
        if structs and name != "income.limit":
            found |= parameters(structs[0], f"{name}.") or {name}
        else:
            found.add(name)
    return found


def test_every_parameter_of_the_rules_has_a_vector() -> None:
    covered = set(chain.from_iterable(vector.covers for vector in [*VECTORS, *LIMITS]))
    assert parameters(Rules) - covered == set(), "Write a vector with its source in vectors.toml."


def test_every_vector_has_a_source_and_a_name_of_its_own() -> None:
    names = [vector.says for vector in [*VECTORS, *LIMITS]]
    assert len(set(names)) == len(names)
    assert all(vector.source for vector in [*VECTORS, *LIMITS])
