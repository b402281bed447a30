"""Lists to take along as files, and what a person's file may be opened for."""

from collections.abc import Mapping

import httpx
import msgspec

from services.console.clients.caller import Caller, fetch, fetch_file
from services.console.clients.registry.households import SERVICE


class Purpose(msgspec.Struct, frozen=True, kw_only=True):
    """What a file may be opened for, in the reader's language."""

    code: str
    text: str


class Purposes(msgspec.Struct, frozen=True, kw_only=True):
    """All of them."""

    items: list[Purpose]


async def list_purposes(caller: Caller, language: str) -> list[Purpose]:
    """Return what a file may be opened for, in a language."""
    return (await fetch(caller, SERVICE, "/purposes", Purposes, language=language)).items


async def take(caller: Caller, name: str, wanted: Mapping[str, str]) -> httpx.Response:
    """Return a list as a file; that it was taken along, by whom and what for is kept."""
    return await fetch_file(caller, SERVICE, f"/exports/{name}", **wanted)
