"""What is looked at before and while a shop takes the card: its papers, each year again, and who it may be already."""

import asyncio
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console import staff
from services.console.choices import REJECTIONS
from services.console.clients import merchants, shop_checks
from services.console.clients.shop_checks import Rejection, Ruling, Seen
from services.console.languages import mark
from services.console.pages.forms import UPLOAD_MAX, Form, file_of, go, shown_again
from services.console.pages.merchants import JOINING, OFFICE
from services.console.pages.papers import as_file
from services.console.pages.view import View, page
from services.kit.db import Transaction

KINDS: Final = {
    "register_extract": mark("extract of the register"),
    "tax_registration": mark("tax registration"),
    "municipal_licence": mark("licence of the municipality"),
    "identity": mark("identity card or passport"),
}
"""What shows who a shop is."""


@get("/merchants/{merchant_id:uuid}/papers", guards=[JOINING])
async def show_papers(
    view: NamedDependency[View], transaction: NamedDependency[Transaction], merchant_id: FromPath[UUID]
) -> Response[Any]:
    """Show a shop's papers and who found them in order when, and take more."""
    merchant, listed, verified = await asyncio.gather(
        merchants.read_merchant(view.caller, merchant_id),
        shop_checks.list_papers(view.caller, merchant_id),
        shop_checks.list_verifications(view.caller, merchant_id),
    )
    by = await staff.usernames(transaction, {each.verified_by for each in verified})
    found = {"listed": listed, "verified": verified, "by": by, "kinds": KINDS, "rejections": REJECTIONS}
    return page(view, "shop_papers.html", merchant=merchant, **found)


@post("/merchants/{merchant_id:uuid}/papers", guards=[JOINING], request_max_body_size=UPLOAD_MAX)
@shown_again
async def hand_in(form: NamedDependency[Form], merchant_id: FromPath[UUID]) -> Response[Any]:
    """Hand in a photograph or a PDF of a paper."""
    await shop_checks.hand_in(form.view.caller, merchant_id, form.read(Seen), await file_of(form))
    return go(f"/merchants/{merchant_id}/papers")


@get("/merchants/{merchant_id:uuid}/papers/{paper_id:uuid}", guards=[JOINING])
async def open_paper(
    view: NamedDependency[View], merchant_id: FromPath[UUID], paper_id: FromPath[UUID]
) -> Response[Any]:
    """Hand out a paper's file; it is saved, never shown inside our own page."""
    return as_file(await shop_checks.open_paper(view.caller, paper_id))


@post("/merchants/{merchant_id:uuid}/originals", guards=[OFFICE])
@shown_again
async def see_original(form: NamedDependency[Form], merchant_id: FromPath[UUID]) -> Response[Any]:
    """Note that an original was shown at the office and given back."""
    await shop_checks.see_original(form.view.caller, merchant_id, form.read(Seen), form.key)
    return go(f"/merchants/{merchant_id}/papers")


@post("/merchants/{merchant_id:uuid}/papers/{paper_id:uuid}/reject", guards=[OFFICE])
@shown_again
async def reject(form: NamedDependency[Form], merchant_id: FromPath[UUID], paper_id: FromPath[UUID]) -> Response[Any]:
    """Say that a paper does not count, and why."""
    await shop_checks.reject(form.view.caller, paper_id, form.read(Rejection), form.key)
    return go(f"/merchants/{merchant_id}/papers")


@post("/merchants/{merchant_id:uuid}/likenesses/{other_id:uuid}", guards=[OFFICE])
@shown_again
async def tell_apart(
    form: NamedDependency[Form], merchant_id: FromPath[UUID], other_id: FromPath[UUID]
) -> Response[Any]:
    """Say that two shops that look alike are different businesses."""
    await shop_checks.tell_apart(form.view.caller, merchant_id, other_id, form.read(Ruling))
    return go(f"/merchants/{merchant_id}")


ROUTES = [show_papers, hand_in, open_paper, see_original, reject, tell_apart]
