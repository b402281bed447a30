"""Why somebody may open a person's file: whoever reads one states one of these."""

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from services.kit.auth import requires
from services.kit.db import Transaction
from services.registry.http.persons import OFFICERS
from services.registry.people.persons import Language
from services.registry.privacy import purposes
from services.registry.privacy.purposes import PurposeShown


class Purposes(msgspec.Struct, frozen=True, kw_only=True):
    """What a file may be opened for."""

    items: list[PurposeShown]


@get("/purposes", guards=[requires(*OFFICERS)], tags=["privacy"])
async def list_purposes(
    transaction: NamedDependency[Transaction], language: FromQuery[Language | None] = None
) -> Purposes:
    """Return what a file may be opened for, in a language."""
    return Purposes(items=purposes.shown(language or transaction.municipality.language))


ROUTES = [list_purposes]
