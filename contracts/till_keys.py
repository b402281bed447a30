"""How a till changes its key: the key that it has and the one that it has made both sign the same few bytes.

The present key shows that the till asks; the new key shows that the till holds it and has not copied somebody else's.
What is signed names the till, which is one of one installation for ever, and the new key: sent again it changes
nothing, so that it needs neither nonce nor clock.
"""

from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

DOMAIN: Final = b"koinon-till-key"


def message(till_id: UUID, new_public_key: bytes) -> bytes:
    """Return what both keys sign; the new public key is 32 raw bytes."""
    return DOMAIN + till_id.bytes + new_public_key


def sign(till_id: UUID, new_public_key: bytes, private_key: Ed25519PrivateKey) -> bytes:
    """Return the 64 bytes by which one of the two keys agrees to the change."""
    return private_key.sign(message(till_id, new_public_key))


def agrees(till_id: UUID, new_public_key: bytes, *, public_key: bytes, signature: bytes) -> bool:
    """Return whether a key (32 raw bytes) has signed the change."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message(till_id, new_public_key))
    except InvalidSignature:
        return False
    return True
