"""Who may read: three roles, and anybody what is public."""

import pytest

from services.reporting.http.readers import READERS
from tests.reporting.conftest import Readings
from tests.reporting.factories import PAGGAIO

PATHS = ["/totals", f"/budget-lines/{PAGGAIO}/trail", "/indicators", "/multiplier"]


@pytest.mark.parametrize("path", PATHS)
async def test_nobody_reads_without_a_role_for_it(readings: Readings, path: str) -> None:
    assert (await readings.ask(path, role="")).status_code == 401
    for role in ("caseworker", "card_desk", "merchant_owner", "administrator", "reader"):
        assert (await readings.ask(path, role=role)).status_code == 403


@pytest.mark.parametrize("role", READERS)
async def test_three_roles_read(readings: Readings, role: str) -> None:
    for path in ("/totals", "/indicators", "/multiplier"):
        assert (await readings.ask(path, role=role)).status_code == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [
        (f"municipality={PAGGAIO}&month=2026-01-01", 200),
        ("municipality=0190a000-0000-7000-8000-0000000000ff&month=2026-01-01", 404),
        (f"municipality={PAGGAIO}", 400),
        (f"municipality={PAGGAIO}&month=2026-01-02", 400),
        ("month=2026-01-01", 400),
        ("municipality=paggaio&month=2026-01-01", 400),
        (f"municipality={PAGGAIO}&month=soon", 400),
    ],
)
async def test_public_figures_need_a_tenant_and_a_month(readings: Readings, query: str, status: int) -> None:
    answer = await readings.ask(f"/public/totals?{query}", role="")
    assert answer.status_code == status, answer.text
    assert status == 200 or answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("share", ["-1", "10001", "half"])
async def test_a_share_is_between_nothing_and_all(readings: Readings, share: str) -> None:
    assert (await readings.ask(f"/multiplier?local_share_basis_points={share}")).status_code == 400
