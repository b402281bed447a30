"""Certificates of training, checked by anybody from what their QR says, without the service."""

from datetime import date
from pathlib import Path
from uuid import UUID

import msgspec

from contracts.certificates import open_certificate


class VerifiedCertificate(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate that its issuer has signed. Whether it was taken back since, only the issuer knows."""

    id: UUID
    issuer: str
    holder: str
    title: str
    attended: int
    sessions: int
    completed_on: date


def verify(path: Path, key: str) -> VerifiedCertificate:
    """Check what a QR says, kept in a file, by the issuer's published key. Raises ProofFault saying what is wrong."""
    found = open_certificate(path.read_text(encoding="utf-8"), key)
    return VerifiedCertificate(
        id=found.id,
        issuer=found.origin,
        holder=found.holder,
        title=found.title,
        attended=found.attended,
        sessions=found.sessions,
        completed_on=found.completed_on,
    )
