"""Files: papers and pictures up to 10 MB, encrypted, of a kind that their content shows and not their name.

A file of a person is sealed under the person's key and becomes unreadable when the person is erased; any other file
(a bank file, a report) is sealed under the tenant's own key. A route that takes uploads sets
`request_max_body_size=files.BYTES_MAX`.
"""

import io
import zipfile
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
import puremagic
from litestar import Response

from services.kit import audit, vault
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, TooLarge, UnsupportedMediaType
from services.kit.keyring import decrypt, encrypt
from services.kit.sql import load_queries
from services.kit.tables import CSV, XLSX, Cell, Format, write_csv, write_xlsx

queries = load_queries(__file__)

BYTES_MAX: Final = 10 * 1024 * 1024
PDF: Final = "application/pdf"
JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
XML: Final = "application/xml"
ALLOWED: Final = frozenset({PDF, JPEG, PNG, XLSX, CSV, XML})
UPLOADS: Final = frozenset({PDF, JPEG, PNG})
"""What a person may hand in as evidence."""


class FileTooLarge(TooLarge):
    """The file is larger than 10 MB."""


class FileKindRefused(UnsupportedMediaType):
    """Files of this kind are not accepted here."""


class FileErased(NotFound):
    """The file was erased when its time was over."""


class File(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a file without opening it. `subject_id` is the person it belongs to, else the tenant."""

    id: UUID
    subject_id: UUID
    media_type: str
    size_bytes: int
    stored_by: UUID
    stored_at: datetime


class FileContent(msgspec.Struct, frozen=True, kw_only=True):
    """An opened file, or one that was made. A door serves it by `as_attachment`."""

    name: str
    media_type: str
    content: bytes


def as_attachment(file: FileContent) -> Response[bytes]:
    """Return a file as a download that no browser interprets."""
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"', "X-Content-Type-Options": "nosniff"}
    return Response(file.content, media_type=file.media_type, headers=headers)


def file_of_table(
    name: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    form: Format,
    *,
    created: datetime | None = None,
) -> FileContent:
    """Return a table as a file to be kept; the name gets its ending."""
    if form == "xlsx":
        content = write_xlsx(columns, rows, created=created)
        return FileContent(name=f"{name}.xlsx", media_type=XLSX, content=content)
    return FileContent(name=f"{name}.csv", media_type=CSV, content=write_csv(columns, rows))


async def store(
    transaction: Transaction,
    content: bytes,
    *,
    name: str,
    person_id: UUID | None = None,
    allowed: Collection[str] = ALLOWED,
) -> File:
    """Seal a file. Raises FileTooLarge, FileKindRefused, and PersonErased for a person who was erased."""
    if len(content) > BYTES_MAX:
        raise FileTooLarge(f"It has {len(content)} bytes.", size_bytes_max=BYTES_MAX)
    media_type = media_type_of(content)
    if media_type not in allowed:
        raise FileKindRefused(f"Its content is {media_type}.", allowed=sorted(allowed))
    file = File(
        id=uuid7(),
        subject_id=person_id or transaction.municipality_id,
        media_type=media_type,
        size_bytes=len(content),
        stored_by=transaction.actor_id,
        stored_at=transaction.now,
    )
    key = (await vault.take_keys(transaction, [file.subject_id]))[file.subject_id]
    await transaction.execute(
        queries.insert_file,
        file.id,
        file.subject_id,
        key.version,
        media_type,
        file.size_bytes,
        encrypt(key.key, name.encode(), _place(file.id, "name", key.version)),
        encrypt(key.key, content, _place(file.id, "content", key.version)),
        file.stored_by,
        file.stored_at,
    )
    return file


async def get(transaction: Transaction, file_id: UUID) -> File:
    """Return what is known of a file without opening it. Raises NotFound."""
    file = await transaction.fetch_struct(File, queries.select_file, file_id)
    if file is None:
        raise NotFound(f"There is no file {file_id}.")
    return file


async def read(transaction: Transaction, file_id: UUID, *, purpose: str) -> FileContent:
    """Open a file; who opened it, why and when is recorded. Raises NotFound, FileErased, PersonErased, SealBroken."""
    row = await transaction.fetchrow(queries.select_content, file_id)
    if row is None:
        raise NotFound(f"There is no file {file_id}.")
    if not row["sealed_content"]:
        raise FileErased(f"File {file_id} is kept no more.")
    key = await vault.open_key(transaction, row["subject_id"])
    await audit.record(transaction, "file_read", object_type="file", object_ids=[file_id], purpose=purpose)
    version = row["key_version"]
    return FileContent(
        name=decrypt(key.key, row["sealed_name"], _place(file_id, "name", version)).decode(),
        media_type=row["media_type"],
        content=decrypt(key.key, row["sealed_content"], _place(file_id, "content", version)),
    )


async def erase(transaction: Transaction, file_ids: Collection[UUID]) -> None:
    """Empty files whose time is over. What refers to them stays; only a service's worker may, where it was let."""
    await transaction.execute(queries.empty_files, list(file_ids))
    await audit.record(transaction, "file_erased", object_type="file", object_ids=file_ids, purpose="retention")


def media_type_of(content: bytes) -> str:
    """Return the media type that the bytes show, `application/octet-stream` when they show none that we know."""
    try:
        found = {match.mime_type for match in puremagic.magic_string(content)}
    except (puremagic.PureError, ValueError):
        found = set()
    if XLSX in found:
        # Every zip archive starts like a workbook; only one that holds a workbook and no macros is one.
        return XLSX if _is_workbook(content) else "application/zip"
    known = [media_type for media_type in (PDF, JPEG, PNG, XML) if media_type in found]
    if known:
        return known[0]
    return CSV if not found - {""} and _is_separated_text(content) else "application/octet-stream"


def _is_workbook(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except Exception:  # noqa: BLE001 - a damaged archive fails in a dozen ways, and is no workbook in any of them
        return False
    return "xl/workbook.xml" in names and not any(name.endswith(".bin") for name in names)


def _is_separated_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    first = text.split("\n", 1)[0]
    return text.replace("\r", "").replace("\n", "").replace("\t", "").isprintable() and any(
        separator in first for separator in ",;\t"
    )


def _place(file_id: UUID, part: str, version: int) -> str:
    return f"files|{part}|{file_id}|{version}"
