"""What a service stands on and can see from where it is: the backups of its database, the authorities it trusts.

Where operators of a cluster give such figures (cert-manager, CloudNativePG's backups), these come to the same; on one
server nobody else gives them. Whether a backup can be restored nobody sees; who has tried says so (`koinon rehearsed`).
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from cryptography import x509

from services.kit import metrics
from services.kit.clock import wall_time
from services.kit.db import Context, Database, Transaction
from services.kit.settings import Settings
from services.kit.sql import load_queries

queries = load_queries(__file__)


async def measure(transaction: Transaction, settings: Settings) -> None:
    """Measure how long WAL has not reached its archive, when a backup was last made and tried, when authorities end."""
    (found,) = await transaction.fetch(queries.select_ground, transaction.now)
    metrics.ARCHIVE_FAILING.set(found["archive_failing_seconds"] or 0)
    metrics.REHEARSED.set(seconds_of(found["rehearsed_at"]))
    if found["sees_backups"]:
        metrics.BACKED_UP.set(seconds_of(await transaction.fetchval(queries.select_last_backup)))
    for file in authorities(settings):
        metrics.CERTIFICATE_ENDS.labels(file.name).set(ends(file).timestamp())


def seconds_of(instant: datetime | None) -> float:
    """Return an instant as figures give it, 0 for never."""
    return instant.timestamp() if instant else 0


async def note_rehearsal(database: Database, _: Settings) -> tuple[list[str], bool]:
    """Note that a backup was brought back for trial and held: an alert waits for the next time."""
    async with database.transaction(Context(now=wall_time())) as transaction:
        await transaction.execute(queries.insert_rehearsal, transaction.now)
    return [f"The rehearsal of {transaction.now:%Y-%m-%d %H:%M} UTC is noted; the next is due within 100 days."], True


def authorities(settings: Settings) -> Iterator[Path]:
    """Yield the files of the authorities by which NATS and PostgreSQL are known, where they are."""
    named = [settings.nats_ca_file, *parse_qs(urlsplit(settings.database_url).query).get("sslrootcert", [])]
    yield from (file for file in map(Path, filter(None, named)) if file.is_file())


def ends(file: Path) -> datetime:
    """Return when the first certificate of a file ends. Raises ValueError where it holds none."""
    return min(each.not_valid_after_utc for each in x509.load_pem_x509_certificates(file.read_bytes()))
