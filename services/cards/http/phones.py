"""Phones that pay as a card does: added at the desk, removed by the desk or by their holder."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.cards.holders import phones
from services.cards.holders.phones import NewPhone, Phone, PhoneEnrolment
from services.kit.auth import CONSOLE, HOLDER, requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.web import Limit, Page, decode_cursor, page

DESK = ("card_desk",)


@post("/cards/{card_id:uuid}/phone-keys", guards=[requires(*DESK)], tags=["phones"])
async def give_phone_code(transaction: NamedDependency[Transaction], card_id: FromPath[UUID]) -> PhoneEnrolment:
    """Make a code by which the holder adds one phone within ten minutes. It is shown this once."""
    return await phones.give_code(transaction, card_id)


@get("/cards/{card_id:uuid}/phones", guards=[requires(*DESK)], tags=["phones"])
async def list_phones(
    transaction: NamedDependency[Transaction],
    card_id: FromPath[UUID],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Phone]:
    """Return the phones that were added to a card, also those that were removed."""
    return page(await phones.of_card(transaction, card_id, after=decode_cursor(cursor), limit=limit + 1), limit)


@post("/phones", guards=[requires(CONSOLE)], tags=["phones"])
async def add_phone(data: JSONBody[NewPhone], transaction: NamedDependency[Transaction]) -> Phone:
    """Add the phone that has made this key, for the page on which its holder enters the code."""
    return await phones.add(transaction, data)


@post("/phones/{phone_id:uuid}/remove", guards=[requires(*DESK)], tags=["phones"])
@idempotent(phones.get)
async def remove_phone(transaction: NamedDependency[Transaction], phone_id: FromPath[UUID]) -> Phone:
    """Let a phone pay no more, at once. Its card pays on."""
    return await phones.remove(transaction, phone_id)


@get("/holders/me/phones", guards=[requires(HOLDER)], tags=["phones"])
async def list_own_phones(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Phone]:
    """Return the phones that pay as the holder's cards do, and as the proxies' on the own wallets."""
    return page(await phones.of_holder(transaction, after=decode_cursor(cursor), limit=limit + 1), limit)


@post("/holders/me/phones/{phone_id:uuid}/remove", guards=[requires(HOLDER)], tags=["phones"])
@idempotent(phones.get)
async def remove_own_phone(transaction: NamedDependency[Transaction], phone_id: FromPath[UUID]) -> Phone:
    """Let an own phone pay no more, at once."""
    return await phones.remove_own(transaction, phone_id)


ROUTES = [give_phone_code, list_phones, add_phone, remove_phone, list_own_phones, remove_own_phone]
