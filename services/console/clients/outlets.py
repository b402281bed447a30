"""merchants: what changes at a shop that sells: its outlets, its tills and what its cashiers may do."""

from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Named, send
from services.console.clients.merchants import SERVICE, NewOutlet
from services.console.clients.shopkeeping import Right


class Stopping(msgspec.Struct, frozen=True, kw_only=True):
    """Why a till sells no more, as a code."""

    reason: str


class Rights(msgspec.Struct, frozen=True, kw_only=True):
    """What a cashier may do from now on."""

    rights: list[Right]


async def change_outlet(caller: Caller, outlet_id: UUID, outlet: NewOutlet, version: int | None) -> Named:
    """Put an outlet right, or move it."""
    command = Command(path=f"/outlets/{outlet_id}", body=outlet, version=version, method="PUT")
    return await send(caller, SERVICE, command, Named)


async def close_outlet(caller: Caller, outlet_id: UUID, key: str) -> Named:
    """Close an outlet for good; its tills are stopped."""
    return await send(caller, SERVICE, Command(path=f"/outlets/{outlet_id}/close", key=key), Named)


async def stop_till(caller: Caller, till_id: UUID, stopping: Stopping, key: str) -> Named:
    """Stop a till for good."""
    return await send(caller, SERVICE, Command(path=f"/tills/{till_id}/stop", body=stopping, key=key), Named)


async def change_rights(caller: Caller, cashier_id: UUID, rights: Rights, version: int | None) -> Named:
    """Let a cashier do more, or less."""
    command = Command(path=f"/cashiers/{cashier_id}", body=rights, version=version, method="PUT")
    return await send(caller, SERVICE, command, Named)
