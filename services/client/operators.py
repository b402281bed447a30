"""What operators ask and do from the command line: balances, verify, stop, trace, runs; under their own sign-in."""

import argparse
import getpass
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import msgspec

from services.client import balances, erasures, letters, reports, runs, sessions, statuses, stops, traces, verifications
from services.client.sessions import NotSignedIn, Session, SignIn
from services.client.telling import Told, moment

Subcommands = Any
"""What `add_subparsers` returns; argparse does not name its type."""
COMMANDS = (
    "sign-in",
    "sign-out",
    "status",
    "balance",
    "verify",
    "stop",
    "trace",
    "run",
    "report",
    "dead-letters",
    "replay",
    "erase",
)


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in, and with which services."""

    username: str
    addresses: dict[str, str]


def add_commands(commands: Subcommands) -> None:
    """Add the operators' commands to the command line."""
    sign_in = commands.add_parser("sign-in", help="sign in at the console; asks for the password")
    sign_in.add_argument("--username", required=True)
    sign_in.add_argument("--password-file", type=Path, help="read the password from there, not from the terminal")
    add_addresses(sign_in)
    commands.add_parser("sign-out", help="forget the sign-in")
    balance = commands.add_parser("balance", help="what is where; without an option: what budget lines have available")
    which = balance.add_mutually_exclusive_group()
    which.add_argument("--wallet", type=UUID)
    which.add_argument("--card", type=UUID)
    which.add_argument("--budget-line", type=UUID)
    add_addresses(commands.add_parser("status", help="how every service is; with addresses, without a sign-in"))
    dead = commands.add_parser("dead-letters", help="events that a service could not apply")
    dead.add_argument("service", choices=sessions.SERVICES)
    replay = commands.add_parser("replay", help="apply a dead letter again, and what waits behind it")
    replay.add_argument("service", choices=sessions.SERVICES)
    replay.add_argument("id", type=UUID, metavar="letter")
    erase = commands.add_parser("erase", help="what is due to be erased; with a list's id, let it go ahead")
    erase.add_argument("id", type=UUID, nargs="?", metavar="list")
    commands.add_parser("verify", help="recompute the whole ledger; 1 when anything differs")
    stop = commands.add_parser("stop", help="stop a card or a till, at once").add_subparsers(dest="what", required=True)
    card = stop.add_parser("card")
    card.add_argument("id", type=UUID)
    card.add_argument("--reason", choices=stops.REASONS, required=True)
    stop.add_parser("till").add_argument("id", type=UUID)
    commands.add_parser("trace", help="follow a payment from the till to those who hear of it").add_argument(
        "id", type=UUID, metavar="payment"
    )
    report = commands.add_parser("report", help="keep a month's report as a PDF")
    report.add_argument("--month", type=date.fromisoformat, required=True, help="a day of it, such as 2026-02-01")
    report.add_argument("--in", dest="report_language", choices=("ar", "el", "en"), help="default: the municipality's")
    report.add_argument("--file", type=Path, help="default: monthly-report-<month>.pdf")
    run = commands.add_parser("run", help="how far a benefit run is")
    run.add_argument("id", type=UUID)
    run.add_argument("--follow", action="store_true", help="say how it goes on until it is completed")


def add_addresses(command: argparse.ArgumentParser) -> None:
    """Let a command be told where the services are."""
    command.add_argument("--stack", type=Path, help="stack.json of an embedded stack, in place of addresses")
    for service in sessions.SERVICES:
        command.add_argument(f"--{service}", default="", metavar="URL")


def addresses_of(arguments: argparse.Namespace) -> dict[str, str]:
    """Return the addresses that a command was told. Raises OSError, msgspec.MsgspecError."""
    given = {name: getattr(arguments, name) for name in sessions.SERVICES if getattr(arguments, name)}
    known = sessions.addresses_of_stack(arguments.stack) if arguments.stack else {}
    return known | {name: url.rstrip("/") for name, url in given.items()}


def carry_out(arguments: argparse.Namespace, http: httpx.Client, say: Callable[[str], None]) -> Told:
    """Carry out an operator's command. Raises Refused, Unanswered, NotSignedIn, AddressUnknown."""
    if arguments.command == "sign-in":
        return sign_in(arguments, http)
    if arguments.command == "sign-out":
        return sign_out(arguments.session)
    if arguments.command == "status":
        return statuses.show(http, addresses_of(arguments) or sessions.load(arguments.session).addresses)
    return carry_out_signed_in(arguments, http, sessions.load(arguments.session), say)


def carry_out_signed_in(
    arguments: argparse.Namespace, http: httpx.Client, session: Session, say: Callable[[str], None]
) -> Told:
    """Carry out what only somebody with a role may. Raises Refused, Unanswered, AddressUnknown."""
    if arguments.command == "balance":
        return balance(arguments, http, session)
    if arguments.command == "dead-letters":
        return letters.show(http, session, arguments.service)
    if arguments.command == "replay":
        return letters.replay(http, session, arguments.service, arguments.id)
    if arguments.command == "stop":
        return stop(arguments, http, session)
    if arguments.command == "erase":
        return erasures.approve(http, session, arguments.id) if arguments.id else erasures.show(http, session)
    if arguments.command == "report":
        language, file = arguments.report_language, arguments.file
        return reports.keep(http, session, arguments.month, language=language, file=file)
    if arguments.command == "trace":
        return traces.trace(http, session, arguments.id)
    if arguments.command == "run":
        following = runs.follow(http, session, arguments.id, say) if arguments.follow else None
        return following or runs.show(http, session, arguments.id)
    return verifications.verify(http, session)


def stop(arguments: argparse.Namespace, http: httpx.Client, session: Session) -> Told:
    """Stop a card or a till."""
    if arguments.what == "card":
        return stops.stop_card(http, session, arguments.id, reason=arguments.reason)
    return stops.stop_till(http, session, arguments.id)


def balance(arguments: argparse.Namespace, http: httpx.Client, session: Session) -> Told:
    """Tell what is where."""
    if arguments.wallet:
        return balances.of_wallet(http, session, arguments.wallet)
    if arguments.card:
        return balances.of_card(http, session, arguments.card)
    if arguments.budget_line:
        return balances.of_budget_line(http, session, arguments.budget_line)
    return balances.of_all_lines(http, session)


def sign_in(arguments: argparse.Namespace, http: httpx.Client) -> Told:
    """Sign in and keep the session. Raises Refused, Unanswered, AddressUnknown."""
    addresses = addresses_of(arguments)
    if "console" not in addresses:
        raise sessions.AddressUnknown("Say where the console is: --console https://… (and --cards, --reporting …).")
    password = read_password(arguments.password_file)
    signing = SignIn(username=arguments.username, password=password, addresses=addresses)
    session = sessions.sign_in(http, signing)
    sessions.save(session, arguments.session)
    return Told(
        sentences=[
            f"{session.username} is signed in until {moment(session.expires_at)}.",
            f"Known are {', '.join(sorted(session.addresses))}; the session is in {arguments.session}.",
        ],
        following="koinon balance, verify, stop, trace or run; what you may do follows from your roles.",
        answer=SignedIn(username=session.username, addresses=session.addresses),
    )


def read_password(file: Path | None) -> str:
    """Return the password: from a file, from the terminal without showing it, or from what is piped in."""
    if file is not None:
        return file.read_text(encoding="utf-8").rstrip("\n")
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    return sys.stdin.readline().rstrip("\n")


def sign_out(path: Path) -> Told:
    """Forget the session; its token ends by itself within a quarter of an hour."""
    try:
        session = sessions.load(path)
    except NotSignedIn:
        path.unlink(missing_ok=True)
        nobody = SignedIn(username="", addresses={})
        return Told(sentences=["Nobody was signed in."], following="Nothing.", answer=nobody)
    path.unlink()
    return Told(
        sentences=[f"{session.username} is signed out."],
        following="Nothing.",
        answer=SignedIn(username=session.username, addresses={}),
    )


def advice(failure: Exception) -> str:
    """Return what to do about a failure."""
    if isinstance(failure, NotSignedIn):
        return "Sign in: koinon sign-in --username <name> --console https://… --cards https://…"
    if isinstance(failure, sessions.AddressUnknown):
        return "Sign in again and name it."
    if isinstance(failure, FileNotFoundError):
        return "Look where the file is; nothing was asked."
    status = getattr(getattr(failure, "problem", None), "status", 0)
    if status == httpx.codes.FORBIDDEN:
        return "Sign in as somebody who has one of these roles."
    if status == httpx.codes.NOT_FOUND:
        return "Look at the id, and whether you are signed in for its municipality."
    return "Nothing was changed." if status else "Ask again; a command is carried out once however often it is sent."
