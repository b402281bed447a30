"""Finance reads what the bank says of the shops' payouts on a phone: what is not ours is told, and settled."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from infra.embedded.processes import ROOT
from tests.browser.desks import Desk

pytestmark = pytest.mark.browser

SAMPLES = ROOT / "tests" / "kit" / "iso20022" / "samples"


@pytest.mark.parametrize(("language", "sample"), [("el", "pain.002.001.10.xml"), ("ar", "camt.053.001.08.xml")])
def test_what_is_not_ours_waits_until_somebody_has_looked_into_it(
    desk_of: Callable[..., Desk], axe: Path, language: str, sample: str
) -> None:
    finance = desk_of("finance_officer.paggaio", language, at=datetime(2026, 3, 10, 8, tzinfo=UTC), judged=True)
    finance.open("/settlements")
    finance.attach("/bank-answers", {}, (SAMPLES / sample).read_bytes())
    open_ones = 'form[action^="/bank-differences/"]'
    found = finance.page.locator(open_ones).count()
    assert found, finance.said()
    barriers = finance.judge(axe)
    finance.picture(f"bank_answers_{language}_phone")
    action = finance.page.locator(open_ones).first.get_attribute("action")
    assert action is not None
    finance.send(action, {"settled_for": "not_ours"})
    assert finance.page.locator(open_ones).count() == found - 1
    file = finance.take('a[href^="/bank-answers/"]')
    assert Path(file.path()).read_bytes() == (SAMPLES / sample).read_bytes()
    assert not barriers, "\n".join(barriers)
