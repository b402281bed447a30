"""A till's identity: the key that it makes for itself, the enrolment by a code from the office, and the next key."""

import base64
import os
from pathlib import Path
from uuid import UUID

import httpx
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts import till_keys
from contracts.till_signature import key_id
from services.client.answers import read_answer, until_answered


class Till(msgspec.Struct, frozen=True, kw_only=True):
    """What a till keeps, in a file that only it may read. The private key never leaves it."""

    cards_url: str
    """The public address of cards, exactly as the service knows it: it is part of what is signed."""
    till_id: UUID
    merchant_id: UUID
    private_key: bytes
    """Ed25519, 32 raw bytes; base64 in the file."""
    merchants_url: str = ""
    """Where the till enrolled, and changes its key."""
    next_private_key: bytes = b""
    """A key that is about to take its place: kept before it is sent, so that a lost answer loses no key."""

    @property
    def key(self) -> Ed25519PrivateKey:
        """Return the key to sign with."""
        return Ed25519PrivateKey.from_private_bytes(self.private_key)

    @property
    def key_id(self) -> str:
        """Return the name under which the services know the key."""
        return key_id(self.key.public_key().public_bytes_raw())


class Enrolled(msgspec.Struct, frozen=True, kw_only=True):
    """What merchants answers to an enrolment; there is more in it that a till does not need."""

    id: UUID
    merchant_id: UUID
    key_id: str


def enrol(http: httpx.Client, *, merchants_url: str, cards_url: str, code: str, name: str = "till") -> Till:
    """Make a key, and enrol it by a code that the office has read out; a lost answer is asked for again.

    Raises Refused, Unanswered.
    """
    key = Ed25519PrivateKey.generate()
    body = {"code": code, "public_key": encoded(key.public_key().public_bytes_raw()), "name": name}
    url = f"{merchants_url.rstrip('/')}/till-enrolments"
    answer = read_answer(until_answered(lambda: http.post(url, json=body)), Enrolled)
    return Till(
        cards_url=cards_url.rstrip("/"),
        till_id=answer.id,
        merchant_id=answer.merchant_id,
        private_key=key.private_bytes_raw(),
        merchants_url=merchants_url.rstrip("/"),
    )


def change_key(http: httpx.Client, path: Path, *, merchants_url: str = "") -> Till:
    """Give the till of a file another key; its present one counts for some hours more. Return the till as it is now.

    The new key is in the file before it is sent: whatever happens on the way, the same change is sent again.
    Raises Refused, Unanswered.
    """
    till = load(path)
    new = till.next_private_key or Ed25519PrivateKey.generate().private_bytes_raw()
    till = msgspec.structs.replace(till, next_private_key=new, merchants_url=merchants_url or till.merchants_url)
    replace(till, path)
    new_key = Ed25519PrivateKey.from_private_bytes(new)
    public_key = new_key.public_key().public_bytes_raw()
    body = {
        "till_id": str(till.till_id),
        "public_key": encoded(public_key),
        "signature": encoded(till_keys.sign(till.till_id, public_key, till.key)),
        "possession": encoded(till_keys.sign(till.till_id, public_key, new_key)),
    }
    read_answer(until_answered(lambda: http.post(f"{till.merchants_url}/till-keys", json=body)), Enrolled)
    changed = msgspec.structs.replace(till, private_key=new, next_private_key=b"")
    replace(changed, path)
    return changed


def encoded(raw: bytes) -> str:
    """Return bytes in base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def save(till: Till, path: Path) -> None:
    """Write the till's file with mode 0600. Refuses to overwrite one: its key may still be needed for refunds."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(till)) + b"\n")


def replace(till: Till, path: Path) -> None:
    """Write the till's file anew, whole or not at all."""
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    save(till, beside)
    beside.replace(path)


def load(path: Path) -> Till:
    """Read a till's file. Raises msgspec.ValidationError naming what is wrong in it."""
    return msgspec.json.decode(path.read_bytes(), type=Till)
