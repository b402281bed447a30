"""Certificates of training: a signed note of a few lines, which stands as a QR on the paper and is checked offline.

Any phone shows what the QR says; who has the issuer's published key can tell that the issuer has said it, without a
network. The lines, each ended by a line break, then an empty one and the signature (C2SP signed-note, Ed25519):

    koinon/<municipality>/certificates
    certificate <id>
    <name of the holder>
    <title of the training>
    attended <sessions> of <sessions that count>
    completed <date>

A certificate that was taken back is still signed: whether it was, only the issuer knows.
"""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts import checkpoints
from contracts.checkpoints import ProofFault

Count = Annotated[int, msgspec.Meta(ge=0, le=10_000)]


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody was trained. `attended` counts of the `sessions` that count."""

    origin: str
    id: UUID
    holder: str
    title: str
    attended: Count
    sessions: Count
    completed_on: date

    @property
    def body(self) -> str:
        """Return the lines that are signed."""
        lines = (
            self.origin,
            f"certificate {self.id}",
            one_line(self.holder),
            one_line(self.title),
            f"attended {self.attended} of {self.sessions}",
            f"completed {self.completed_on.isoformat()}",
        )
        return "".join(f"{line}\n" for line in lines)


def origin_of(slug: str) -> str:
    """Return the name under which a municipality's certificates are signed."""
    return f"koinon/{slug}/certificates"


def one_line(text: str) -> str:
    """Return a text in one line, so that it cannot be taken for another part."""
    return " ".join(text.split())


def sign(certificate: Certificate, key: Ed25519PrivateKey) -> str:
    """Return a certificate as a signed note."""
    return checkpoints.sign_lines(certificate.origin, certificate.body, key)


def open_certificate(note: str, verifier: str) -> Certificate:
    """Return the certificate of a note that this verifier key has signed. Raises ProofFault.

    Scanners may leave the last line break out, or write line breaks in another way.
    """
    text = note.replace("\r\n", "\n").rstrip("\n") + "\n"
    certificate = read(checkpoints.open_lines(text, verifier))
    if checkpoints.read_verifier(verifier)[0] != certificate.origin:
        raise ProofFault("The key is not one of this certificate's issuer.")
    return certificate


def read(body: str) -> Certificate:
    """Return a certificate from its lines, which have to be exactly ours. Raises ProofFault."""
    try:
        origin, named, holder, title, attended, completed = body.removesuffix("\n").split("\n")
        there, sessions = attended.removeprefix("attended ").split(" of ")
        certificate = Certificate(
            origin=origin,
            id=UUID(named.removeprefix("certificate ")),
            holder=holder,
            title=title,
            attended=int(there),
            sessions=int(sessions),
            completed_on=date.fromisoformat(completed.removeprefix("completed ")),
        )
    except ValueError:
        raise ProofFault("This is no certificate.") from None
    if certificate.body != body:
        raise ProofFault("This is no certificate in the form that is signed.")
    return certificate
