"""Columns of imported tables: which heading stands for which field, guessed in three languages and corrected by people.

A source's columns are remembered by keyed digests of the headings: a file without headings begins with somebody's name.
"""

from collections.abc import Mapping
from typing import Final, Literal, get_args

import msgspec

from services.kit import vault
from services.kit.db import Transaction
from services.kit.errors import Fault, Malformed
from services.kit.sql import load_queries
from services.registry.imports.import_cells import folded
from services.registry.imports.import_tables import Row, Table
from services.registry.people.identifiers import Kind as IdentifierKind

queries = load_queries(__file__)

ImportKind = Literal["households", "decisions"]
Mapped = Mapping[str, int]
"""The number of the column, from 1, by field."""

IDENTIFIERS: Final = get_args(IdentifierKind)
NUMBERS: Final[dict[str, str]] = {
    "amka": "αμκα, α μ κ α, αριθμος μητρωου κοινωνικης ασφαλισης",
    "afm": "αφμ, α φ μ, tin, tax number, αριθμος φορολογικου μητρωου",
    "personal_number": "προσωπικος αριθμος, personal number",
    "paaypa": "πααυπα, π α α υ π α",
    "national_number": "national number, الرقم الوطني",
    "jordan_personal_number": "الرقم الشخصي",
    "unhcr": "unhcr number, αριθμος unhcr, رقم المفوضية",
    "passport": "passport number, διαβατηριο, αριθμος διαβατηριου, جواز السفر, رقم جواز السفر",
    "other": "other number, αλλος αριθμος, رقم اخر",
}
HOUSEHOLDS: Final[dict[str, str]] = {
    "reference": "household, household id, household reference, household number, case, case number, νοικοκυριο, "
    "κωδικος νοικοκυριου, αριθμος νοικοκυριου, κωδικος, υποθεση, αριθμος υποθεσης, الأسرة, رقم الأسرة, رقم الملف",
    "relation": "relationship, ιδιοτητα, σχεση, συγγενεια, σχεση με αιτουντα, صلة القرابة, القرابة, العلاقة",
    "given_name": "first name, name, given names, ονομα, μικρο ονομα, الاسم الأول, الاسم",
    "family_name": "last name, surname, επωνυμο, اسم العائلة, العائلة",
    "father_name": "fathers name, name of father, πατρωνυμο, ονομα πατρος, ονομα πατερα, اسم الأب",
    "born_on": "date of birth, birth date, born, dob, ημερομηνια γεννησης, ημ γεννησης, γεννηση, "
    "تاريخ الميلاد, تاريخ الولادة",
    **NUMBERS,
    "language": "γλωσσα, اللغة",
    "phone": "telephone, mobile, phone number, τηλεφωνο, κινητο, κινητο τηλεφωνο, الهاتف, رقم الهاتف",
    "email": "e mail, mail, ηλεκτρονικη διευθυνση, البريد الإلكتروني",
    "iban": "account, bank account, λογαριασμος, τραπεζικος λογαριασμος, الحساب البنكي, ايبان",
    "street": "address, street and number, διευθυνση, δ νση, οδος, οδος και αριθμος, العنوان, الشارع",
    "postal_code": "postcode, zip, τκ, τ κ, ταχυδρομικος κωδικας, الرمز البريدي",
    "town": "city, municipality, πολη, οικισμος, δημος, المدينة, البلدة",
    "studies": "student, φοιτα, σπουδαζει, σπουδες, φοιτητης, μαθητης, طالب",
    "work": "employment, occupation, εργασια, απασχοληση, العمل",
    "excluded_by": "excluded, εξαιρεση, λογος εξαιρεσης, سبب الاستثناء",
}
DECISIONS: Final[dict[str, str]] = {
    "reference": "decision, decision number, application number, αριθμος αιτησης, αριθμος αποφασης, κωδικος αιτησης, "
    "αριθμος πρωτοκολλου, رقم القرار, رقم الطلب",
    **NUMBERS,
    "monthly_amount": "amount, monthly amount, benefit, ποσο, μηνιαιο ποσο, παροχη, المبلغ, المبلغ الشهري",
    "starts_on": "from, start, starts, start date, first month, απο, εναρξη, ημερομηνια εναρξης, من, تاريخ البدء",
    "ends_on": "to, until, end, ends, end date, last month, εως, ληξη, ημερομηνια ληξης, إلى, تاريخ الانتهاء",
    "applied_on": "application date, date of application, ημερομηνια αιτησης, αιτηση, تاريخ الطلب",
    "income": "six month income, income of six months, εισοδημα, εισοδημα εξαμηνου, الدخل",
    "real_estate": "real estate value, ακινητα, αξια ακινητων, العقارات",
    "vehicles": "vehicles value, οχηματα, المركبات",
    "deposits": "bank deposits, καταθεσεις, الودائع",
    "card_exemption": "exemption, εξαιρεση καρτας, الاستثناء",
}
FIELDS: Final[dict[ImportKind, dict[str, str]]] = {"households": HOUSEHOLDS, "decisions": DECISIONS}
"""Each field of a kind of import, with the headings that people give it besides its own name."""
REQUIRED: Final[dict[ImportKind, tuple[str, ...]]] = {
    "households": ("reference", "given_name", "family_name", "born_on"),
    "decisions": ("reference", "monthly_amount", "starts_on", "ends_on"),
}


class Columns(msgspec.Struct, frozen=True, kw_only=True):
    """How a file's columns are read: each field and the heading that stands for it, to be looked at and corrected."""

    headings: list[str]
    mapping: dict[str, str]
    """The heading by field."""
    missing: list[str]
    """Fields that an import cannot do without."""
    unused: list[str]
    """Headings that are not read."""
    sample: list[list[str]]
    """The first rows."""


class ColumnsMissing(Malformed):
    """No column is named for a field that is needed."""


def guess(kind: ImportKind, headings: list[str]) -> dict[str, int]:
    """Return the columns whose headings are known; a heading that says a bracketed unit or hint is known without it."""
    names = {folded(word): field for field, words in FIELDS[kind].items() for word in (field, *words.split(", "))}
    found: dict[str, int] = {}
    for number, heading in enumerate(headings, start=1):
        field = names.get(folded(heading)) or names.get(folded(heading.partition("(")[0]))
        if field is not None:
            found.setdefault(field, number)
    return found


def chosen(kind: ImportKind, headings: list[str], mapping: Mapping[str, str]) -> dict[str, int]:
    """Return the columns that a person names by field and heading. Raises Malformed."""
    faults = [
        Fault(pointer=f"/mapping/{field}", detail="There is no such field.")
        for field in mapping
        if field not in FIELDS[kind]
    ]
    faults += [
        Fault(pointer=f"/mapping/{field}", detail="The file has no such column.")
        for field, heading in mapping.items()
        if not heading or heading not in headings
    ]
    if len(set(mapping.values())) != len(mapping):
        faults.append(Fault(pointer="/mapping", detail="One column stands for two fields."))
    if faults:
        raise Malformed("Mend what is named in errors and send it again.", errors=faults)
    return {field: headings.index(heading) + 1 for field, heading in mapping.items()}


def require(kind: ImportKind, mapping: Mapped) -> None:
    """Raise ColumnsMissing unless every field that is needed has its column."""
    absent = missing(kind, mapping)
    if absent:
        raise ColumnsMissing(f"Say which columns are {', '.join(absent)}.", fields=absent)


def missing(kind: ImportKind, mapping: Mapped) -> list[str]:
    """Return the needed fields that have no column; a decision needs a number that names its holder."""
    absent = [field for field in REQUIRED[kind] if field not in mapping]
    if kind == "decisions" and not any(number in mapping for number in IDENTIFIERS):
        absent.append("afm")
    return absent


def shown(kind: ImportKind, table: Table, mapping: Mapped) -> Columns:
    """Return how a file's columns are read."""
    used = {number: field for field, number in mapping.items()}
    return Columns(
        headings=table.columns,
        mapping={field: table.columns[number - 1] for field, number in mapping.items()},
        missing=missing(kind, mapping),
        unused=[heading for number, heading in enumerate(table.columns, start=1) if heading and number not in used],
        sample=[row.cells for row in table.rows[:3]],
    )


def values(row: Row, mapping: Mapped) -> dict[str, str]:
    """Return what a row says of each field; empty cells are left out."""
    return {field: row.cells[number - 1] for field, number in mapping.items() if row.cells[number - 1]}


async def remembered(transaction: Transaction, kind: ImportKind, source: str, headings: list[str]) -> dict[str, int]:
    """Return how a file's columns are read: as this source's were the last time, the others guessed."""
    saved = await transaction.fetchval(queries.select_mapping, kind, source) or {}
    numbers = {_digest(transaction, heading): number for number, heading in enumerate(headings, start=1)}
    known = {field: numbers[digest] for field, digest in saved.items() if digest in numbers}
    guessed = {
        field: number
        for field, number in guess(kind, headings).items()
        if field not in known and number not in known.values()
    }
    return known | guessed


async def remember(
    transaction: Transaction, kind: ImportKind, source: str, *, headings: list[str], mapping: Mapped
) -> None:
    """Keep how a source's columns are read, for its next file."""
    digests = {field: _digest(transaction, headings[number - 1]) for field, number in mapping.items()}
    await transaction.execute(queries.upsert_mapping, kind, source, digests, transaction.actor_id, transaction.now)


def _digest(transaction: Transaction, heading: str) -> str:
    return vault.keyring().blind(transaction.municipality_id, "import_heading", folded(heading)).hex()
