"""What a verification finds: which invariant is broken, by how many rows, and the first of them by name."""

import msgspec

FIRST = 10
"""How many of what breaks an invariant are named."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is not as it has to be."""

    subject: str
    """What it is: a transfer, wallet, lot, leaf …"""
    id: str
    says: str
    """In what way."""


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One invariant, how many rows break it, and the first of them."""

    name: str
    invariant: str
    """Its number in docs/guides/verifying.md."""
    violations: int
    first: list[Finding] = []
