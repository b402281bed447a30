"""The terms on which a municipality deals with its merchants, read from the TOML files in `programmes/`."""

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from contracts.merchants import MerchantKind
from services.kit.db import Transaction
from services.kit.iso20022.pain001 import Payer

FOLDER = Path(__file__).parent.parent / "programmes"


class TermsMissing(Exception):
    """This municipality has no file of terms; write one before it takes on merchants."""


class Terms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One municipality's terms; what each means stands in its file."""

    municipality: str
    agreement_version: str
    cooling_days: Annotated[int, Meta(ge=0)]
    required_papers: dict[MerchantKind, list[str]]
    verification_months: Annotated[int, Meta(ge=1)]
    verification_notice_days: Annotated[int, Meta(ge=0)]
    verification_grace_days: Annotated[int, Meta(ge=0)]
    enrolment_code_minutes: Annotated[int, Meta(ge=1, le=60)]
    refund_days: Annotated[int, Meta(ge=0)]
    silent_till_days: Annotated[int, Meta(ge=1)]
    till_key_overlap_hours: Annotated[int, Meta(ge=1, le=720)]
    bank_file_approvers: Literal[1, 2]
    minimum_payout_minor: Annotated[int, Meta(ge=1)]
    account_fault_reasons: frozenset[str]
    execution_days: Annotated[int, Meta(ge=0)]
    weekend: frozenset[Annotated[int, Meta(ge=1, le=7)]]
    payer: Payer


@cache
def all_terms() -> dict[str, Terms]:
    """Return every municipality's terms by slug, read once. Raises msgspec.ValidationError for a wrong file."""
    tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))]
    found = [msgspec.convert(table, Terms) for table in tables]
    return {terms.municipality: terms for terms in found}


def current(transaction: Transaction) -> Terms:
    """Return the terms of the transaction's municipality. Raises TermsMissing."""
    slug = transaction.municipality.slug
    if slug not in all_terms():
        raise TermsMissing(slug)
    return all_terms()[slug]


def execution_date(terms: Terms, today: date) -> date:
    """Return the day on which the bank is asked to pay: so many working days on, never a weekend."""
    day, left = today, terms.execution_days
    while left > 0 or day.isoweekday() in terms.weekend:
        day += timedelta(days=1)
        left -= day.isoweekday() not in terms.weekend
    return day
