"""What a service stands on and can see from where it is: the archive of its database's WAL, the authorities it trusts.

Where operators of a cluster give such figures (cert-manager, CloudNativePG's backups), these come to the same; on one
server nobody else gives them.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from cryptography import x509

from services.kit import metrics
from services.kit.db import Transaction
from services.kit.settings import Settings
from services.kit.sql import load_queries

queries = load_queries(__file__)


async def measure(transaction: Transaction, settings: Settings) -> None:
    """Measure for how many seconds WAL has not reached its archive, and when each trusted authority ends."""
    failing = await transaction.fetchval(queries.select_archive_failing, transaction.now)
    metrics.ARCHIVE_FAILING.set(failing or 0)
    for file in authorities(settings):
        metrics.CERTIFICATE_ENDS.labels(file.name).set(ends(file).timestamp())


def authorities(settings: Settings) -> Iterator[Path]:
    """Yield the files of the authorities by which NATS and PostgreSQL are known, where they are."""
    named = [settings.nats_ca_file, *parse_qs(urlsplit(settings.database_url).query).get("sslrootcert", [])]
    yield from (file for file in map(Path, filter(None, named)) if file.is_file())


def ends(file: Path) -> datetime:
    """Return when the first certificate of a file ends. Raises ValueError where it holds none."""
    return min(each.not_valid_after_utc for each in x509.load_pem_x509_certificates(file.read_bytes()))
