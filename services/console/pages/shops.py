"""Where the card is taken, open to all: every shop, its offers and places, by area, on a map, nearest first."""

import asyncio
from collections.abc import Sequence
from math import cos, radians
from typing import Any, Final

import msgspec
from litestar import Response, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.console.clients import directory
from services.console.clients.directory import Sign
from services.console.clients.services import optional
from services.console.pages.figures import tenant_of
from services.console.pages.guards import anyone
from services.console.pages.view import View, page

WIDTH: Final = 640
"""Of the map, in its own units; the page draws it as wide as the screen."""
HEIGHT_MAX: Final = 640
EDGE: Final = 16
SPAN_MIN: Final = 0.004
"""Degrees: a map of one shop shows some streets around it."""
DRAWN_MAX: Final = 400
"""A map of more places is a stain, and a heavy page: it asks for an area."""
PERMISSIONS: Final = "camera=(), geolocation=(self), microphone=()"
"""The browser may say where it is to this page's own script, which tells nobody."""


class Dot(msgspec.Struct, frozen=True, kw_only=True):
    """A place on the map, in the map's units from its upper left corner."""

    x: float
    y: float
    sign: Sign


class Map(msgspec.Struct, frozen=True, kw_only=True):
    """Places drawn to scale."""

    height: float
    dots: list[Dot]


@get("/shops/{slug:str}", guards=[anyone])
async def show_shops(
    view: NamedDependency[View],
    state: State,
    slug: FromPath[str],
    area: FromQuery[str | None] = None,
    cursor: FromQuery[str | None] = None,
) -> Response[Any]:
    """Show who takes the card of a municipality today: everywhere, or in one town or quarter."""
    tenant, chosen = tenant_of(state, slug), area or None
    listed, areas, signs = await asyncio.gather(
        directory.search_directory(view.caller, slug, area=chosen, cursor=cursor),
        optional(directory.list_areas(view.caller, slug)),
        optional(directory.list_signs(view.caller, slug, chosen)),
    )
    shown = {"areas": areas or [], "listed": listed, "map": draw(signs or [])}
    return allowing(page(view, "shops.html", tenant=tenant, area=chosen, **shown))


def draw(signs: Sequence[Sign]) -> Map | None:
    """Return a map of these places, north above; None without any, or with too many to be told apart.

    Equirectangular about the middle: over a municipality no place is off by more than the dot's own width.
    """
    if not signs or len(signs) > DRAWN_MAX:
        return None
    longitudes, latitudes = [sign.longitude for sign in signs], [sign.latitude for sign in signs]
    middle = (min(latitudes) + max(latitudes)) / 2
    narrowing = max(cos(radians(middle)), 0.1)
    wide = max((max(longitudes) - min(longitudes)) * narrowing, SPAN_MIN)
    high = max(max(latitudes) - min(latitudes), SPAN_MIN)
    scale = min((WIDTH - 2 * EDGE) / wide, (HEIGHT_MAX - 2 * EDGE) / high)
    left = (min(longitudes) + max(longitudes)) / 2 * narrowing - (WIDTH / 2) / scale
    height = high * scale + 2 * EDGE
    top = middle + (height / 2) / scale
    dots = [
        Dot(
            x=round((sign.longitude * narrowing - left) * scale, 1),
            y=round((top - sign.latitude) * scale, 1),
            sign=sign,
        )
        for sign in signs
    ]
    return Map(height=round(height, 1), dots=dots)


def allowing(response: Response[Any]) -> Response[Any]:
    """Let the page's own script ask the browser where it is."""
    response.headers["permissions-policy"] = PERMISSIONS
    return response


ROUTES = [show_shops]
