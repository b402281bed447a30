"""The public directory: who takes the card, as a list and as a map; open to all."""

from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter

from services.kit.auth import public
from services.kit.db import Transaction
from services.kit.web import IdsWanted, Page, decode_cursor, page
from services.merchants.http.visitors import VISIT
from services.merchants.selling import directory
from services.merchants.selling.directory import FEATURES_MAX, Area, Entry, FeatureCollection, Named, Search

DIRECTORY_PAGE = 100

Slug = Annotated[str, QueryParameter(pattern=r"^[a-z][a-z0-9_]{0,62}$(?!\n)")]
CategoryWanted = Annotated[str | None, QueryParameter(pattern=r"^[0-9]{4}$(?!\n)")]
AreaWanted = Annotated[str | None, QueryParameter(min_length=1, max_length=200)]


@get("/merchants", guards=[public], dependencies=VISIT, tags=["directory"])
async def search_directory(
    transaction: NamedDependency[Transaction],
    municipality: FromQuery[Slug],
    category: FromQuery[CategoryWanted] = None,
    area: FromQuery[AreaWanted] = None,
    cursor: FromQuery[str | None] = None,
) -> Page[Entry]:
    """Return who takes the card of a municipality today, where, and with which offers; open to all."""
    after = decode_cursor(cursor)
    wanted = Search(municipality=municipality, category=category, area=area, after=after, limit=DIRECTORY_PAGE)
    return page(await directory.search(transaction, wanted), DIRECTORY_PAGE)


@get("/outlets-map", guards=[public], dependencies=VISIT, media_type="application/geo+json", tags=["directory"])
async def draw_map(
    transaction: NamedDependency[Transaction],
    municipality: FromQuery[Slug],
    category: FromQuery[CategoryWanted] = None,
    area: FromQuery[AreaWanted] = None,
) -> FeatureCollection:
    """Return the outlets that take the card today and have a place on the map, as GeoJSON; open to all."""
    wanted = Search(municipality=municipality, category=category, area=area, limit=FEATURES_MAX)
    return await directory.draw(transaction, wanted)


@get("/outlet-areas", guards=[public], dependencies=VISIT, tags=["directory"])
async def list_areas(transaction: NamedDependency[Transaction], municipality: FromQuery[Slug]) -> Page[Area]:
    """Return the towns and quarters in which a municipality's card is taken today; open to all."""
    return Page(items=await directory.areas(transaction, municipality))


@get("/merchant-names", guards=[public], dependencies=VISIT, tags=["directory"])
async def name_merchants(
    transaction: NamedDependency[Transaction], municipality: FromQuery[Slug], merchant_id: FromQuery[IdsWanted]
) -> Page[Named]:
    """Return what these merchants are called, those too that have left since somebody paid there; open to all."""
    return Page(items=await directory.names(transaction, municipality, merchant_id))


ROUTES = [search_directory, draw_map, list_areas, name_merchants]
