"""Migrations: numbered, said why, and reaching the rows that they change."""

import re

import pytest

from contracts.readers import SERVICES
from tests.sources import ROOT
from tests.test_tidy import complain


@pytest.mark.parametrize("service", ["kit", *SERVICES])
def test_migrations_are_numbered_without_a_gap_and_say_why(service: str) -> None:
    found = sorted((ROOT / "services" / service / "migrations").glob("*.sql"))
    numbers = [path.name[:4] for path in found]
    assert numbers == [f"{number:04}" for number in range(1, len(found) + 1)], "Number migrations 0001, 0002, …"
    wrong = [path.name for path in found if not path.read_text("utf-8").startswith("--")]
    complain(wrong, "Begin a migration with a comment that says what it is for.")


@pytest.mark.parametrize("service", SERVICES)
def test_migrations_reach_the_rows_that_they_change(service: str) -> None:
    """The tables' owner is of no tenant: while row-level security is forced it changes no row, and nobody is told."""
    wrong = []
    for path in sorted((ROOT / "services" / service / "migrations").glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        for found in re.finditer(r"^(?:UPDATE|DELETE FROM) (\w+)", text, re.MULTILINE):
            lifted = f"ALTER TABLE {found[1]} NO FORCE ROW LEVEL SECURITY;" in text[: found.start()]
            forced = f"ALTER TABLE {found[1]} FORCE ROW LEVEL SECURITY;" in text[found.end() :]
            if not (lifted and forced):
                wrong.append(f"{path.name}: {found[0]}")
    complain(wrong, "Lift the force of row-level security around a change of rows, and put it back.")
