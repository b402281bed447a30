"""Debtor accounts: whose account pays a programme's account shares. Entered by one person, checked by another.

The number is a public body's own and not personal, so it is plain. One account of a programme and currency is in use.
"""

import re
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from schwifty import BIC
from schwifty.exceptions import SchwiftyException

from services.kit import audit
from services.kit.db import Transaction, uuid7
from services.kit.errors import Fault, Malformed, NotFound, Problem, SameActor
from services.kit.iso20022.pain001 import Payer
from services.kit.iso20022.transliteration import NameNotLatin, bank_name
from services.kit.sentences import say
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import Body, ShortText, check_version
from services.registry.assessing.facts import Code
from services.registry.people import identifiers

queries = load_queries(__file__)

DebtorAccountStatus = Literal["entered", "verified", "rejected", "closed"]
TRANSITIONS: dict[DebtorAccountStatus, tuple[DebtorAccountStatus, ...]] = {
    "entered": ("verified", "rejected"),
    "verified": ("closed",),
}
SEPA_CURRENCY = "EUR"


class DebtorAccountUnchecked(Problem):
    """A second person has not verified this account, or another one has taken its place."""


class NewDebtorAccount(Body, frozen=True, kw_only=True):
    """An account as entered. Outside SEPA the bank is named by its BIC."""

    programme: Code
    currency: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")]
    name: ShortText
    iban: ShortText
    bic: ShortText | None = None


class DebtorAccount(msgspec.Struct, frozen=True, kw_only=True):
    """A public body's account."""

    id: UUID
    version: int
    programme: str
    currency: str
    name: str
    """As the bank spells it."""
    iban: str
    bic: str | None
    status: DebtorAccountStatus
    entered_by: UUID
    entered_at: datetime
    checked_by: UUID | None
    checked_at: datetime | None

    @property
    def sepa(self) -> bool:
        """Return whether the account pays within SEPA."""
        return self.currency == SEPA_CURRENCY

    def payer(self) -> Payer:
        """Return the account as a bank file names it."""
        service_level = "SEPA" if self.sepa else None
        return Payer(name=self.name, iban=self.iban, bic=self.bic, service_level=service_level)


async def enter(transaction: Transaction, new: NewDebtorAccount) -> DebtorAccount:
    """Enter an account, which waits for a second person. Raises Malformed with every fault."""
    name, iban, bic = checked(new, country=transaction.municipality.country)
    account_id = uuid7()
    await transaction.execute(
        queries.insert_debtor_account,
        account_id,
        new.programme,
        new.currency,
        name,
        iban,
        bic,
        transaction.actor_id,
        transaction.now,
    )
    await audit.record(transaction, "debtor_account_entered", object_type="debtor_account", object_ids=[account_id])
    return await find(transaction, account_id)


def checked(new: NewDebtorAccount, *, country: str) -> tuple[str, str, str | None]:
    """Return name, IBAN and BIC in the bank's spelling. Raises Malformed with every fault."""
    iban = identifiers.check_iban(new.iban, country=country)
    faults = [Fault(pointer="/iban", detail=say("registry", fault, "en")) for fault in iban.faults]
    name = ""
    try:
        name = bank_name(new.name)
    except NameNotLatin:
        faults.append(Fault(pointer="/name", detail="Give the name in Latin letters, as the bank spells it."))
    bic = None if new.bic is None else re.sub(r"\s", "", new.bic).upper()
    if bic is not None and not _is_bic(bic):
        faults.append(Fault(pointer="/bic", detail="No such BIC can exist."))
    if bic is None and new.currency != SEPA_CURRENCY:
        faults.append(Fault(pointer="/bic", detail="Outside SEPA the bank is named by its BIC."))
    if faults:
        raise Malformed("Mend what is named in errors and send it again.", errors=faults)
    return name, iban.value, bic


def _is_bic(text: str) -> bool:
    try:
        BIC(text)
    except SchwiftyException:
        return False
    return True


async def check(
    transaction: Transaction, account_id: UUID, *, outcome: Literal["verified", "rejected"], version: int
) -> DebtorAccount:
    """Verify or reject an account, as somebody who did not enter it; a verified one takes the earlier one's place.

    Raises SameActor, Stale, TransitionForbidden.
    """
    account = await transaction.fetch_struct(DebtorAccount, queries.lock_debtor_account, account_id)
    if account is None:
        raise NotFound(f"There is no debtor account {account_id}.")
    check_version(account.version, version)
    status = transition(TRANSITIONS, account.status, outcome)
    if transaction.actor_id == account.entered_by:
        raise SameActor("Somebody who did not enter this account has to check it.")
    if status == "verified":
        await transaction.execute(queries.close_verified, account.programme, account.currency)
    await transaction.execute(queries.check_debtor_account, account_id, status, transaction.actor_id, transaction.now)
    await audit.record(transaction, f"debtor_account_{status}", object_type="debtor_account", object_ids=[account_id])
    return await find(transaction, account_id)


async def find(transaction: Transaction, account_id: UUID) -> DebtorAccount:
    """Return an account. Raises NotFound."""
    account = await transaction.fetch_struct(DebtorAccount, queries.find_debtor_account, account_id)
    if account is None:
        raise NotFound(f"There is no debtor account {account_id}.")
    return account


async def usable(transaction: Transaction, account_id: UUID) -> DebtorAccount:
    """Return an account that may pay now. Raises NotFound, DebtorAccountUnchecked."""
    account = await find(transaction, account_id)
    if account.status != "verified":
        raise DebtorAccountUnchecked(f"Its status is {account.status}.", account_status=account.status)
    return account


async def list_page(transaction: Transaction, *, after: UUID | None, limit: int) -> list[DebtorAccount]:
    """Return one account more than the limit, the first entered first."""
    return await transaction.fetch_structs(DebtorAccount, queries.list_debtor_accounts, after, limit + 1)
