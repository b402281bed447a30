"""Balances for an operator: of a wallet, of the wallet behind a card, of a budget line, of all lines."""

from datetime import date
from uuid import UUID

import httpx
import msgspec

from services.client.sessions import Session, address, read
from services.client.telling import Told, counted, money

PAGE = 200


class Lot(msgspec.Struct, frozen=True, kw_only=True):
    """Money credited for one month."""

    programme: str
    month: date
    expires_on: date
    remaining_minor: int
    held_minor: int


class Wallet(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody holds."""

    id: UUID
    currency: str
    balance_minor: int
    held_minor: int
    available_minor: int
    next_expiry_on: date | None
    next_expiry_minor: int | None
    lots: list[Lot]


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """A card and the wallet that it opens."""

    id: UUID
    wallet_id: UUID
    status: str


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A budget line as it stands in the list."""

    id: UUID
    name: str
    programme: str
    purpose: str
    status: str
    currency: str
    available_minor: int


class Lines(msgspec.Struct, frozen=True, kw_only=True):
    """A page of budget lines."""

    items: list[Line]
    next: str | None = None


class LineBalances(msgspec.Struct, frozen=True, kw_only=True):
    """A budget line in figures."""

    budget_line_id: UUID
    on: date
    currency: str
    granted_minor: int
    moved_in_minor: int
    moved_out_minor: int
    returned_minor: int
    reserved_minor: int
    credited_minor: int
    account_paid_minor: int
    spent_minor: int
    withdrawn_minor: int
    unspent_minor: int
    expired_minor: int
    available_minor: int


def of_wallet(http: httpx.Client, session: Session, wallet_id: UUID) -> Told:
    """Tell what a wallet holds."""
    wallet = read(http, session, f"{address(session, 'cards')}/wallets/{wallet_id}", Wallet)
    sentences = [f"Wallet {wallet.id} holds {money(wallet.balance_minor, wallet.currency)}."]
    if wallet.held_minor:
        held, free = money(wallet.held_minor, wallet.currency), money(wallet.available_minor, wallet.currency)
        sentences.append(f"{held} of it is held for shops; {free} can be spent.")
    if wallet.next_expiry_on is not None and wallet.next_expiry_minor is not None:
        expiring = money(wallet.next_expiry_minor, wallet.currency)
        sentences.append(f"{expiring} can be spent until {wallet.next_expiry_on}.")
    for lot in wallet.lots:
        left = money(lot.remaining_minor, wallet.currency)
        sentences.append(f"  {lot.programme} of {lot.month:%Y-%m}: {left}, until {lot.expires_on}")
    return Told(sentences=sentences, following="Nothing; only the holder sees what it was spent on.", answer=wallet)


def of_card(http: httpx.Client, session: Session, card_id: UUID) -> Told:
    """Tell what the wallet behind a card holds."""
    card = read(http, session, f"{address(session, 'cards')}/cards/{card_id}", Card)
    found = of_wallet(http, session, card.wallet_id)
    return msgspec.structs.replace(found, sentences=[f"Card {card.id} is {card.status}.", *found.sentences])


def of_budget_line(http: httpx.Client, session: Session, line_id: UUID) -> Told:
    """Tell where the money of a budget line is."""
    line = read(http, session, f"{address(session, 'cards')}/budget-lines/{line_id}/balances", LineBalances)
    figures = msgspec.structs.asdict(line)
    shown = [name for name, value in figures.items() if name.endswith("_minor") and value]
    sentences = [f"Budget line {line.budget_line_id} on {line.on}:"]
    sentences += [f"  {noun_of(name):<14}{money(figures[name], line.currency):>20}" for name in shown]
    nothing = "It has no money: two people fund it (propose a funding, let somebody else approve it)."
    return Told(sentences=sentences, following="Nothing." if shown else nothing, answer=line)


def noun_of(field: str) -> str:
    """Return what a figure is called."""
    return field.removesuffix("_minor").replace("_", " ")


def of_all_lines(http: httpx.Client, session: Session) -> Told:
    """Tell what is available on every budget line."""
    url, found, cursor = f"{address(session, 'cards')}/budget-lines", list[Line](), ""
    while True:
        page = read(http, session, f"{url}?limit={PAGE}{cursor}", Lines)
        found += page.items
        if page.next is None:
            break
        cursor = f"&cursor={page.next}"
    sentences = [counted(len(found), "budget line") + ":"]
    sentences += [
        f"  {each.id}  {each.status:<8}{money(each.available_minor, each.currency):>20}  {each.programme}: {each.name}"
        for each in found
    ]
    following = "koinon balance --budget-line <id> shows where a line's money is."
    return Told(sentences=sentences, following=following, answer=Lines(items=found))
