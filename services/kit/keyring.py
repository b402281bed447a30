"""The keys that stay apart from the data, and the ciphers that use them.

One key wraps the subjects' data keys, one makes blind indexes. Names in `KEYRING_FILE`: `vault`, then `vault_2`,
`vault_3` … after a rotation (the newest wraps, the others still unwrap), and `blind_index`. `vault_2_prepared` opens
what `vault_2` has wrapped and wraps nothing yet: it is given to every process before the first of them wraps with it. A
key-management service takes over by another `KeyWrapper`; nothing else sees the wrapping key.
"""

import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
WRAPPING = re.compile(r"(?P<name>vault(?:_[0-9]+)?)(?P<prepared>_prepared)?")
INDEX = "blind_index"
SEPARATORS = re.compile(r"[\s()/-]+")
OTHER_DIGITS = re.compile(r"[^\D0-9]")


class SealBroken(Exception):
    """A sealed value was altered, moved to another place, or sealed under another key. A fault of ours or an attack."""


class KeyringIncomplete(Exception):
    """The keyring file lacks a key that this service needs."""


class KeyWrapper(Protocol):
    """Wraps data keys. `name` says which wrapping key is in use; it is stored beside each key that it wrapped."""

    @property
    def name(self) -> str: ...

    async def wrap(self, key: bytes, context: str) -> bytes: ...

    async def unwrap(self, name: str, wrapped: bytes, context: str) -> bytes: ...


class FileKeyWrapper:
    """Wraps with keys read from the keyring file, for demo, tests and places without a key-management service."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        found = [(match, key) for name, key in keys.items() if (match := WRAPPING.fullmatch(name))]
        self.keys = {match["name"]: key for match, key in found}
        self.wrapping = [match["name"] for match, _ in found if not match["prepared"]]
        if not self.wrapping:
            raise KeyringIncomplete("The keyring has no vault key.")

    @property
    def name(self) -> str:
        """Return the name of the newest key that wraps."""
        return max(self.wrapping, key=lambda name: int(name.partition("_")[2] or 1))

    async def wrap(self, key: bytes, context: str) -> bytes:
        """Return the data key encrypted under the newest wrapping key."""
        return encrypt(self.keys[self.name], key, context)

    async def unwrap(self, name: str, wrapped: bytes, context: str) -> bytes:
        """Return the data key. Raises SealBroken, also when the keyring has no such wrapping key."""
        if name not in self.keys:
            raise SealBroken(f"The keyring has no {name}.")
        return decrypt(self.keys[name], wrapped, context)


class Keyring:
    """What the vault needs: a wrapper of data keys and the key of the blind indexes."""

    def __init__(self, wrapper: KeyWrapper, index_key: bytes) -> None:
        self.wrapper = wrapper
        self.index_key = index_key

    @classmethod
    def from_keys(cls, keys: Mapping[str, bytes]) -> "Keyring":
        """Return the keyring of a keyring file's keys. Raises KeyringIncomplete."""
        if INDEX not in keys:
            raise KeyringIncomplete(f"The keyring has no {INDEX}.")
        return cls(FileKeyWrapper(keys), keys[INDEX])

    def blind(self, municipality_id: UUID, field: str, value: str) -> bytes:
        """Return the keyed hash by which a value is found without being stored.

        Equal values of one field and tenant have equal hashes; across fields and tenants nothing can be compared.
        """
        message = b"\x00".join((municipality_id.bytes, field.encode(), normalise(value).encode()))
        return hmac.digest(self.index_key, message, hashlib.sha256)


def encrypt(key: bytes, content: bytes, context: str) -> bytes:
    """Return nonce, ciphertext and tag of AES-256-GCM, bound to `context`: the place where the value belongs."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, context.encode())


def decrypt(key: bytes, sealed: bytes, context: str) -> bytes:
    """Return the content. Raises SealBroken unless key, content and place are those of the encryption."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context.encode())
    except (InvalidTag, ValueError):
        raise SealBroken(f"The value sealed for {context.split('|', 1)[0]} cannot be opened.") from None


def normalise(value: str) -> str:
    """Return one spelling for what people write in many: width, case, spaces, hyphens, Arabic-Indic digits."""
    if value.isascii():
        return SEPARATORS.sub("", value).casefold()
    folded = SEPARATORS.sub("", unicodedata.normalize("NFKC", value)).casefold()
    return OTHER_DIGITS.sub(lambda found: str(unicodedata.decimal(found[0])), folded)
