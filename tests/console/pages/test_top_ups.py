"""A list of rights and amounts as people paste it: every line is read, or told by its number."""

from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest

from services.console.pages.top_ups import lines_of
from services.console.pages.view import View
from services.kit.errors import Malformed

RIGHT = "0190b000-0000-7000-8000-000000000010"


def view(language: str) -> View:
    """What reading a list needs of a view."""
    return cast("View", SimpleNamespace(currency="EUR", language=language))


@pytest.mark.parametrize(
    ("row", "language", "minor"),
    [
        (f"{RIGHT}\t30,00", "el", 3_000),
        (f"  {RIGHT.upper()} ; 1.030,50 ", "el", 103_050),
        (f"{RIGHT}, 30.5", "en", 3_050),
        (f"{RIGHT} 30", "ar", 3_000),
    ],
)
def test_a_line_is_read_as_it_comes_out_of_a_table(row: str, language: str, minor: int) -> None:
    (line,) = lines_of(view(language), [(1, row)])
    assert (line.membership_id, line.amount_minor) == (UUID(RIGHT), minor)


@pytest.mark.parametrize("language", ["el", "ar", "en"])
def test_lines_that_cannot_be_read_are_told_by_their_place(language: str) -> None:
    rows = [(1, f"{RIGHT}\t30"), (2, "no number 5"), (4, RIGHT), (5, f"{'-' * 36} 5"), (6, f"{RIGHT} much")]
    with pytest.raises(Malformed) as refused:
        lines_of(view(language), rows)
    members: dict[str, Any] = refused.value.members
    (fault,) = members["errors"]
    assert fault.pointer == "/payees"
    assert "2, 4, 5, 6" in fault.detail
