"""Salted ids: what stands for a holder's wallet where entries are opened by somebody who must not learn whose it is.

The same wallet has the same salted id in all that one tenant's auditors see, so that a holder can be followed; nobody
without the key can tell which wallet it is, and no other tenant's auditor meets the same id.
"""

import hmac
from uuid import UUID

KEY = "pseudonyms"
"""The name in the keyring of the secret that all tenants' salts are made from; it is never in the database."""
VERSION_8 = 8


def salt_of(key: bytes, municipality_id: UUID) -> bytes:
    """Return a tenant's salt."""
    return hmac.digest(key, b"koinon-pseudonyms" + municipality_id.bytes, "sha256")


def pseudonym(salt: bytes, known_id: UUID) -> UUID:
    """Return the salted id that stands for an id: a UUID of version 8 (RFC 9562), which no row of ours has."""
    made = bytearray(hmac.digest(salt, known_id.bytes, "sha256")[:16])
    made[6] = (made[6] & 0x0F) | (VERSION_8 << 4)
    made[8] = (made[8] & 0x3F) | 0x80
    return UUID(bytes=bytes(made))
