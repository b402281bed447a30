"""Contacts: the person to call at a merchant. All of it is in the vault; the merchant's row keeps an id."""

from typing import Annotated, Final
from uuid import UUID

import msgspec
import phonenumbers
from msgspec import Meta

from services.kit import vault
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound
from services.kit.sentences import sentence
from services.kit.sql import load_queries
from services.kit.web import Body, ShortText, check_version
from services.merchants.joining import merchants, notices
from services.merchants.joining.identifiers import fault
from services.merchants.joining.merchants import Merchant

queries = load_queries(__file__)

Email = Annotated[str, Meta(max_length=200, pattern=r"^[^@\s\x00]+@[^@\s\x00]+\.[^@\s\x00]+$(?!\n)")]

CHANGED: Final = sentence("The contact of your business was changed")
ASK: Final = sentence("If you did not ask for this, call the office that you have your agreement with at once.")


class Contact(Body, frozen=True, kw_only=True):
    """Whom to call, and in which language (ISO 639-1)."""

    name: ShortText
    phone: ShortText | None = None
    email: Email | None = None
    language: Annotated[str, Meta(pattern=r"^[a-z]{2}$(?!\n)")] | None = None


async def keep(transaction: Transaction, merchant_id: UUID, contact: Contact, *, within: str = "") -> None:
    """Seal a merchant's contact. An earlier one is told, and shredded when the cooling period is over.

    Raises NotFound, Malformed for an impossible number.
    """
    await merchants.take(transaction, merchant_id)
    fields = {name: value for name, value in msgspec.structs.asdict(contact).items() if value is not None}
    if contact.phone is not None:
        fields["phone"] = check_phone(contact.phone, country=transaction.municipality.country, within=within)
    earlier = await transaction.fetchval(queries.select_contact, merchant_id)
    if earlier is not None:
        await notices.tell(transaction, merchant_id, CHANGED, ASK)
    contact_id = uuid7()
    await vault.seal(transaction, contact_id, fields, indexed=("phone",))
    await transaction.execute(queries.set_contact, merchant_id, contact_id)
    if earlier is not None:
        await notices.retire(transaction, merchant_id, earlier)


async def change(transaction: Transaction, merchant_id: UUID, contact: Contact, *, version: int) -> Merchant:
    """Name another contact. Raises Stale, NotFound, Malformed."""
    merchant = await merchants.take(transaction, merchant_id)
    check_version(merchant.version, version)
    await keep(transaction, merchant_id, contact)
    return await merchants.get(transaction, merchant_id)


async def read(transaction: Transaction, merchant_id: UUID) -> Contact:
    """Open a merchant's contact; who looked is kept. Raises NotFound."""
    await merchants.get(transaction, merchant_id)
    contact_id = await transaction.fetchval(queries.select_contact, merchant_id)
    if contact_id is None:
        raise NotFound("This merchant has named no contact.")
    fields = await vault.open_fields(transaction, contact_id, purpose="merchant_contact")
    return msgspec.convert(fields, Contact)


def check_phone(number: str, *, country: str, within: str = "") -> str:
    """Return a telephone number in E.164; without a country code it is one of `country`. Raises Malformed."""
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        raise fault(f"{within}/phone", "This is not a telephone number.") from None
    if not phonenumbers.is_valid_number(parsed):
        raise fault(f"{within}/phone", "No such telephone number can exist.")
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
