"""Whether a call is for somebody, before they write; nothing of it is kept."""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, send

SERVICE = "incubator"
Given = Mapping[str, bool | int | str]
"""Answers by the code of the condition, each in its kind."""


class Failing(msgspec.Struct, frozen=True, kw_only=True):
    """A condition that an answer does not meet, with what is told about it by language."""

    code: str
    refusal: dict[str, str]


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """Whether somebody may apply, and what their answers or missing answers stand in the way of."""

    eligible: bool
    failing: list[Failing]
    unanswered: list[str]


async def judge(caller: Caller, call_id: UUID, given: Given) -> Verdict:
    """Return whether a call is for who answers so."""
    command = Command(path=f"/calls/{call_id}/eligibility", body={"answers": given})
    return await send(caller, SERVICE, command, Verdict)
