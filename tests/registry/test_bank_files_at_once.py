"""Several people at the same moment on the same shares: each is paid by one file, each answer is applied once."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from contracts.cards import AccountShare, RunFundsReserved
from infra.demo.people import make_iban
from services.kit import vault
from services.kit.db import Context, Database, Transaction, connect, uuid7
from services.kit.errors import Problem
from services.kit.settings import Municipality, Settings
from services.registry.payouts import account_shares, bank_files, bank_statements, debtor_accounts
from services.registry.payouts.bank_files import Approval, BankFile, NewBankFile
from services.registry.payouts.bank_statements import BankStatement
from services.registry.payouts.debtor_accounts import NewDebtorAccount
from tests import bank
from tests.clients import person_id, tenant_named
from tests.databases import Urls

NOW = datetime(2026, 1, 28, 9, tzinfo=UTC)
HOUSEHOLDS = 60


class Office:
    """Finance on a database of its own, each step in a transaction that is committed."""

    def __init__(self, database: Database, municipality_id: UUID) -> None:
        self.database = database
        self.municipality_id = municipality_id

    @asynccontextmanager
    async def acting(self, name: str) -> AsyncIterator[Transaction]:
        """Open a transaction of somebody."""
        context = Context(now=NOW, municipality_ids=(self.municipality_id,), actor_id=person_id(name))
        async with self.database.transaction(context) as transaction:
            yield transaction

    async def reserve(self, size: int) -> UUID:
        """Enter persons with a right, an account that pays, and a run that pays them."""
        persons, households, memberships = ([uuid7() for _ in range(size)] for _ in range(3))
        async with self.acting("anna") as transaction:
            await transaction.connection.execute(
                """INSERT INTO persons (id, language, registered_at, registered_by)
                SELECT id, 'el', $2, $3 FROM unnest($1::uuid[]) AS new (id)""",
                persons, NOW, transaction.actor_id,
            )  # fmt: skip
            await transaction.connection.execute(
                """INSERT INTO households (id, formed_at, formed_by)
                SELECT id, $2, $3 FROM unnest($1::uuid[]) AS new (id)""",
                households, NOW, transaction.actor_id,
            )  # fmt: skip
            fields = {
                each: {"given_name": "Ευαγγελία", "family_name": "Μπαλτά", "iban": make_iban("GR", f"0110{place:019d}")}
                for place, each in enumerate(persons)
            }
            await vault.seal_many(transaction, fields, indexed={"iban"})
            await transaction.connection.execute(
                """INSERT INTO memberships (id, application_id, household_id, holder_id, granted_to, programme, state,
                    currency, monthly_amount_minor, card_share_minor, account_share_minor, starts_on, ends_on)
                SELECT new.id, NULL, new.household_id, new.holder_id, new.holder_id, 'gmi', 'active', 'EUR',
                    20000, 10000, 10000, '2026-02-01', '2026-07-31'
                FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS new (id, household_id, holder_id)""",
                memberships, households, persons,
            )  # fmt: skip
            account = await debtor_accounts.enter(
                transaction,
                NewDebtorAccount(programme="gmi", currency="EUR", name="Dimos", iban="GR1601101050000010547023795"),
            )
        async with self.acting("dimitra") as transaction:
            await debtor_accounts.check(transaction, account.id, outcome="verified", version=1)
        run_id = uuid4()
        shares = [
            AccountShare(household_id=household_id, membership_id=membership_id, amount_minor=100_00)
            for household_id, membership_id in zip(households, memberships, strict=True)
        ]
        async with self.acting("system") as transaction:
            event = RunFundsReserved(
                run_id=run_id, programme="gmi", budget_line_id=uuid4(), month=date(2026, 2, 1), currency="EUR",
                account_shares=shares,
            )  # fmt: skip
            await account_shares.hear(transaction, event)
        return run_id

    async def prepare(self, name: str, run_id: UUID) -> BankFile:
        """Prepare a file."""
        async with self.acting(name) as transaction:
            (account,) = await debtor_accounts.list_page(transaction, after=None, limit=5)
            new = NewBankFile(run_ids=(run_id,), debtor_account_id=account.id, execution_date=date(2026, 1, 30))
            return await bank_files.prepare(transaction, new)

    async def approve(self, name: str, file: BankFile) -> BankFile:
        """Approve a file as it was seen."""
        async with self.acting(name) as transaction:
            return await bank_files.approve(transaction, file.id, Approval(sha256=file.sha256), version=file.version)

    async def reject(self, name: str, file: BankFile) -> BankFile:
        """Reject a file as it was seen."""
        async with self.acting(name) as transaction:
            return await bank_files.reject(transaction, file.id, version=file.version)

    async def send(self, name: str, file: BankFile) -> bank.Sent:
        """Hand a file out."""
        async with self.acting(name) as transaction:
            await bank_files.send(transaction, file.id, version=file.version)
        async with self.acting(name) as transaction:
            return bank.take((await bank_files.read_content(transaction, file.id)).content)

    async def read(self, name: str, content: bytes) -> BankStatement:
        """Read a file of the bank."""
        async with self.acting(name) as transaction:
            return await bank_statements.read(transaction, content)


@pytest.fixture
async def office(
    new_database: Callable[[str], Awaitable[Urls]],
    tenants: dict[UUID, Municipality],
    settings_of: Callable[..., Settings],
) -> AsyncIterator[Office]:
    """Finance with a pool of connections."""
    urls = await new_database("registry")
    vault.unlock(settings_of("registry", urls).keyring)
    database = await connect(urls.api, size=6, tenants=tenants)
    # The fixture enters memberships that no application led to; what guards that is not under test here.
    owner = await asyncpg.connect(urls.owner)
    await owner.execute("ALTER TABLE memberships DROP CONSTRAINT IF EXISTS memberships_from_one_decision")
    await owner.close()
    yield Office(database, tenant_named(tenants, "paggaio").id)
    await database.close()


async def outcomes(*steps: Coroutine[Any, Any, Any]) -> list[str]:
    """Take steps at once and return what became of each."""
    found = await asyncio.gather(*steps, return_exceptions=True)
    return sorted(each.slug() if isinstance(each, Problem) else type(each).__name__ for each in found)


async def test_one_run_prepared_by_four_at_once_is_in_one_file(office: Office) -> None:
    run_id = await office.reserve(HOUSEHOLDS)
    names = ["petros", "nikos", "maria", "eleni"]
    assert await outcomes(*(office.prepare(name, run_id) for name in names)) == ["BankFile", *["nothing-to-pay"] * 3]


async def test_a_file_approved_and_rejected_at_once_is_one_of_both(office: Office) -> None:
    run_id = await office.reserve(HOUSEHOLDS)
    file = await office.prepare("petros", run_id)
    steps = (office.approve("dimitra", file), office.approve("nikos", file), office.reject("maria", file))
    assert await outcomes(*steps) == ["BankFile", "stale", "stale"]


async def test_one_statement_read_by_three_at_once_is_applied_once(office: Office) -> None:
    run_id = await office.reserve(HOUSEHOLDS)
    sent = await office.send("petros", await office.approve("dimitra", await office.prepare("petros", run_id)))
    content = bank.statement(sent.iban, bank.Booking(amount=sent.total, batch_id=sent.batch_id))
    found = await asyncio.gather(*(office.read(name, content) for name in ("petros", "nikos", "maria")))
    assert len({each.id for each in found}) == 1
    assert found[0].sha256 == hashlib.sha256(content).hexdigest()
    async with office.acting("petros") as transaction:
        run = await account_shares.run_of(transaction, run_id)
    assert [(total.status, total.shares) for total in run.statuses] == [("paid", HOUSEHOLDS)]
