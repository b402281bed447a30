"""Checkpoints: what a ledger held at a time, as a signed note (C2SP signed-note, tlog-checkpoint).

Origin, size and root, a line with the time, and an Ed25519 signature. Whoever keeps one can later tell whether the
ledger was changed before it.
"""

import base64
import binascii
import hashlib
import re
from contextlib import suppress
from datetime import datetime

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
"""The note format's number of this signature algorithm."""
KEY_ID_BYTES = 4
SIGNATURE_LINE = re.compile(r"— (?P<name>[^ +]+) (?P<value>[A-Za-z0-9+/]+={0,2})")


class ProofFault(Exception):
    """What is shown does not follow from what was signed."""


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """What the ledger of one origin was at a time: how many transfers, and the root over all of them."""

    origin: str
    size: int
    root: bytes
    sealed_at: datetime

    @property
    def body(self) -> str:
        """Return the lines that are signed."""
        root = base64.b64encode(self.root).decode()
        return f"{self.origin}\n{self.size}\n{root}\ntime {self.sealed_at.isoformat()}\n"


def key_id(name: str, public_key: bytes) -> bytes:
    """Return the four bytes by which a note's signature names its key."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public_key).digest()[:KEY_ID_BYTES]


def verifier_key(origin: str, public_key: bytes) -> str:
    """Return a public key as the note format writes it: name, key id and key."""
    encoded = base64.b64encode(ED25519 + public_key).decode()
    return f"{origin}+{key_id(origin, public_key).hex()}+{encoded}"


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """Return a checkpoint as a signed note."""
    return sign_lines(checkpoint.origin, checkpoint.body, key)


def sign_lines(name: str, body: str, key: Ed25519PrivateKey) -> str:
    """Return lines as a note that is signed under a name; each line ends in a line break, and none is empty."""
    signature = key_id(name, key.public_key().public_bytes_raw()) + key.sign(body.encode())
    return f"{body}\n— {name} {base64.b64encode(signature).decode()}\n"


def open_note(note: str, verifier: str) -> Checkpoint:
    """Return the checkpoint of a note that this verifier key has signed. Raises ProofFault."""
    checkpoint = read_body(note.partition("\n\n")[0] + "\n")
    if read_verifier(verifier)[0] != checkpoint.origin:
        raise ProofFault("The key is not one of this checkpoint's origin.")
    if open_lines(note, verifier) != checkpoint.body:
        raise ProofFault("The checkpoint is not signed by this key.")
    return checkpoint


def open_lines(note: str, verifier: str) -> str:
    """Return the lines of a note that this verifier key has signed. Raises ProofFault."""
    body, _, signatures = note.partition("\n\n")
    name, public_key = read_verifier(verifier)
    for signature in signatures_by(signatures, name, public_key):
        try:
            Ed25519PublicKey.from_public_bytes(public_key).verify(signature, f"{body}\n".encode())
        except InvalidSignature:
            continue
        return body + "\n"
    raise ProofFault("It is not signed by this key.")


def read_verifier(verifier: str) -> tuple[str, bytes]:
    """Return name and public key of a verifier key. Raises ProofFault."""
    name, _, rest = verifier.strip().partition("+")
    try:
        encoded = base64.b64decode(rest.partition("+")[2], validate=True)
    except ValueError:
        raise ProofFault("The key cannot be read.") from None
    public_key = encoded.removeprefix(ED25519)
    if len(public_key) != 32 or rest.partition("+")[0] != key_id(name, public_key).hex():
        raise ProofFault("The key cannot be read.")
    return name, public_key


def decoded(text: str) -> bytes:
    """Return what stands in base64, and nothing where it is none."""
    with suppress(binascii.Error):
        return base64.b64decode(text, validate=True)
    return b""


def signatures_by(lines: str, name: str, public_key: bytes) -> list[bytes]:
    """Return the signatures that say they are by a key; what is not written in the one way is none."""
    found = []
    for line in lines.split("\n"):
        match = SIGNATURE_LINE.fullmatch(line)
        value = decoded(match["value"]) if match and match["name"] == name else b""
        if match and base64.b64encode(value).decode() == match["value"] and value.startswith(key_id(name, public_key)):
            found.append(value[KEY_ID_BYTES:])
    return found


def read_body(body: str) -> Checkpoint:
    """Return a checkpoint from its signed lines, which have to be exactly ours. Raises ProofFault."""
    try:
        origin, size, root, time = body.removesuffix("\n").split("\n")
        checkpoint = Checkpoint(
            origin=origin,
            size=int(size),
            root=base64.b64decode(root, validate=True),
            sealed_at=datetime.fromisoformat(time.removeprefix("time ")),
        )
    except ValueError:
        raise ProofFault("This is no checkpoint.") from None
    if checkpoint.body != body:
        raise ProofFault("This is no checkpoint in the form that is signed.")
    return checkpoint
