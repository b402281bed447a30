"""Codes that one person reads to another: shown once, used once, for minutes; kept as a digest only."""

import hashlib
import re
import secrets
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: nothing in it is taken for another when it is read aloud or typed."""
LENGTH: Final = 12
GROUP: Final = 4
MISREAD: Final = str.maketrans("OIL", "011")


def make() -> str:
    """Return a new code of 60 random bits, in groups that can be read aloud."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(letters[place : place + GROUP] for place in range(0, LENGTH, GROUP))


def hash_of(code: str) -> bytes:
    """Return the digest under which a code is kept, however it was spelled: 60 random bits need no slow hash."""
    letters = re.sub(r"[\s-]+", "", code).upper().translate(MISREAD)
    return hashlib.sha256(letters.encode()).digest()
