"""A service says when what it stands on is about to give way."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from prometheus_client import REGISTRY

from services.kit import ground
from services.kit.clock import wall_time
from services.kit.db import Context, Database, Transaction
from services.kit.settings import Settings
from tests.databases import Urls

END = datetime(2030, 5, 1, tzinfo=UTC)
SETTINGS = Settings(
    service="kit",
    database_url="postgresql://kit@127.0.0.1/kit",
    worker_database_url="",
    nats_url="",
    nats_seed_file="",
    oidc_issuer="",
    service_key_file="",
    service_jwks_file="",
    municipalities={},
)


def authority(*ends: datetime) -> bytes:
    """Return a file of authorities that end at these instants."""
    key, name = Ed25519PrivateKey.generate(), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "authority")])
    made = x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.public_key(), serial_number=1)
    signed = [made.not_valid_before(end - timedelta(days=9)).not_valid_after(end).sign(key, None) for end in ends]
    return b"".join(each.public_bytes(Encoding.PEM) for each in signed)


async def test_the_first_authority_of_a_file_to_end_is_the_one_that_is_told(
    transaction: Transaction, tmp_path: Path
) -> None:
    (tmp_path / "nats.crt").write_bytes(authority(END + timedelta(days=90), END))
    (tmp_path / "postgres.crt").write_bytes(authority(END + timedelta(days=1)))
    told = msgspec.structs.replace(
        SETTINGS,
        nats_ca_file=str(tmp_path / "nats.crt"),
        database_url=f"postgresql://kit@127.0.0.1/kit?sslmode=verify-full&sslrootcert={tmp_path}/postgres.crt",
    )
    await ground.measure(transaction, told)
    found = [
        REGISTRY.get_sample_value("certificate_ends_timestamp_seconds", {"file": file})
        for file in ("nats.crt", "postgres.crt")
    ]
    assert found == [END.timestamp(), (END + timedelta(days=1)).timestamp()]


async def test_where_nothing_is_archived_nothing_fails(transaction: Transaction) -> None:
    await ground.measure(transaction, SETTINGS)
    assert REGISTRY.get_sample_value("wal_archive_failing_seconds") == 0


async def test_a_rehearsal_is_told_until_the_next_one_and_written_once(own_database: Database, own_urls: Urls) -> None:
    context = Context(now=wall_time())
    async with own_database.transaction(context) as transaction:
        await ground.measure(transaction, SETTINGS)
        assert REGISTRY.get_sample_value("restore_rehearsed_timestamp_seconds") == 0
    (sentence,), is_well = await ground.note_rehearsal(own_database, SETTINGS)
    assert (sentence[:16], is_well) == ("The rehearsal of", True)
    async with own_database.transaction(context) as transaction:
        await ground.measure(transaction, SETTINGS)
    told = REGISTRY.get_sample_value("restore_rehearsed_timestamp_seconds") or 0
    assert context.now.timestamp() <= told <= wall_time().timestamp()
    owner = await asyncpg.connect(own_urls.owner)
    with pytest.raises(asyncpg.RestrictViolationError, match="written once"):
        await owner.execute("UPDATE rehearsals SET rehearsed_at = $1", context.now)
    await owner.close()


def test_an_authority_that_is_not_there_is_not_measured(tmp_path: Path) -> None:
    told = msgspec.structs.replace(SETTINGS, nats_ca_file=str(tmp_path / "absent.crt"))
    assert list(ground.authorities(told)) == []
    (tmp_path / "empty.crt").write_text("")
    with pytest.raises(ValueError, match="Unable to load"):
        ground.ends(tmp_path / "empty.crt")
