"""Who is at a till: cashiers choose their PIN there, sign on and sign off; and the report that ends a day."""

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody

from services.cards.http.signed import SIGNED, Signed, signed_by_till
from services.cards.payments.till_reports import Closing, TillFigures, TillReport
from services.cards.shops.cashiers import Cashier, ChosenPin, SignedOff, SigningOff, SigningOn
from services.kit.idempotency import REPLAYED_HEADER
from services.kit.web import Limit, Page, decode_cursor, page


@post("/cashier-pins", guards=[signed_by_till], dependencies=SIGNED, tags=["cashiers"])
async def choose_pin(data: JSONBody[ChosenPin], signed: NamedDependency[Signed]) -> Cashier:
    """Set the PIN that a cashier has chosen, by the code that the shop's owner has read out."""
    return await signed.choose_pin(data)


@post("/cashier-sign-ons", guards=[signed_by_till], dependencies=SIGNED, tags=["cashiers"])
async def sign_on(data: JSONBody[SigningOn], signed: NamedDependency[Signed]) -> Cashier:
    """Sign a cashier on by number and PIN; whoever was signed on is so no more."""
    return await signed.sign_on(data)


@post("/cashier-sign-offs", guards=[signed_by_till], dependencies=SIGNED, tags=["cashiers"])
async def sign_off(data: JSONBody[SigningOff], signed: NamedDependency[Signed]) -> SignedOff:
    """Sign off whoever is signed on."""
    return await signed.sign_off()


@get("/till-figures", guards=[signed_by_till], dependencies=SIGNED, tags=["cashiers"])
async def read_figures(signed: NamedDependency[Signed]) -> TillFigures:
    """Return what the till has sold in the period that is open, by kind and cashier."""
    return await signed.figures()


@post("/till-reports", guards=[signed_by_till], dependencies=SIGNED, tags=["cashiers"])
async def close_period(data: JSONBody[Closing], signed: NamedDependency[Signed]) -> Response[TillReport]:
    """End the till's period with its report; the next sale is of the next, and nobody is signed on."""
    report, replayed = await signed.close_period(data)
    return Response(report, headers={REPLAYED_HEADER: "true"} if replayed else {})


@get("/till-reports", guards=[signed_by_till], dependencies=SIGNED, tags=["cashiers"])
async def list_reports(
    signed: NamedDependency[Signed], cursor: FromQuery[str | None] = None, limit: FromQuery[Limit] = 50
) -> Page[TillReport]:
    """Return the till's reports of earlier periods."""
    return page(await signed.reports(after=decode_cursor(cursor), limit=limit + 1), limit)


ROUTES = [choose_pin, sign_on, sign_off, read_figures, close_period, list_reports]
