"""`koinon`: enrol a till, sell and refund from the command line. Amounts are in minor units: 12.50 € is 1250.

koinon enrol --merchants https://merchants.… --cards https://cards.… --code 7K3M-…
koinon pay --card <what the QR holds> --amount-minor 1250 --currency EUR [--pin 1234]
koinon refund --payment <id> [--amount-minor 500]
koinon prove --payment <id> > receipt.json
koinon verify-receipt receipt.json --key <the municipality's published key>
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import httpx
import msgspec

from contracts.checkpoints import ProofFault
from services.client import payments, receipts, tills
from services.client.answers import Refused, Unanswered

TIMEOUT_SECONDS = 15


def parser() -> argparse.ArgumentParser:
    """Return what the command line understands."""
    command = argparse.ArgumentParser(prog="koinon", description=(__doc__ or "").split("\n")[0])
    command.add_argument("--till", type=Path, default=Path("till.json"), help="the till's file (default: till.json)")
    command.add_argument("--language", default="en", help="language of what is said to the holder: el, en or ar")
    commands = command.add_subparsers(dest="command", required=True)
    enrol = commands.add_parser("enrol", help="make a key and enrol this till by the office's code")
    enrol.add_argument("--merchants", required=True, help="address of the merchants service")
    enrol.add_argument("--cards", required=True, help="address of the cards service")
    enrol.add_argument("--code", required=True)
    enrol.add_argument("--name", default="till")
    pay = commands.add_parser("pay", help="sell")
    pay.add_argument("--card", required=True, help="what the card's QR code holds")
    pay.add_argument("--amount-minor", type=int, required=True)
    pay.add_argument("--currency", required=True, help="ISO 4217, such as EUR")
    pay.add_argument("--pin")
    pay.add_argument("--whole", action="store_true", help="decline rather than let the holder pay a part in cash")
    refund = commands.add_parser("refund", help="give money back")
    refund.add_argument("--payment", type=UUID, required=True)
    refund.add_argument("--amount-minor", type=int, help="default: all that is left")
    prove = commands.add_parser("prove", help="ask for what proves that a sale is in the signed ledger")
    prove.add_argument("--payment", type=UUID, required=True)
    check = commands.add_parser("verify-receipt", help="check a proof, without a network")
    check.add_argument("file", type=Path, help="what `koinon prove` has written")
    check.add_argument("--key", default="", help="the verifier key that the municipality has published")
    for moves_money in (pay, refund):
        moves_money.add_argument("--idempotency-key", default="", help="of an earlier try that had no answer")
    return command


def carry_out(arguments: argparse.Namespace, http: httpx.Client) -> msgspec.Struct:
    """Carry out one command and return what the service answered."""
    if arguments.command == "enrol":
        till = tills.enrol(
            http,
            merchants_url=arguments.merchants,
            cards_url=arguments.cards,
            code=arguments.code,
            name=arguments.name,
        )
        tills.save(till, arguments.till)
        return tills.Enrolled(id=till.till_id, merchant_id=till.merchant_id, key_id=till.key_id)
    if arguments.command == "verify-receipt":
        return receipts.verify(arguments.file, arguments.key)
    till = tills.load(arguments.till)
    if arguments.command == "prove":
        return receipts.prove(http, till, arguments.payment)
    if arguments.command == "pay":
        sale = payments.Sale(
            card_token=arguments.card,
            amount_minor=arguments.amount_minor,
            currency=arguments.currency,
            partial=not arguments.whole,
            pin=arguments.pin,
        )
        return payments.pay(http, till, sale, idempotency_key=arguments.idempotency_key)
    return payments.refund(
        http,
        till,
        arguments.payment,
        amount_minor=arguments.amount_minor,
        idempotency_key=arguments.idempotency_key,
    )


def main(words: Sequence[str] | None = None) -> int:
    """Print the answer as JSON; return 0 when it was done, 1 when it was declined or refused, 2 without an answer."""
    arguments = parser().parse_args(words)
    with httpx.Client(timeout=TIMEOUT_SECONDS, headers={"Accept-Language": arguments.language}) as http:
        try:
            answer = carry_out(arguments, http)
        except Unanswered as unanswered:
            print(unanswered, file=sys.stderr)
            return 2
        except (Refused, ProofFault, OSError, msgspec.MsgspecError) as refused:
            print(refused, file=sys.stderr)
            return 1
    print(msgspec.json.format(msgspec.json.encode(answer)).decode())
    return 1 if getattr(answer, "status", "") == "declined" else 0


if __name__ == "__main__":
    sys.exit(main())
