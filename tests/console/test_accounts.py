"""The first accounts: added once, only to tenants without staff in production, refused when a file is wrong."""

from pathlib import Path

import msgspec
import pytest
from litestar import Litestar

from services.console import accounts
from tests.console.conftest import ACCOUNTS, account


async def test_accounts_that_are_there_are_left_alone(app: Litestar) -> None:
    database = app.state.worker_database
    assert await accounts.add_first(database, ACCOUNTS, repeatable=True) == 0
    more = [*ACCOUNTS, account("auditor", "paggaio", "auditor")]
    assert await accounts.add_first(database, more, repeatable=True) == 1


async def test_in_production_a_tenant_with_staff_gets_none(app: Litestar) -> None:
    more = [*ACCOUNTS, account("auditor", "paggaio", "auditor")]
    assert await accounts.add_first(app.state.worker_database, more, repeatable=False) == 0


async def test_an_account_of_an_unknown_municipality_is_refused(app: Litestar) -> None:
    stranger = account("auditor", "atlantis", "auditor")
    with pytest.raises(accounts.UnknownMunicipality, match="atlantis"):
        await accounts.add_first(app.state.worker_database, [stranger], repeatable=True)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"username": "Not A Name"}, "username"),
        ({"password": "short"}, "password"),
        ({"roles": ["emperor"]}, "roles"),
        ({"language": "fr"}, "language"),
        ({"salary": 1}, "salary"),
    ],
)
def test_a_wrong_file_names_what_is_wrong(tmp_path: Path, change: dict[str, object], fault: str) -> None:
    file = tmp_path / "staff.json"
    file.write_bytes(msgspec.json.encode([msgspec.to_builtins(ACCOUNTS[0]) | change]))
    with pytest.raises(msgspec.ValidationError, match=fault):
        accounts.read_accounts(file)
