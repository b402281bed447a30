import io
import zipfile

import asyncpg
import pytest

from services.kit import audit, files, vault
from services.kit.db import Database, Transaction, uuid7
from services.kit.errors import NotFound
from services.kit.keyring import SealBroken
from services.kit.tables import CSV, XLSX, write_csv, write_xlsx

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj \xce\xb1 Papadopoulou payslip"
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000") + bytes(40) + bytes.fromhex("ffd9")
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489")
XML = b'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"/>'


def archive(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as writing:
        for name in names:
            writing.writestr(name, "x")
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PDF, files.PDF),
        (JPEG, files.JPEG),
        (PNG, files.PNG),
        (XML, files.XML),
        (write_xlsx(["a"], [["b"]]), XLSX),
        (write_csv(["a", "b"], [["Μαρία", 2]]), CSV),
        (archive("a.txt"), "application/zip"),
        (archive("xl/workbook.xml", "xl/vbaProject.bin"), "application/zip"),
        (b"PK\x03\x04 broken", "application/zip"),
        (b"MZ" + bytes(100), "application/octet-stream"),
        (b"<html><script>alert(1)</script>, %PDF-1.7", "application/octet-stream"),
        (b"a,b\n\x00\x01", "application/octet-stream"),
        (b"no table", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_the_content_says_what_a_file_is(content: bytes, media_type: str) -> None:
    assert files.media_type_of(content) == media_type


async def test_a_file_is_sealed_and_opened_again(transaction: Transaction) -> None:
    person_id = uuid7()
    file = await files.store(transaction, PDF, name="Παπαδοπούλου.pdf", person_id=person_id)
    assert await files.get(transaction, file.id) == file
    assert (file.subject_id, file.media_type, file.size_bytes) == (person_id, files.PDF, len(PDF))
    opened = await files.read(transaction, file.id, purpose="assessment")
    assert opened == files.FileContent(name="Παπαδοπούλου.pdf", media_type=files.PDF, content=PDF)
    (entry,) = await audit.entries(transaction, object_type="file", object_id=file.id)
    assert (entry.action, entry.purpose) == ("file_read", "assessment")


async def test_nothing_of_a_file_is_readable_in_the_database(transaction: Transaction) -> None:
    file = await files.store(transaction, PDF, name="Papadopoulou.pdf", person_id=uuid7())
    row = await transaction.fetchval("SELECT t::text FROM files AS t WHERE id = $1", file.id)
    assert b"Papadopoulou".hex() not in row
    assert "Papadopoulou" not in row


async def test_an_erased_persons_files_are_unreadable(transaction: Transaction) -> None:
    person_id = uuid7()
    file = await files.store(transaction, PDF, name="a.pdf", person_id=person_id)
    await vault.shred(transaction, person_id)
    with pytest.raises(vault.PersonErased):
        await files.read(transaction, file.id, purpose="assessment")
    with pytest.raises(vault.PersonErased):
        await files.store(transaction, PDF, name="a.pdf", person_id=person_id)


async def test_a_file_of_nobody_belongs_to_the_tenant(transaction: Transaction) -> None:
    file = await files.store(transaction, XML, name="pain.001.xml")
    assert file.subject_id == transaction.municipality_id
    assert (await files.read(transaction, file.id, purpose="payout")).content == XML


async def test_kinds_and_sizes_that_are_not_taken_are_refused(transaction: Transaction) -> None:
    with pytest.raises(files.FileKindRefused) as refused:
        await files.store(transaction, XML, name="a.pdf", allowed=files.UPLOADS)
    assert refused.value.members["allowed"] == sorted(files.UPLOADS)
    with pytest.raises(files.FileTooLarge):
        await files.store(transaction, PDF + bytes(files.BYTES_MAX), name="a.pdf")
    largest = PDF + bytes(files.BYTES_MAX - len(PDF))
    assert (await files.store(transaction, largest, name="a.pdf")).size_bytes == files.BYTES_MAX


async def test_a_file_swapped_in_the_database_does_not_open(transaction: Transaction) -> None:
    person_id = uuid7()
    first, second = [await files.store(transaction, PDF, name="a.pdf", person_id=person_id) for _ in range(2)]
    content = await transaction.fetchval("SELECT sealed_content FROM files WHERE id = $1", first.id)
    moved = uuid7()
    await transaction.execute(
        "INSERT INTO files SELECT $1, municipality_id, subject_id, key_version, media_type, size_bytes, sealed_name, "
        "$2, stored_by, stored_at FROM files WHERE id = $3",
        moved,
        content,
        second.id,
    )
    with pytest.raises(SealBroken):
        await files.read(transaction, moved, purpose="assessment")


async def test_a_stored_file_is_never_overwritten(transaction: Transaction) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await transaction.execute("UPDATE files SET sealed_content = ''")


async def test_another_tenant_sees_no_file(transaction: Transaction, database: Database) -> None:
    file = await files.store(transaction, PDF, name="a.pdf", person_id=uuid7())
    await transaction.execute(f"SET LOCAL koinon.municipalities = '{{{list(database.tenants)[1]}}}'")
    with pytest.raises(NotFound):
        await files.read(transaction, file.id, purpose="assessment")
