"""Subject access (GDPR art. 15): everything that is kept about a person, as a ZIP for the person to take away.

`data.json` holds every row of every table, whatever noun it belongs to, with what is sealed opened; `summary.pdf` says
the same in the person's language; `files/` are the papers. Who of the staff did it is not in it, nor anybody's names.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import msgspec
from babel.dates import format_date

from services.kit import audit, files, messages, pdf
from services.kit.db import Transaction
from services.kit.errors import NotFound
from services.kit.files import FileContent
from services.kit.sentences import locale, money, say, sentence
from services.kit.sql import load_queries
from services.registry.grievances import grievance_texts
from services.registry.people import persons
from services.registry.people.persons import Person
from services.registry.privacy import accesses
from services.registry.privacy.accesses import AccessLine, word

queries = load_queries(__file__)

PAPER: Final = Path(__file__).with_name("subject_access.typ")
PURPOSE: Final = "subject_access"
MESSAGES_MAX: Final = 1_000
ENDINGS: Final = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "text/csv": "csv"}
HIDDEN: Final = frozenset({"id", "person_id", "version", "place", "facts", "result", "declared", "granted_to"})
"""What says nothing to a person; it is in the data all the same. A decision's letter says its facts in words."""


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What the person was told."""

    at: datetime
    channel: str
    subject: str | None
    body: str | None


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about one person. `records` are rows by table."""

    person_id: UUID
    exported_at: datetime
    language: str
    fields: dict[str, str]
    records: dict[str, list[dict[str, Any]]]
    messages: list[Message]
    complaints: dict[UUID, list[str]]
    accesses: list[AccessLine]


CODE: Final = re.compile(r"[a-z][a-z0-9_]*")
UNSAID: Final = frozenset({"messages", "files", "search_keys", "match_keys"})
"""What the summary leaves to the data: messages and files stand in it by themselves, keys say nothing to anybody."""


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the readable summary: pairs of a label and what is kept under it, in groups."""

    title: str
    groups: list[list[tuple[str, str]]]


async def export(transaction: Transaction, person_id: UUID, *, language: str | None) -> bytes:
    """Return the ZIP. Raises NotFound, PersonErased, OwnCase, PersonsProtected. That it was made is kept."""
    person = await persons.find(transaction, person_id, purpose=PURPOSE)
    person_id = person.id
    everything = await gather(transaction, person, language or person.language)
    papers = await papers_of(transaction, person_id)
    await audit.record(
        transaction, "subject_access_given", object_type="person", object_ids=[person_id], purpose=PURPOSE
    )
    content = {
        "language": everything.language,
        "title": say("registry", sentence("What is kept about you"), everything.language),
        "date": format_date(transaction.today, "long", locale=locale(everything.language)),
        "sections": msgspec.to_builtins(sections(everything)),
    }
    summary = await pdf.render(PAPER, content)
    return packed(everything, summary, papers)


async def gather(transaction: Transaction, person: Person, language: str) -> Export:
    """Return everything about a person, with what is sealed opened."""
    records: dict[str, list[dict[str, Any]]] = {}
    for row in await transaction.fetch(queries.rows_about, person.id):
        # Keys and digests say nothing to anybody.
        said = {name: value for name, value in row["content"].items() if not str(value).startswith("\\x")}
        records.setdefault(row["kind"], []).append(said)
    told = await messages.read(transaction, purpose=PURPOSE, person_id=person.id, limit=MESSAGES_MAX)
    complaints = {
        row["id"]: [text.text or "" for text in await grievance_texts.read(transaction, row["id"], of=person.id)]
        for row in await transaction.fetch(queries.complaints_of, person.id)
    }
    return Export(
        person_id=person.id,
        exported_at=transaction.now,
        language=language,
        fields=person.fields,
        records=records,
        messages=[
            Message(
                at=message.queued_at,
                channel=message.channel,
                subject=message.text.subject if message.text else None,
                body=message.text.body if message.text else None,
            )
            for message in told
        ],
        complaints=complaints,
        accesses=await accesses.lines(transaction, person.id, language),
    )


async def papers_of(transaction: Transaction, person_id: UUID) -> list[FileContent]:
    """Return the person's papers, without those that nobody can read any more."""
    found = []
    for row in await transaction.fetch(queries.files_of, person_id):
        try:
            found.append(await files.read(transaction, row["id"], purpose=PURPOSE))
        except NotFound:
            # Its time was over, or the person was erased.
            continue
    return found


def sections(everything: Export) -> list[Section]:
    """Return the readable summary: who the person is, each kind of row, what was said, complained, looked at."""
    language = everything.language
    parts = [Section(title=title(sentence("Who you are"), language), groups=[pairs(everything.fields, language)])]
    parts += [
        Section(title=word(kind, language), groups=[pairs(row, language) for row in rows])
        for kind, rows in everything.records.items()
        if kind not in UNSAID
    ]
    said = [[(message.subject or "", message.body or "")] for message in everything.messages]
    complaints = [[("", text) for text in texts] for texts in everything.complaints.values()]
    looked = [[(access.at, f"{access.by}: {access.purpose}")] for access in everything.accesses]
    for heading, groups in (
        (sentence("What you were told"), said),
        (sentence("What you complained about"), complaints),
        (sentence("Who looked at your file"), looked),
    ):
        parts.append(Section(title=title(heading, language), groups=groups))
    return [part for part in parts if any(part.groups)]


def title(heading: Any, language: str) -> str:
    """Return a heading in a language."""
    return say("registry", heading, language)


def pairs(row: dict[str, Any], language: str) -> list[tuple[str, str]]:
    """Return what a row holds that says something to a person: labels in the language, dates written out."""
    return [
        (word(name, language), amount(row, name, language) or written(value, language))
        for name, value in row.items()
        if name not in HIDDEN and not name.endswith("_id") and value not in (None, "", [], {})
    ]


def amount(row: dict[str, Any], name: str, language: str) -> str | None:
    """Return a sum of money with its currency; None for anything else."""
    if not name.endswith("_minor") or not isinstance(row.get("currency"), str):
        return None
    return money(row[name], row["currency"], language)


def written(value: Any, language: str) -> str:
    """Return a stored value as a person reads it: codes in words, dates written out."""
    if isinstance(value, bool):
        return word("yes" if value else "no", language)
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(written(each, language) for each in value)
    if isinstance(value, str):
        if CODE.fullmatch(value):
            return word(value, language)
        try:
            day = date.fromisoformat(value[:10])
            return format_date(day, "long", locale=locale(language)) if value[4:5] == "-" else value
        except ValueError:
            return value
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def packed(everything: Export, summary: bytes, papers: Sequence[FileContent]) -> bytes:
    """Return the ZIP. Names inside are numbers: a name that somebody gave to a file may hold anything."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", msgspec.json.format(msgspec.json.encode(everything), indent=2))
        archive.writestr("summary.pdf", summary)
        for number, paper in enumerate(papers, start=1):
            archive.writestr(f"files/{number:03}.{ENDINGS.get(paper.media_type, 'bin')}", paper.content)
    return content.getvalue()
