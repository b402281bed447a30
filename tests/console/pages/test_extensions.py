"""A public decision's postal codes are typed in one field, however somebody divides them."""

from datetime import date

import pytest

from services.console.pages.extensions import Typed, wanted

DECISION = {
    "programme": "gmi", "decision_number": "Δ13/οικ.4711", "ending_from": date(2026, 7, 1),
    "ending_until": date(2026, 7, 31), "months": 2,
}  # fmt: skip


@pytest.mark.parametrize("typed", ["641 00\r\n642 00", "641 00, 642 00", " 641 00 ;\n642 00,\n", "641 00،642 00"])
def test_postal_codes_stand_on_lines_or_between_commas(typed: str) -> None:
    assert wanted(Typed(**DECISION, postal_codes=typed)).postal_codes == ["641 00", "642 00"]  # type: ignore[arg-type]


def test_no_postal_code_means_everywhere() -> None:
    assert wanted(Typed(**DECISION, postal_codes=" \n")).postal_codes is None  # type: ignore[arg-type]
