"""Checkpoints: the tree's root, signed, kept here and outside, so that whoever changes the database cannot change both.

Outside means `CHECKPOINTS_DIR`, a directory on another machine or medium with a file a day for each tenant, and
`cards.ledger_sealed.v1`, which reporting publishes.
"""

import base64
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts.checkpoints import Checkpoint, ProofFault, open_note, sign, verifier_key
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound
from services.kit.settings import Municipality, Settings
from services.kit.sql import load_queries

queries = load_queries(__file__)

KEY = "checkpoints"
"""The name in the keyring of the 32 bytes that are the Ed25519 private key."""
SUFFIX = ".checkpoint"


class Issued(msgspec.Struct, frozen=True, kw_only=True):
    """A checkpoint as it is stored."""

    id: UUID
    size: int
    root: bytes
    note: str
    sealed_at: datetime


class SignedCheckpoint(msgspec.Struct, frozen=True, kw_only=True):
    """What the ledger held when it was last sealed, signed; anybody may keep it and compare later."""

    origin: str
    size: int
    """How many transfers."""
    root: str
    """The tree's root in base64."""
    sealed_at: datetime
    checkpoint: str
    """The signed note: what to keep."""
    verifier_key: str


def origin(municipality: Municipality) -> str:
    """Return the name under which a tenant's checkpoints are signed."""
    return f"koinon/{municipality.slug}/ledger"


def signing_key(settings: Settings) -> Ed25519PrivateKey:
    """Return the key that signs checkpoints; it is in the keyring and never in the database."""
    return Ed25519PrivateKey.from_private_bytes(settings.keyring[KEY])


def public_key(settings: Settings, municipality: Municipality) -> str:
    """Return the verifier key of a tenant's checkpoints, as it is to be published."""
    return verifier_key(origin(municipality), signing_key(settings).public_key().public_bytes_raw())


async def issue(transaction: Transaction, settings: Settings, *, size: int, root: bytes) -> None:
    """Sign a root and keep the note."""
    sealed_at = transaction.now.replace(microsecond=0)
    stated = Checkpoint(origin=origin(transaction.municipality), size=size, root=root, sealed_at=sealed_at)
    note = sign(stated, signing_key(settings))
    await transaction.execute(
        queries.insert_checkpoint, uuid7(), transaction.municipality_id, size, root, note, sealed_at
    )


async def latest(transaction: Transaction) -> Issued:
    """Return the newest checkpoint. Raises NotFound before the first."""
    issued = await transaction.fetch_struct(Issued, queries.latest, transaction.municipality_id)
    if issued is None:
        raise NotFound("Nothing is sealed yet; the first transfers are sealed within seconds.")
    return issued


async def of_size(transaction: Transaction, size: int) -> Issued:
    """Return the checkpoint over so many transfers. Raises NotFound where none was signed."""
    issued = await transaction.fetch_struct(Issued, queries.of_size, transaction.municipality_id, size)
    if issued is None:
        raise NotFound("No checkpoint was signed over so many transfers.")
    return issued


async def show_latest(transaction: Transaction, settings: Settings) -> SignedCheckpoint:
    """Return the newest checkpoint as anybody may see it. Raises NotFound."""
    issued = await latest(transaction)
    return SignedCheckpoint(
        origin=origin(transaction.municipality),
        size=issued.size,
        root=base64.b64encode(issued.root).decode(),
        sealed_at=issued.sealed_at,
        checkpoint=issued.note,
        verifier_key=public_key(settings, transaction.municipality),
    )


def outside_folder(settings: Settings, municipality: Municipality) -> Path:
    """Return where a tenant's checkpoints lie outside the database."""
    return Path(settings.checkpoints_dir) / municipality.slug


def read_outside(settings: Settings, municipality: Municipality) -> dict[str, Checkpoint | ProofFault]:
    """Return the checkpoints outside by their files' names; a fault for one that our key has not signed."""
    found: dict[str, Checkpoint | ProofFault] = {}
    if not settings.checkpoints_dir:
        return found
    key = public_key(settings, municipality)
    for path in sorted(outside_folder(settings, municipality).glob(f"*{SUFFIX}")):
        try:
            found[path.name] = open_note(path.read_text(encoding="utf-8"), key)
        except (ProofFault, UnicodeDecodeError) as fault:
            found[path.name] = fault if isinstance(fault, ProofFault) else ProofFault("It is no text.")
    return found


async def last_of_each_day(transaction: Transaction) -> list[Issued]:
    """Return the last checkpoint of every day."""
    return await transaction.fetch_structs(Issued, queries.last_of_each_day, transaction.municipality_id)
