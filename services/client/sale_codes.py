"""Sales that are paid by phone: a till shows a code that it has signed, and asks what has become of the sale.

Showing needs no network. The sale id is the idempotency key of the sale: when the buyer takes the card out after all,
send the sale under the same key, and it is paid once. A key that was used is refused; then ask for the result.
"""

import argparse
import time
from datetime import UTC, datetime
from uuid import UUID, uuid4

import httpx
import msgspec

from contracts import sale_code
from contracts.sale_code import LIFETIME_SECONDS_MAX, Asked
from services.client.answers import read_answer, until_answered
from services.client.operators import Subcommands
from services.client.payments import Receipt
from services.client.receipts import signed_question
from services.client.tills import Till

COMMANDS = frozenset({"show-code", "sale-result"})


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A code to show as a QR, and until when it can be paid."""

    sale_id: UUID
    code: str
    expires_at: datetime


class SaleResult(msgspec.Struct, frozen=True, kw_only=True):
    """What has become of a sale: nothing yet, or its receipt, which may be a decline."""

    sale_id: UUID
    payment: Receipt | None


def show(
    till: Till, *, amount_minor: int, currency: str, partial: bool = True, seconds: int = LIFETIME_SECONDS_MAX
) -> Shown:
    """Return a code for one sale, signed by the till, without a network."""
    expires = int(time.time()) + seconds
    asked = Asked(till.merchant_id, uuid4(), amount_minor, currency, expires, partial)
    code = sale_code.make(asked, till.key, origin=till.cards_url)
    return Shown(sale_id=asked.sale_id, code=code, expires_at=datetime.fromtimestamp(expires, UTC))


def result(http: httpx.Client, till: Till, sale_id: UUID) -> SaleResult:
    """Return what has become of a sale of this till. Raises Refused, Unanswered."""
    path = f"/sale-codes/{sale_id}"
    return read_answer(until_answered(lambda: http.send(signed_question(http, till, path))), SaleResult)


def add_commands(commands: Subcommands) -> None:
    """Add what a till does for buyers with phones to the command line."""
    shown = commands.add_parser("show-code", help="sign a code that the buyer's phone pays; needs no network")
    shown.add_argument("--amount-minor", type=int, required=True)
    shown.add_argument("--currency", required=True, help="ISO 4217, such as EUR")
    shown.add_argument("--whole", action="store_true", help="decline rather than let the holder pay a part in cash")
    asked = commands.add_parser("sale-result", help="what has become of a sale whose code was shown")
    asked.add_argument("--sale", type=UUID, required=True)


def carry_out(arguments: argparse.Namespace, http: httpx.Client, till: Till) -> msgspec.Struct:
    """Carry out a command and return the code, or what the service answered."""
    if arguments.command == "sale-result":
        return result(http, till, arguments.sale)
    return show(till, amount_minor=arguments.amount_minor, currency=arguments.currency, partial=not arguments.whole)
