"""A file holds what can be paid, the same bytes for the same facts, and never more than a bank takes."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.kit.files import BYTES_MAX
from services.registry.payouts import file_contents
from services.registry.payouts.debtor_accounts import DebtorAccount
from services.registry.payouts.file_contents import TRANSFERS_MAX, Collected, Heading, Line, write
from services.registry.payouts.payees import Payee
from tests import bank
from tests.clients import Client
from tests.registry import account_factories as make
from tests.rolled_back import Deliver

CHECKED = datetime(2026, 1, 1, tzinfo=UTC)
ACCOUNT = DebtorAccount(
    id=UUID(int=1), version=1, programme="gmi", currency="EUR", name="Dimos Pangaiou",
    iban="GR1601101050000010547023795", bic=None, status="verified", entered_by=UUID(int=2), entered_at=CHECKED,
    checked_by=UUID(int=3), checked_at=CHECKED,
)  # fmt: skip
HEADING = Heading(
    bank_file_id=UUID(int=9), execution_date=date(2026, 2, 3), created_at=datetime(2026, 2, 2, 9, 0, 0, 123, tzinfo=UTC)
)


def collected(size: int) -> Collected:
    """So many lines, each of another payee with the longest name."""
    lines = [
        Line(
            transfer_id=UUID(int=place), share_id=UUID(int=place), membership_id=UUID(int=place),
            amount_minor=1_000_000_000_000, month=date(2026, 2, 1),
        )
        for place in range(1, size + 1)
    ]  # fmt: skip
    payee = Payee(person_id=UUID(int=5), name="W" * 70, iban="MT84MALT011000012345MTLCAST001S", bic="BOMLAEADXXX")
    return Collected(lines=lines, payees={line.membership_id: payee for line in lines})


def test_the_largest_file_fits_and_is_the_same_each_time() -> None:
    content = collected(TRANSFERS_MAX)
    written = write(HEADING, ACCOUNT, content)
    assert len(written) < BYTES_MAX // 2
    assert len(bank.take(written).orders) == TRANSFERS_MAX
    assert write(HEADING, ACCOUNT, content) == written


async def test_what_does_not_fit_into_a_file_waits_for_the_next(
    paggaio: Client, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_contents, "TRANSFERS_MAX", 2)
    holders = [await make.member(paggaio, **({"iban": None} if place == 0 else {})) for place in range(4)]
    run_id = await make.reserved(paggaio, deliver, *map(make.share_of, holders))
    first, second = await make.prepared(paggaio, run_id), await make.prepared(paggaio, run_id)
    assert (first["transfers_count"], second["transfers_count"], second["left_open"]) == (2, 1, 1)
    transfers = [
        each["account_share_id"]
        for file in (first, second)
        for each in (await paggaio.get(f"/bank-files/{file['id']}/transfers", by=make.FINANCE))["items"]
    ]
    assert len(set(transfers)) == 3
