"""Decisions of an imported file: a row is a right that another body decided, for a household that is entered here.

A reference that is recorded already enters no second time; the same household's rights never overlap.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from services.kit.db import Transaction, uuid7
from services.kit.errors import Problem
from services.kit.keyring import normalise
from services.kit.sentences import Sentence, sentence
from services.kit.sql import load_queries
from services.registry.assessing.facts import Income
from services.registry.assessing.rules import Rules, rules_on
from services.registry.cases.applications import Declared
from services.registry.imports import (
    decisions_elsewhere,
    import_cells,
    import_columns,
    import_tables,
    imported_decisions,
)
from services.registry.imports.decisions_elsewhere import Home, NewImportedDecision, Number
from services.registry.imports.import_columns import Mapped
from services.registry.imports.import_entries import Entry, Reading, RowFault, Unit
from services.registry.imports.import_persons import Values, given_numbers
from services.registry.imports.imported_decisions import Recorded
from services.registry.people import identifiers
from services.registry.people.identifiers import Identifier

queries = load_queries(__file__)

MEANS = ("income", "real_estate", "vehicles", "deposits")


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that is recorded already."""

    id: UUID
    reference: bytes
    household_id: UUID
    monthly_amount_minor: int
    starts_on: date
    ends_on: date


class Candidate(msgspec.Struct, kw_only=True):
    """A row as read: the decision where it can be read, its household where it is found, and what is wrong."""

    unit: Unit
    row: Values
    new: NewImportedDecision | None
    rules: Rules | None
    number: Number | None
    home: Home | None = None


def units(content: bytes, mapping: Mapped) -> list[Unit]:
    """Return a normalised file's rows, each a decision."""
    table = import_tables.read(content)
    return [
        Unit(place=place, reference=import_columns.values(row, mapping).get("reference", ""), rows=[row])
        for place, row in enumerate(table.rows, start=1)
    ]


def forget() -> None:
    """Nothing is kept here besides the table itself."""


async def check(transaction: Transaction, reading: Reading, content: bytes, given: Sequence[Unit]) -> list[Entry]:
    """Return what is to become of these decisions. Nothing is written."""
    candidates = await _looked_at(transaction, reading, content, given)
    known = await _known(transaction, reading, candidates)
    return [_entry(transaction, reading, each, known) for each in candidates]


async def enter(transaction: Transaction, reading: Reading, content: bytes, given: Sequence[Unit]) -> list[Entry]:
    """Record and confirm these decisions one by one; what refuses one of them refuses that one and no other."""
    candidates = await _looked_at(transaction, reading, content, given)
    known = await _known(transaction, reading, candidates)
    entries = [(each, _entry(transaction, reading, each, known)) for each in candidates]
    return [await _enter(transaction, reading, each) if entry.outcome == "new" else entry for each, entry in entries]


async def _enter(transaction: Transaction, reading: Reading, candidate: Candidate) -> Entry:
    new, home, rules = candidate.new, candidate.home, candidate.rules
    assert new is not None
    assert home is not None
    assert rules is not None
    recorded = Recorded(
        id=uuid7(), import_id=reading.import_id, home=home, new=new, rules=rules, recorded_by=reading.uploaded_by
    )
    try:
        async with transaction.attempt():
            await imported_decisions.record(transaction, recorded, proposal_id=None)
            await imported_decisions.activate(transaction, await imported_decisions.find(transaction, recorded.id))
    except Problem as problem:
        code = problem.slug().replace("-", "_")
        candidate.row.fault(None, sentence("The decision was refused: {problem_code}.", problem_code=code))
        return Entry(unit=candidate.unit, outcome="refused", faults=candidate.row.faults)
    return Entry(unit=candidate.unit, outcome="imported", subject_id=recorded.id)


async def _looked_at(
    transaction: Transaction, reading: Reading, content: bytes, given: Sequence[Unit]
) -> list[Candidate]:
    """Return these rows as read, with the household of each, and everything that is wrong."""
    rows_of = rows_of_references(content, reading.mapping)
    candidates = [read(transaction, reading, unit) for unit in given]
    for each in candidates:
        other = next((row for row in rows_of.get(normalise(each.unit.reference), []) if row != each.row.row), None)
        if other is not None:
            each.row.fault("reference", sentence("The same reference stands in row {number}.", number=other))
    homes = await decisions_elsewhere.homes(transaction, [each.number for each in candidates if each.number])
    for each in candidates:
        if each.number is not None:
            _find_home(each, homes.get(each.number))
    await _note_own_and_overlapping(transaction, reading, candidates)
    return candidates


def rows_of_references(content: bytes, mapping: Mapped) -> dict[str, list[int]]:
    """Return the rows of each reference."""
    found: dict[str, list[int]] = {}
    for unit in units(content, mapping):
        if unit.reference:
            found.setdefault(normalise(unit.reference), []).append(unit.rows[0].number)
    return found


def read(transaction: Transaction, reading: Reading, unit: Unit) -> Candidate:
    """Return a row as a decision, with everything that is wrong with it by itself."""
    row = Values(unit.rows[0].number, import_columns.values(unit.rows[0], reading.mapping), [])
    for field in import_columns.REQUIRED["decisions"]:
        if field not in row.cells:
            row.fault(field, sentence("This cell has to be filled in."))
    number = _number(row)
    currency = transaction.municipality.currency

    def amount(cell: str) -> int | Sentence:
        return import_cells.read_amount(cell, currency=currency)

    monthly, means = row.read("monthly_amount", amount), {field: row.read(field, amount) for field in MEANS}
    starts_on, ends_on = row.read("starts_on", import_cells.read_date), row.read("ends_on", import_cells.read_date)
    applied_on = row.read("applied_on", import_cells.read_date) or starts_on
    exemption = row.read("card_exemption", import_cells.read_code)
    if monthly == 0:
        row.fault("monthly_amount", sentence("Write the amount in digits, such as 216,00."))
    if row.faults or number is None:
        return Candidate(unit=unit, row=row, new=None, rules=None, number=number)
    rules = rules_on(applied_on, reading.programme or "")
    new = NewImportedDecision(
        programme=reading.programme or "",
        reference=unit.reference,
        holder=Identifier(kind=number[0], number=number[1]),  # type: ignore[arg-type]
        applied_on=applied_on,
        monthly_amount_minor=monthly,
        starts_on=starts_on,
        ends_on=ends_on,
        declared=declared_of(means, exemption),
    )
    for field, said in decisions_elsewhere.faults_of(new, rules, transaction.today):
        row.fault(field, said)
    return Candidate(unit=unit, row=row, new=new, rules=rules, number=number)


def declared_of(means: dict[str, Any], exemption: str | None) -> Declared | None:
    """Return what a row says of the household's means; nothing when it does not say the income."""
    if means["income"] is None and exemption is None:
        return None
    return Declared(
        incomes=(Income(kind="declared", amount_minor=means["income"] or 0),),
        real_estate_minor=means["real_estate"] or 0,
        vehicles_minor=means["vehicles"] or 0,
        deposits_minor=means["deposits"] or 0,
        card_exemption=exemption,
    )


def _number(row: Values) -> Number | None:
    """Return the first number of a row that names a person, as it is kept."""
    for kind, given in given_numbers(row.cells).items():
        checked = identifiers.check(kind, given)
        if not checked.faults:
            return kind, checked.value
        row.fault(kind, checked.faults[0])
        return None
    row.fault(None, sentence("Give a number of the household's applicant: AFM, AMKA or another one."))
    return None


def _find_home(candidate: Candidate, home: Home | None) -> None:
    field = candidate.number[0] if candidate.number else None
    if home is None:
        said = sentence("Nobody with this number lives in a household here: enter the household first.")
        candidate.row.fault(field, said)
    elif home.person_id != home.applicant_id:
        said = sentence("This person is not the household's applicant: correct the number or the household.")
        candidate.row.fault(field, said)
    candidate.home = home


async def _note_own_and_overlapping(
    transaction: Transaction, reading: Reading, candidates: Sequence[Candidate]
) -> None:
    """Note the decisions for the own household of who uploaded or approved, and for a household that has the right."""
    asked = [each for each in candidates if each.new is not None and each.home is not None]
    rows = await transaction.fetch(
        queries.select_obstacles,
        reading.programme,
        [each.home.household_id for each in asked if each.home],
        [each.new.starts_on for each in asked if each.new],
        [each.new.ends_on for each in asked if each.new],
        [reading.uploaded_by, reading.confirmed_by or transaction.actor_id],
        list(_references(transaction, reading, asked)),
    )
    for each, row in zip(asked, rows, strict=True):
        if row["own_case"]:
            each.row.fault(None, sentence("This is the household of somebody who handles the file, or of a relative."))
        if row["has_right"]:
            each.row.fault("starts_on", sentence("The household has this benefit already for some of these months."))


def _references(transaction: Transaction, reading: Reading, candidates: Sequence[Candidate]) -> list[bytes]:
    return [
        imported_decisions.blind_of(transaction, reading.programme or "", each.unit.reference) for each in candidates
    ]


async def _known(transaction: Transaction, reading: Reading, candidates: Sequence[Candidate]) -> dict[bytes, Known]:
    references = _references(transaction, reading, [each for each in candidates if each.unit.reference])
    found = await transaction.fetch_structs(Known, queries.select_known, reading.programme, references)
    return {known.reference: known for known in found}


def _entry(transaction: Transaction, reading: Reading, candidate: Candidate, known: dict[bytes, Known]) -> Entry:
    (reference,) = _references(transaction, reading, [candidate])
    before, new = known.get(reference), candidate.new
    if before is not None and new is not None:
        faults = differences(candidate, before)
        outcome: Any = "differs" if faults else "there"
        return Entry(unit=candidate.unit, outcome=outcome, faults=faults, subject_id=before.id)
    if candidate.row.faults or new is None:
        return Entry(unit=candidate.unit, outcome="refused", faults=candidate.row.faults)
    return Entry(unit=candidate.unit, outcome="new", amount_minor=new.monthly_amount_minor)


def differences(candidate: Candidate, before: Known) -> list[RowFault]:
    """Return which cells say something else than what is recorded under the reference."""
    new = candidate.new
    assert new is not None
    said = sentence("This is not what is recorded for this reference: what is recorded stays.")
    household_id = None if candidate.home is None else candidate.home.household_id
    pairs: list[tuple[str | None, Any, Any]] = [
        ("monthly_amount", new.monthly_amount_minor, before.monthly_amount_minor),
        ("starts_on", new.starts_on, before.starts_on),
        ("ends_on", new.ends_on, before.ends_on),
        (None if candidate.number is None else candidate.number[0], household_id, before.household_id),
    ]
    return [RowFault(row=candidate.row.row, field=field, sentence=said) for field, after, was in pairs if after != was]
