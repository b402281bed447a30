"""The menu: the places that a person's roles lead to."""

from collections.abc import Collection

import msgspec

from services.console.pages.place import Place
from services.console.pages.places import PLACES
from services.console.roles import PageRole


def menu_for(roles: Collection[PageRole]) -> list[Place]:
    """Return the places of these roles, each with what it is for them."""
    there = [place for place in PLACES if not set(roles).isdisjoint(place.roles)]
    return [msgspec.structs.replace(place, purpose=purpose_for(place, roles)) for place in there]


def purpose_for(place: Place, roles: Collection[PageRole]) -> str:
    """Return what a place is for; whoever has several of its roles reads the fullest."""
    own = [role for role in place.roles if role in roles]
    return place.purpose if any(role not in place.told for role in own) else place.told[own[0]]
