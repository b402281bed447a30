"""`koinon`: a till on the command line, and what operators ask and do. A till's 12.50 € is 1250, in minor units.

koinon enrol --merchants https://merchants.… --cards https://cards.… --code 7K3M-…
koinon change-key
koinon choose-pin --code 7K3M-… --pin 2580
koinon sign-on --number 3 --pin 2580
koinon figures
koinon end-day
koinon pay --card <what the QR holds> --amount-minor 1250 --currency EUR [--pin 1234]
koinon show-code --amount-minor 1250 --currency EUR > shown.json
koinon sale-result --sale <the code's sale_id>
koinon simulate --cards cards.txt --sales 100 --currency EUR [--per-second 2]
koinon refund --payment <id> [--amount-minor 500]
koinon prove --payment <id> > receipt.json
koinon verify-receipt receipt.json --key <the municipality's published key>
koinon verify-certificate scanned.txt --key <the municipality's published key>

koinon sign-in --username <name> --console https://console.… --cards https://cards.… --reporting https://…
koinon status [--stack .local/stack.json | --cards https://cards.… …]
koinon balance [--wallet <id> | --card <id> | --budget-line <id>]
koinon verify
koinon stop card <id> --reason lost
koinon stop till <id>
koinon trace <payment id>
koinon run <id> --follow
koinon report --month 2026-02-01 [--in el] [--file report.pdf]
koinon dead-letters <service>
koinon replay <service> <letter id>
koinon erase [<list id>]
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import httpx
import msgspec

from contracts.checkpoints import ProofFault
from services.client import (
    cashiers,
    certificates,
    operators,
    payments,
    receipts,
    sale_codes,
    sessions,
    simulators,
    tills,
)
from services.client.answers import Refused, Unanswered
from services.client.sessions import AddressUnknown, NotSignedIn

TIMEOUT_SECONDS = 15


def parser() -> argparse.ArgumentParser:
    """Return what the command line understands."""
    command = argparse.ArgumentParser(prog="koinon", description=(__doc__ or "").split("\n")[0])
    command.add_argument("--till", type=Path, default=Path("till.json"), help="the till's file (default: till.json)")
    command.add_argument("--language", default="en", help="language of what is said to the holder: el, en or ar")
    command.add_argument("--session", type=Path, default=sessions.FILE, help="an operator's sign-in (~/.koinon)")
    command.add_argument("--json", action="store_true", help="operators' commands: answer as data, not in sentences")
    commands = command.add_subparsers(dest="command", required=True)
    add_till_commands(commands)
    cashiers.add_commands(commands)
    operators.add_commands(commands)
    return command


def add_till_commands(commands: operators.Subcommands) -> None:
    """Add what a till does to the command line."""
    enrol = commands.add_parser("enrol", help="make a key and enrol this till by the office's code")
    enrol.add_argument("--merchants", required=True, help="address of the merchants service")
    enrol.add_argument("--cards", required=True, help="address of the cards service")
    enrol.add_argument("--code", required=True)
    enrol.add_argument("--name", default="till")
    change = commands.add_parser("change-key", help="make another key; the present one counts for some hours more")
    change.add_argument("--merchants", default="", help="address of the merchants service, where the file has none")
    pay = commands.add_parser("pay", help="sell")
    pay.add_argument("--card", required=True, help="what the card's QR code holds")
    pay.add_argument("--amount-minor", type=int, required=True)
    pay.add_argument("--currency", required=True, help="ISO 4217, such as EUR")
    pay.add_argument("--pin")
    pay.add_argument("--whole", action="store_true", help="decline rather than let the holder pay a part in cash")
    refund = commands.add_parser("refund", help="give money back")
    refund.add_argument("--payment", type=UUID, required=True)
    refund.add_argument("--amount-minor", type=int, help="default: all that is left")
    sale_codes.add_commands(commands)
    simulators.add_commands(commands)
    prove = commands.add_parser("prove", help="ask for what proves that a sale is in the signed ledger")
    prove.add_argument("--payment", type=UUID, required=True)
    prove.add_argument("--size", type=int, help="by the checkpoint over so many transfers, such as a published one")
    check = commands.add_parser("verify-receipt", help="check a proof, without a network")
    check.add_argument("file", type=Path, help="what `koinon prove` has written")
    check.add_argument("--key", default="", help="the verifier key that the municipality has published")
    trained = commands.add_parser("verify-certificate", help="check a certificate of training, without a network")
    trained.add_argument("file", type=Path, help="what the QR on the paper says, as text")
    trained.add_argument("--key", required=True, help="the verifier key that the municipality has published")
    for moves_money in (pay, refund):
        moves_money.add_argument("--idempotency-key", default="", help="of an earlier try that had no answer")


def carry_out(arguments: argparse.Namespace, http: httpx.Client) -> msgspec.Struct:
    """Carry out a till's command and return what the service answered."""
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
    if arguments.command == "change-key":
        changed = tills.change_key(http, arguments.till, merchants_url=arguments.merchants)
        return tills.Enrolled(id=changed.till_id, merchant_id=changed.merchant_id, key_id=changed.key_id)
    if arguments.command == "verify-receipt":
        return receipts.verify(arguments.file, arguments.key)
    if arguments.command == "verify-certificate":
        return certificates.verify(arguments.file, arguments.key)
    till = tills.load(arguments.till)
    if arguments.command in cashiers.COMMANDS:
        return cashiers.carry_out(arguments, http, till)
    if arguments.command in sale_codes.COMMANDS:
        return sale_codes.carry_out(arguments, http, till)
    if arguments.command == "simulate":
        return simulators.carry_out(arguments, http, till)
    if arguments.command == "prove":
        return receipts.prove(http, till, arguments.payment, size=arguments.size)
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


def operate(arguments: argparse.Namespace, http: httpx.Client) -> int:
    """Carry out an operator's command, say what was found or done and what to do next; return the exit code."""
    quiet = arguments.json

    def say(line: str) -> None:
        print(line, file=sys.stderr if quiet else sys.stdout, flush=True)

    try:
        told = operators.carry_out(arguments, http, say)
    except (Refused, Unanswered, NotSignedIn, AddressUnknown, OSError, msgspec.MsgspecError) as failure:
        print(failure, f"Next: {operators.advice(failure)}", sep="\n", file=sys.stderr)
        return 2 if isinstance(failure, Unanswered) else 1
    print(formatted(told.answer) if quiet else "\n".join([*told.sentences, f"Next: {told.following}"]))
    return 0 if told.is_well else 1


def formatted(answer: msgspec.Struct) -> str:
    """Return an answer as JSON that people can read."""
    return msgspec.json.format(msgspec.json.encode(answer)).decode()


def main(words: Sequence[str] | None = None) -> int:
    """Print the answer; return 0 when it was done, 1 when it was declined, refused or is not well, 2 for no answer."""
    arguments = parser().parse_args(words)
    with httpx.Client(timeout=TIMEOUT_SECONDS, headers={"Accept-Language": arguments.language}) as http:
        if arguments.command in operators.COMMANDS:
            return operate(arguments, http)
        try:
            answer = carry_out(arguments, http)
        except Unanswered as unanswered:
            print(unanswered, file=sys.stderr)
            return 2
        except (Refused, ProofFault, OSError, UnicodeDecodeError, msgspec.MsgspecError) as refused:
            print(refused, file=sys.stderr)
            return 1
    print(formatted(answer))
    return 1 if getattr(answer, "status", "") == "declined" else 0


if __name__ == "__main__":
    sys.exit(main())
