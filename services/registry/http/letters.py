"""How people are told things, what became of it, and letters on paper with names and addresses."""

from uuid import UUID

from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.web import Limit, Page, decode_cursor, page
from services.registry.letters import channels, letters
from services.registry.letters.channels import Choosing, Reach
from services.registry.letters.letters import LetterPrint, Told

STAFF = ("caseworker", "supervisor", "card_desk")


@post("/letter-prints", guards=[requires("card_desk", "caseworker")], tags=["letters"])
@idempotent(letters.find)
async def take_letters(transaction: NamedDependency[Transaction]) -> LetterPrint:
    """Take the letters that wait for a printer; 404 when none waits."""
    return await letters.take(transaction)


@get(
    "/letter-prints/{print_id:uuid}/content",
    guards=[requires(*STAFF)],
    media_type="application/pdf",
    tags=["letters"],
)
async def print_letters(transaction: NamedDependency[Transaction], print_id: FromPath[UUID]) -> Response[bytes]:
    """Return letters that were taken together as a PDF, as often as it is needed; who printed them is kept."""
    return Response(await letters.paper_of(transaction, print_id), media_type="application/pdf")


@post("/persons/{person_id:uuid}/letter-prints", guards=[requires("caseworker", "supervisor")], tags=["letters"])
@idempotent(letters.find)
async def hand_over_letters(transaction: NamedDependency[Transaction], person_id: FromPath[UUID]) -> LetterPrint:
    """Take what is kept for a person at risk, to hand it over; 404 when nothing is."""
    return await letters.hand_over(transaction, person_id)


@get("/persons/{person_id:uuid}/messages", guards=[requires(*STAFF)], tags=["letters"])
async def list_told(
    transaction: NamedDependency[Transaction],
    person_id: FromPath[UUID],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Told]:
    """Return what became of the messages to a person, newest first, not what they say."""
    listed = await letters.told(transaction, person_id, before=decode_cursor(cursor), limit=limit)
    return page(listed, limit)


@get("/persons/{person_id:uuid}/channel", guards=[requires(*STAFF)], tags=["letters"])
async def read_channel(transaction: NamedDependency[Transaction], person_id: FromPath[UUID]) -> Reach:
    """Return how a person is told things."""
    return await channels.find(transaction, person_id)


@put("/persons/{person_id:uuid}/channel", guards=[requires(*STAFF)], tags=["letters"])
async def choose_channel(
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    person_id: FromPath[UUID],
    data: JSONBody[Choosing],
) -> Reach:
    """Keep how a person wants to be told things, with the consent for e-mail and SMS."""
    return await channels.choose(transaction, person_id, data, version=version)


ROUTES = [take_letters, print_letters, hand_over_letters, list_told, read_channel, choose_channel]
