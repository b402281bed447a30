"""Households of an imported file: checked against each other and who is registered, entered whole or not at all.

A household's rows share a reference. A reference that this source has brought before enters no second time: its rows
are compared with keyed digests of what they said then.
"""

import hmac
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import msgspec

from services.kit import vault
from services.kit.db import Transaction, uuid7
from services.kit.errors import Problem
from services.kit.keyring import normalise
from services.kit.sentences import sentence
from services.kit.sql import load_queries
from services.registry.households import households, stays
from services.registry.households.households import NewMember
from services.registry.imports import import_columns, import_tables
from services.registry.imports.import_columns import Mapped
from services.registry.imports.import_entries import Entry, Reading, RowFault, Unit
from services.registry.imports.import_persons import Place, Values, kept_numbers, read_members
from services.registry.imports.import_tables import Row
from services.registry.people import persons
from services.registry.people.persons import NewPerson, PersonKnown

queries = load_queries(__file__)

Number = tuple[str, str]
"""A kind of number and the number."""
Digests = list[dict[str, str]]
"""Of each row: the keyed digest of each value by field."""
DIGEST_BYTES = 6
REGISTERED: Final = sentence("Somebody with this number is registered already: enter this household by hand.")


class Plan(msgspec.Struct, frozen=True):
    """A file as households, with the numbers of each row and the rows of each number that stands in several."""

    units: list[Unit]
    numbers_of_row: dict[int, list[Number]]
    rows_of_number: dict[Number, list[int]]


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A household that this source has brought before."""

    reference: bytes
    household_id: UUID
    digests: Digests


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A household as read; with faults it cannot enter."""

    unit: Unit
    members: tuple[NewMember, ...]
    numbers: list[tuple[int, Number]]
    """With the row in which each stands, in the spelling in which it is kept."""
    faults: list[RowFault]


def plan(content: bytes, mapping: Mapped) -> Plan:
    """Return a normalised file's households in the order in which they begin."""
    return _plan(content, tuple(mapping.items()))


@lru_cache(maxsize=2)
def _plan(content: bytes, columns: tuple[tuple[str, int], ...]) -> Plan:
    mapping = dict(columns)
    table = import_tables.read(content)
    grouped: dict[str, tuple[str, list[Row]]] = {}
    numbers: dict[int, list[Number]] = {}
    rows: dict[Number, list[int]] = {}
    for row in table.rows:
        cells = import_columns.values(row, mapping)
        reference = cells.get("reference", "")
        # Rows without a reference belong to nobody: each stands alone, and is refused.
        grouped.setdefault(normalise(reference) or f"\x00{row.number}", (reference, []))[1].append(row)
        numbers[row.number] = list(kept_numbers(cells).items())
        for number in numbers[row.number]:
            rows.setdefault(number, []).append(row.number)
    units = [
        Unit(place=place, reference=reference, rows=grouped_rows)
        for place, (reference, grouped_rows) in enumerate(grouped.values(), start=1)
    ]
    return Plan(units, numbers, {number: numbered for number, numbered in rows.items() if len(numbered) > 1})


def units(content: bytes, mapping: Mapped) -> list[Unit]:
    """Return a file's households in the order in which they begin."""
    return plan(content, mapping).units


def forget() -> None:
    """Let go of the files that are kept in memory."""
    _plan.cache_clear()


async def check(transaction: Transaction, reading: Reading, content: bytes, given: Sequence[Unit]) -> list[Entry]:
    """Return what is to become of these households. Nothing is written."""
    known = await _known(transaction, reading, given)
    entries = [
        _compared(transaction, reading, unit, known[found])
        for unit in given
        if (found := _reference(transaction, unit)) in known
    ]
    fresh = [unit for unit in given if _reference(transaction, unit) not in known]
    whole, place = plan(content, reading.mapping), place_of(transaction)
    candidates = [read(reading, unit, place, whole) for unit in fresh]
    await note_registered(transaction, candidates)
    entries += [
        Entry(unit=each.unit, outcome="refused" if each.faults else "new", faults=each.faults) for each in candidates
    ]
    return sorted(entries, key=lambda entry: entry.unit.place)


async def enter(transaction: Transaction, reading: Reading, content: bytes, given: Sequence[Unit]) -> list[Entry]:
    """Enter these households, each whole or not at all, and return what became of each.

    Files of one source take turns, so what another one has entered meanwhile is seen here.
    """
    await transaction.execute(queries.lock_source, f"{transaction.municipality_id} {reading.source}")
    known = await _known(transaction, reading, given)
    fresh = [unit for unit in given if _reference(transaction, unit) not in known]
    whole, place = plan(content, reading.mapping), place_of(transaction, looked_through=True)
    candidates = [read(reading, unit, place, whole) for unit in fresh]
    # Numbers are locked and looked up once, where persons are registered.
    ids = await _insert(transaction, reading, [each for each in candidates if not each.faults])
    entered = [
        Entry(unit=each.unit, outcome="refused", faults=each.faults)
        if each.faults
        else Entry(unit=each.unit, outcome="imported", subject_id=ids[each.unit.place])
        for each in candidates
    ]
    return entered + [
        _compared(transaction, reading, unit, known[found])
        for unit in given
        if (found := _reference(transaction, unit)) in known
    ]


def read(reading: Reading, unit: Unit, place: Place, whole: Plan) -> Candidate:
    """Return a household as its rows say, with everything that is wrong with them."""
    rows = [Values(row.number, import_columns.values(row, reading.mapping), []) for row in unit.rows]
    members = read_members(rows, place)
    numbers: list[tuple[int, Number]] = []
    for row in rows:
        numbers += [(row.row, number) for number in whole.numbers_of_row[row.row]]
        _note_twice(row, whole)
        if "reference" not in row.cells:
            row.fault(
                "reference", sentence("Fill in the household's reference on each of its rows; merged cells are empty.")
            )
    return Candidate(
        unit=unit, members=members, numbers=numbers, faults=[fault for row in rows for fault in row.faults]
    )


def _note_twice(row: Values, whole: Plan) -> None:
    """Nobody can say which of two rows has the right number, so neither household enters."""
    for number in whole.numbers_of_row[row.row]:
        other = next((each for each in whole.rows_of_number.get(number, ()) if each != row.row), None)
        if other is not None:
            row.fault(number[0], sentence("The same number stands in row {number}.", number=other))


async def note_registered(transaction: Transaction, candidates: Sequence[Candidate]) -> None:
    """Note which numbers belong to somebody who is registered."""
    wanted = list(dict.fromkeys(number for each in candidates for _, number in each.numbers))
    found = await vault.find_many(transaction, wanted) if wanted else {}
    for candidate in candidates:
        for row, number in candidate.numbers:
            if found[number]:
                candidate.faults.append(RowFault(row=row, field=number[0], sentence=REGISTERED))


async def _insert(transaction: Transaction, reading: Reading, candidates: Sequence[Candidate]) -> dict[int, UUID]:
    """Enter households and return their ids by place. What refuses one of them refuses that one and no other."""
    if not candidates:
        return {}
    try:
        async with transaction.attempt():
            return await _insert_all(transaction, reading, candidates)
    except Problem as problem:
        return await _insert_halves(transaction, reading, candidates, problem)


async def _insert_halves(
    transaction: Transaction, reading: Reading, candidates: Sequence[Candidate], problem: Problem
) -> dict[int, UUID]:
    """Find by halves which household was refused."""
    if len(candidates) == 1:
        candidates[0].faults.append(_refusal(candidates[0].unit, problem))
        return {}
    middle = len(candidates) // 2
    first = await _insert(transaction, reading, candidates[:middle])
    return first | await _insert(transaction, reading, candidates[middle:])


def _refusal(unit: Unit, problem: Problem) -> RowFault:
    """Return why a household was refused that the dry run had found to be in order."""
    if isinstance(problem, PersonKnown):
        row = int(problem.members["pointer"].removeprefix("/"))
        return RowFault(row=row, field=problem.members["kind"], sentence=REGISTERED)
    said = sentence("The household was refused: {problem_code}.", problem_code=problem.slug().replace("-", "_"))
    return RowFault(row=unit.rows[0].number, sentence=said)


async def _insert_all(transaction: Transaction, reading: Reading, candidates: Sequence[Candidate]) -> dict[int, UUID]:
    members = [(each, place, member) for each in candidates for place, member in enumerate(each.members, start=1)]
    new = [(f"/{each.unit.rows[place - 1].number}", member.person or _nobody()) for each, place, member in members]
    person_ids = (await persons.register_all(transaction, new)).person_ids
    ids = {each.unit.place: uuid7() for each in candidates}
    await transaction.execute(queries.insert_households, list(ids.values()), transaction.now, transaction.actor_id)
    begun = [
        households.stay_of(member, person_id, household_id=ids[each.unit.place], place=place, on=transaction.today)
        for (each, place, member), person_id in zip(members, person_ids, strict=True)
    ]
    await stays.begin(transaction, None, begun)
    await transaction.execute(
        queries.insert_references,
        reading.source,
        reading.import_id,
        [_reference(transaction, each.unit) for each in candidates],
        list(ids.values()),
        [msgspec.json.encode(_digests(transaction, reading, each.unit)).decode() for each in candidates],
    )
    return ids


async def _known(transaction: Transaction, reading: Reading, units: Sequence[Unit]) -> dict[bytes, Known]:
    references = [_reference(transaction, unit) for unit in units if unit.reference]
    found = await transaction.fetch_structs(Known, queries.select_references, reading.source, references)
    return {known.reference: known for known in found}


def _compared(transaction: Transaction, reading: Reading, unit: Unit, known: Known) -> Entry:
    """Return whether a household's rows say what they said when it was imported."""
    faults = differences(unit, known.digests, _digests(transaction, reading, unit))
    outcome: Any = "differs" if faults else "there"
    return Entry(unit=unit, outcome=outcome, faults=faults, subject_id=known.household_id)


def differences(unit: Unit, before: Digests, after: Digests) -> list[RowFault]:
    """Return which cells say something else than before. Rows are matched by how much they have in common."""
    left, faults = list(before), []
    for row, digests in zip(unit.rows, after, strict=True):
        match = max(left, key=lambda each: len(each.items() & digests.items()), default={})
        if len(match.items() & digests.items()) * 2 < len(digests):
            said = sentence("This person was not in the household when it was imported: enter the change by hand.")
            faults.append(RowFault(row=row.number, sentence=said))
            continue
        left.remove(match)
        said = sentence("This is not what was imported before: if it is right, enter the change by hand.")
        changed = sorted({field for field, _ in match.items() ^ digests.items()})
        faults += [RowFault(row=row.number, field=field, sentence=said) for field in changed]
    if left:
        said = sentence(
            "Persons who were imported are missing now: {number}. Enter the change by hand.", number=len(left)
        )
        faults.append(RowFault(row=unit.rows[0].number, sentence=said))
    return faults


def _digests(transaction: Transaction, reading: Reading, unit: Unit) -> Digests:
    key, tenant = vault.keyring().index_key, transaction.municipality_id.hex
    return [
        {
            field: hmac.digest(key, f"{tenant}|import_cell|{field}|{cell}".encode(), "sha256")[:DIGEST_BYTES].hex()
            for field, cell in import_columns.values(row, reading.mapping).items()
            if field != "reference"
        }
        for row in unit.rows
    ]


def _reference(transaction: Transaction, unit: Unit) -> bytes:
    return vault.keyring().blind(transaction.municipality_id, "import_reference", unit.reference)


def place_of(transaction: Transaction, *, looked_through: bool = False) -> Place:
    """Return where and when a file is imported, and whether it is after the dry run."""
    return Place(country=transaction.municipality.country, today=transaction.today, looked_through=looked_through)


def _nobody() -> NewPerson:
    raise AssertionError("A row of a file is a person as entered.")
