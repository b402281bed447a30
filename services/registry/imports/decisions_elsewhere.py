"""Decisions elsewhere: what another body decided, as it is entered, checked by itself and against who lives where."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

import msgspec

from services.kit import vault
from services.kit.db import Transaction
from services.kit.sentences import Sentence, sentence
from services.kit.sql import load_queries
from services.kit.web import Body, ShortText
from services.registry.assessing.facts import Code
from services.registry.assessing.rules import Rules
from services.registry.cases.applications import Declared
from services.registry.people.identifiers import Identifier

queries = load_queries(__file__)

AMOUNT_MAX = 1_000_000_000
"""A monthly amount above it, in minor units, is a slip of the pen."""
Number = tuple[str, str]
"""A kind of number and the number."""


class NewImportedDecision(Body, frozen=True, kw_only=True):
    """A decision of another body as entered. `holder` is a number of the household's applicant.

    What is `declared` of the household's means is optional: our own rules are asked as well, and change nothing.
    Amounts are minor units of the programme's currency.
    """

    programme: Code
    reference: ShortText
    holder: Identifier
    applied_on: date
    monthly_amount_minor: Annotated[int, msgspec.Meta(ge=1, le=AMOUNT_MAX)]
    starts_on: date
    ends_on: date
    declared: Declared | None = None


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """Where a person lives, and who is that household's applicant."""

    person_id: UUID
    household_id: UUID
    applicant_id: UUID


def faults_of(new: NewImportedDecision, rules: Rules | None, today: date) -> list[tuple[str, Sentence]]:
    """Return what is wrong with a decision by itself, with the field that it stands in."""
    found: list[tuple[str, Sentence]] = []
    if new.starts_on.day != 1:
        found.append(("starts_on", sentence("A right begins on the first day of a month.")))
    if (new.ends_on + timedelta(days=1)).day != 1:
        found.append(("ends_on", sentence("A right ends on the last day of a month.")))
    months = (new.ends_on.year - new.starts_on.year) * 12 + new.ends_on.month - new.starts_on.month + 1
    if months < 1:
        found.append(("ends_on", sentence("The last day lies before the first.")))
    elif new.ends_on < today:
        found.append(("ends_on", sentence("The right is over: only one that lasts is recorded.")))
    if new.applied_on > today or new.applied_on > new.starts_on:
        said = sentence("The application was made before the right begins, and not in the future.")
        found.append(("applied_on", said))
    if new.monthly_amount_minor > AMOUNT_MAX:
        found.append(("monthly_amount", sentence("No household receives so much a month: look at the amount again.")))
    if rules is None:
        found.append(("applied_on", sentence("The programme has no rules for an application on this day.")))
    elif months > rules.term.months:
        said = sentence("A right of this programme lasts {number} months at most.", number=rules.term.months)
        found.append(("ends_on", said))
    return found


async def homes(transaction: Transaction, numbers: Collection[Number]) -> dict[Number, Home]:
    """Return where the persons live who have these numbers; who is not known or lives nowhere is left out."""
    found = await vault.find_many(transaction, list(dict.fromkeys(numbers)))
    person_ids = {found_id for found_ids in found.values() for found_id in found_ids}
    lived = await transaction.fetch_structs(Home, queries.select_homes, list(person_ids))
    by_person = {home.person_id: home for home in lived}
    return {
        number: by_person[found_ids[0]]
        for number, found_ids in found.items()
        if len(found_ids) == 1 and found_ids[0] in by_person
    }
