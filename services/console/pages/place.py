"""A place: a page that the work of a role begins on."""

from collections.abc import Mapping

import msgspec

from services.console.roles import PageRole


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A page that a role's work begins on."""

    path: str
    name: str
    purpose: str
    roles: tuple[PageRole, ...]
    short: str = ""
    """What the menu says where the name is long for it."""
    told: Mapping[PageRole, str] = {}
    """The purpose for those of the roles whose work there is another."""
