"""Where a proposal is approved, and how."""

from typing import Any, NamedTuple

from tests.clients import Client


class Approval(NamedTuple):
    """What a second person sends to agree, and what is answered when it is one who may."""

    path: str
    body: dict[str, Any]
    version: str = ""
    """The If-Match of what is agreed about, where the address wants one."""
    status: int = 201

    @property
    def headers(self) -> dict[str, str]:
        """The headers that the address wants."""
        return {"If_Match": self.version} if self.version else {}


Proposed = tuple[Client, str, Approval]
"""Who asks the service, who proposed, and how it is approved."""


def hash_of(proposal: Any) -> dict[str, Any]:
    """The body that agrees to a proposal as it stands."""
    return {"payload_hash": proposal["payload_hash"]}
