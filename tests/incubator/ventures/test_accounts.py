"""Accounts: stated by year in figures that name nobody, the later ones count, and duties are watched by them."""

from datetime import date
from uuid import UUID

import asyncpg
import msgspec
import pytest

from services.incubator.ventures import accounts
from services.incubator.ventures.enterprises import Enterprise
from services.kit.db import Connection
from tests.clients import Client
from tests.incubator import factories
from tests.incubator.conftest import LOGINS, MENTOR, execute_as

FIGURES = {"year": 2025, "members": 4, "revenue_minor": 1_000_000, "public_revenue_minor": 700_000,
           "profit_minor": 100_000, "reference": "ملف 9", "sha256": "a" * 64}  # fmt: skip


async def test_a_year_is_stated_again_and_watched(al_koura: Client, connection: Connection) -> None:
    enterprise = await factories.enterprise_in(al_koura, "idea")
    path, founder = f"/enterprises/{enterprise['id']}", f"{enterprise['founder_id']} founder"
    particulars = {"trade_name": "تعاونية", "country": "JO", "legal_form": "cooperative"}
    await al_koura.put(path, particulars, If_Match=f'"{enterprise["version"]}"')
    await al_koura.post(f"{path}/accounts", FIGURES | {"revenue_minor": 2_000_000}, by=founder)
    kept = await al_koura.post(f"{path}/accounts", FIGURES, by=founder)
    assert await al_koura.get(f"{path}/accounts", by=MENTOR) == [kept]
    standing = await al_koura.get(f"{path}/duties")
    assert (standing["public_basis_points"], standing["public_basis_points_max"]) == (7_000, 6_500)
    assert [each["duty"] for each in standing["findings"]] == ["public_revenue"]
    assert standing["owed"] == [], "nobody is asked before they trade"
    for login in LOGINS:
        with pytest.raises(asyncpg.PostgresError, match=r"written once|permission denied"):
            await execute_as(login, connection, "UPDATE enterprise_accounts SET members = 9")


def test_accounts_are_asked_for_since_the_year_in_which_it_began_to_trade() -> None:
    trading = Enterprise(
        id=UUID(int=1), version=1, application_id=UUID(int=2), founder_id=UUID(int=3), state="trading", trade_name="",
        country="JO", legal_form=None, registration_number=None, categories=[], proposed_by=None, accredited_by=None,
        accredited_on=date(2024, 6, 1), merchant_id=None,
    )  # fmt: skip
    owed = accounts.owed_of(trading, {2025}, 2026)
    assert [(each.year, each.asked_on) for each in owed] == [(2024, date(2025, 3, 1)), (2026, date(2027, 3, 1))]
    assert accounts.owed_of(msgspec.structs.replace(trading, state="closed"), set(), 2026) == []


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"year": 2027}, "/year"),
        ({"members_included": 5}, "/members_included"),
        ({"public_revenue_minor": 1_000_001}, "/public_revenue_minor"),
    ],
)
async def test_a_part_is_not_above_its_whole(al_koura: Client, wrong: dict[str, int], pointer: str) -> None:
    enterprise = await factories.enterprise(al_koura, trained=False)
    refusal = await al_koura.refused("POST", f"/enterprises/{enterprise['id']}/accounts", FIGURES | wrong)
    assert [fault["pointer"] for fault in refusal[2]["errors"]] == [pointer]
