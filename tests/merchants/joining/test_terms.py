"""Every tenant has its terms, with an account that can pay."""

from datetime import date
from uuid import UUID

import pytest

from services.kit.settings import Municipality
from services.merchants.joining.identifiers import check_iban
from services.merchants.joining.terms import all_terms, execution_date


def test_every_tenant_has_terms_and_a_valid_account(tenants: dict[UUID, Municipality]) -> None:
    for tenant in tenants.values():
        assert check_iban(all_terms()[tenant.slug].payer.iban).startswith(tenant.country)


@pytest.mark.parametrize(
    ("slug", "today", "executed"),
    [
        ("paggaio", date(2026, 2, 2), date(2026, 2, 3)),
        ("paggaio", date(2026, 2, 6), date(2026, 2, 9)),
        ("paggaio", date(2026, 2, 7), date(2026, 2, 9)),
        ("al_koura", date(2026, 2, 5), date(2026, 2, 8)),
        ("al_koura", date(2026, 2, 6), date(2026, 2, 8)),
    ],
)
def test_banks_are_asked_to_pay_on_a_working_day(slug: str, today: date, executed: date) -> None:
    assert execution_date(all_terms()[slug], today) == executed
