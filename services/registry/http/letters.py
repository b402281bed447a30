"""Letters on paper, with names and addresses."""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.registry import letters
from services.registry.letters import LetterPrint


@post("/letter-prints", guards=[requires("card_desk", "caseworker")], tags=["letters"])
@idempotent(letters.find)
async def take_letters(transaction: NamedDependency[Transaction]) -> LetterPrint:
    """Take the letters that wait for a printer; 404 when none waits."""
    return await letters.take(transaction)


@get(
    "/letter-prints/{print_id:uuid}/content",
    guards=[requires("card_desk", "caseworker")],
    media_type="application/pdf",
    tags=["letters"],
)
async def print_letters(transaction: NamedDependency[Transaction], print_id: FromPath[UUID]) -> Response[bytes]:
    """Return letters that were taken together as a PDF, as often as it is needed; who printed them is kept."""
    return Response(await letters.paper_of(transaction, print_id), media_type="application/pdf")


ROUTES = [take_letters, print_letters]
