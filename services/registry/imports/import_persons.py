"""Persons of an imported file: a row becomes a person as entered at a desk, or a list of what to mend in which cell."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from services.kit.sentences import Sentence, sentence
from services.registry.assessing.facts import Relation
from services.registry.households.households import MEMBERS_MAX, NewMember
from services.registry.imports import import_cells
from services.registry.imports.import_columns import IDENTIFIERS
from services.registry.imports.import_entries import RowFault
from services.registry.people import addresses, identifiers
from services.registry.people.addresses import Address
from services.registry.people.identifiers import Checked, Identifier, Kind
from services.registry.people.persons import NewPerson

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
TEXT_MAX = 200
AFM_DIGITS = 9
NAMES = ("given_name", "family_name")
ADDRESS = ("street", "postal_code", "town")


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where and when a file is imported: what numbers and dates are read by."""

    country: str
    today: date
    looked_through: bool = False
    """After the dry run numbers are not checked here: whoever registers the persons checks them once more."""


class Values(msgspec.Struct, frozen=True):
    """What a row says of each field, with the faults found in it so far."""

    row: int
    cells: dict[str, str]
    faults: list[RowFault]

    def fault(self, field: str | None, said: Sentence) -> None:
        """Note what is wrong with a cell."""
        self.faults.append(RowFault(row=self.row, field=field, sentence=said))

    def read(self, field: str, reader: Callable[[str], Any]) -> Any:
        """Return a cell as its reader takes it, or None where it is empty or at fault."""
        if field not in self.cells:
            return None
        value = reader(self.cells[field])
        if not isinstance(value, Sentence):
            return value
        self.fault(field, value)
        return None


def read_members(rows: Sequence[Values], place: Place) -> tuple[NewMember, ...]:
    """Return the members of a household; what is wrong is noted in the rows. They share the address of one row."""
    homes = [_address(row, place) for row in rows]
    shared = next((address for address in homes if address is not None), None)
    members = tuple(
        _member(row, _person(row, place, address or shared), alone=len(rows) == 1)
        for row, address in zip(rows, homes, strict=True)
    )
    if len(rows) > MEMBERS_MAX:
        rows[MEMBERS_MAX].fault("reference", sentence("A household has at most {number} members.", number=MEMBERS_MAX))
    applicants = [row for row, member in zip(rows, members, strict=True) if member.relation == "applicant"]
    if not applicants:
        rows[0].fault("relation", sentence("Nobody of this household is the applicant: say who applies."))
    for row in applicants[1:]:
        row.fault("relation", sentence("This household has another applicant: only one applies."))
    return members


def _member(row: Values, person: NewPerson, *, alone: bool) -> NewMember:
    relation: Relation = row.read("relation", import_cells.read_relation) or ("applicant" if alone else "other")
    if "relation" not in row.cells and not alone:
        row.fault("relation", sentence("Say how this person belongs to the household."))
    return NewMember(
        person=person,
        relation=relation,
        studies=row.read("studies", import_cells.read_yes) or False,
        work=row.read("work", import_cells.read_work) or "not_stated",
        excluded_by=row.read("excluded_by", import_cells.read_code),
    )


def _person(row: Values, place: Place, address: Address | None) -> NewPerson:
    for field in (*NAMES, "born_on"):
        if field not in row.cells:
            row.fault(field, sentence("This cell has to be filled in."))
    for field, cell in row.cells.items():
        if len(cell) > TEXT_MAX:
            row.fault(field, sentence("This is longer than {number} characters.", number=TEXT_MAX))
    born_on = row.read("born_on", import_cells.read_date)
    if born_on is not None and born_on > place.today:
        row.fault("born_on", sentence("The date of birth is in the future."))
    if not place.looked_through:
        _note_numbers(row, place, born_on)
    return NewPerson(
        given_name=row.cells.get("given_name", ""),
        family_name=row.cells.get("family_name", ""),
        father_name=row.cells.get("father_name"),
        born_on=born_on or place.today,
        language=row.read("language", import_cells.read_language),
        identifiers=tuple(Identifier(kind=kind, number=number) for kind, number in given_numbers(row.cells).items()),
        phone=row.cells.get("phone"),
        email=row.read("email", _email),
        iban=row.cells.get("iban"),
        address=address,
    )


def _note_numbers(row: Values, place: Place, born_on: date | None) -> None:
    for kind, number in given_numbers(row.cells).items():
        _note(row, kind, identifiers.check(kind, number, born_on=born_on))
    if "personal_number" in row.cells and "afm" in row.cells:
        kept = kept_numbers(row.cells)
        if identifiers.afm_of(kept["personal_number"]) != kept["afm"]:
            row.fault("afm", identifiers.ANOTHER_AFM)
    if "phone" in row.cells:
        _note(row, "phone", identifiers.check_phone(row.cells["phone"], country=place.country))
    if "iban" in row.cells:
        _note(row, "iban", identifiers.check_iban(row.cells["iban"], country=place.country))


def given_numbers(cells: Mapping[str, str]) -> dict[Kind, str]:
    """Return the numbers of a row; an AMKA that a spreadsheet took for an amount gets its first zero back."""
    return {
        kind: f"0{cells[kind]}" if kind == "amka" and re.fullmatch(r"[0-9]{10}", cells[kind]) else cells[kind]
        for kind in IDENTIFIERS
        if kind in cells
    }


def kept_numbers(cells: Mapping[str, str]) -> dict[Kind, str]:
    """Return the numbers of a row in one spelling, unchecked, with the AFM that a Personal Number ends in."""
    kept = {kind: identifiers.compact(number) for kind, number in given_numbers(cells).items()}
    if "afm" in kept:
        kept["afm"] = kept["afm"].removeprefix("EL").removeprefix("GR").zfill(AFM_DIGITS)
    if "personal_number" in kept:
        kept.setdefault("afm", identifiers.afm_of(kept["personal_number"]))
    return kept


def _address(row: Values, place: Place) -> Address | None:
    parts = [row.cells.get(field) for field in ADDRESS]
    if not any(parts):
        return None
    street, postal_code, town = parts
    if street is None or postal_code is None or town is None:
        absent = next(field for field in ADDRESS if field not in row.cells)
        row.fault(absent, sentence("An address has a street, a postal code and a town: fill in what is missing."))
        return None
    _note(row, "postal_code", addresses.check_postal_code(postal_code, country=place.country))
    return Address(street=street, postal_code=postal_code, town=town)


def _note(row: Values, field: str, checked: Checked) -> None:
    """Note a number's faults; one that names the date of birth is said without it, because faults are stored."""
    for fault in checked.faults:
        personal = "born_on" in fault.parameters
        row.fault(
            field, sentence("The AMKA begins with another date of birth than this row has.") if personal else fault
        )


def _email(cell: str) -> str | Sentence:
    return cell if EMAIL.fullmatch(cell) else sentence("This is not an e-mail address.")
