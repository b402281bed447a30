"""Programmes are data: what a card of this programme may do, read from the TOML files of the service."""

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from contracts.types import BasisPoints, Currency, MerchantCategory, MinorUnits
from services.kit.clock import month_of
from services.kit.errors import NotFound

FOLDER = Path(__file__).parents[1] / "programmes"


class Programme(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rules of one programme; each parameter's source stands in its file."""

    programme: str
    currency: Currency
    approvers: int
    """1 or 2 people who approve a run, never its maker."""
    expiry_months: int
    expiry_notice_days: int
    """Days before a lot's last day on which the holder is told what is left of it."""
    set_off_basis_points: BasisPoints
    """The most of a month's benefit that is kept back for what was received without a right."""
    cash_quota_basis_points: BasisPoints
    denied_categories: frozenset[MerchantCategory]
    pin_above_minor: MinorUnits
    payment_minor_max: MinorUnits
    hold_minutes: Annotated[int, Meta(ge=1)]
    """How long money stays reserved for a shop that has not captured it."""


@cache
def all_programmes() -> dict[str, Programme]:
    """Return every programme by name, read once. Raises msgspec.ValidationError for a wrong file."""
    tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))]
    found = [msgspec.convert(table, Programme) for table in tables]
    return {programme.programme: programme for programme in found}


def get(name: str) -> Programme:
    """Return a programme. Raises NotFound."""
    programme = all_programmes().get(name)
    if programme is None:
        raise NotFound(f"No programme is named {name}.", known=sorted(all_programmes()))
    return programme


def expires_on(programme: Programme, month: date) -> date:
    """Return the last day on which money credited for a month can be spent: the end of the n-th month after it."""
    return month_of(month, later=programme.expiry_months + 1) - timedelta(days=1)
