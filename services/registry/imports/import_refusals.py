"""Refusals: the rows of a file that did not enter, as a file of the same columns with the reason beside each row.

Mended, it can be brought again: the column of reasons is not read.
"""

from uuid import UUID

from services.kit.db import Transaction
from services.kit.files import FileContent, file_of_table
from services.kit.sentences import LANGUAGES, say, sentence
from services.kit.tables import Format
from services.registry.imports import import_entries, import_tables, imports
from services.registry.imports.import_entries import Stored
from services.registry.imports.import_tables import Table

REASON = sentence("Reason for refusal")


async def refused_rows(transaction: Transaction, import_id: UUID, form: Format, *, language: str | None) -> FileContent:
    """Return the rows that did not enter, or would change what has, with the reasons in a language.

    Raises NotFound, FileGone. Who took the file is kept.
    """
    found = await imports.find(transaction, import_id)
    entries = await import_entries.at_fault(transaction, import_id)
    table = import_tables.read(await imports.content_of(transaction, found))
    spoken = language or transaction.municipality.language
    reasons: dict[int, str] = {}
    for entry in entries:
        reasons |= reasons_of(entry, table, found.mapping, spoken)
    return written(f"refused-{import_id.hex}", table, reasons, form=form, language=spoken)


def reasons_of(entry: Stored, table: Table, mapping: dict[str, int], language: str) -> dict[int, str]:
    """Return the reason for each row of a unit; one without a fault of its own stays out with the others."""
    with_others = say("registry", sentence("Another row of the same household is at fault."), language)
    said: dict[int, list[str]] = {number: [] for number in entry.file_rows}
    for fault in entry.faults:
        heading = table.columns[mapping[fault.field] - 1] if fault.field in mapping else None
        text = say("registry", fault.sentence, language)
        said[fault.row].append(text if heading is None else f"{heading}: {text}")
    return {number: " ".join(texts) or with_others for number, texts in said.items()}


def written(name: str, table: Table, reasons: dict[int, str], *, form: Format, language: str) -> FileContent:
    """Return the rows that have a reason, in their columns, with the reason at the end."""
    names = {say("registry", REASON, each) for each in LANGUAGES}
    kept = [place for place, heading in enumerate(table.columns) if heading not in names]
    headings = [*(table.columns[place] for place in kept), say("registry", REASON, language)]
    rows = [[*(row.cells[place] for place in kept), reasons[row.number]] for row in table.rows if row.number in reasons]
    return file_of_table(name, headings, rows, form)
