"""A till's request: whose key signed it, where and when it was sold."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.di import Provide
from litestar.handlers import BaseRouteHandler

from contracts import phone_code
from contracts.merchants import DisputeAnswer
from contracts.till_signature import TillRequest
from services.cards.deciding.standings import PinState
from services.cards.holders import cards, phones, pins
from services.cards.holders.phones import ShownCode
from services.cards.holders.pins import PinTry
from services.cards.payments import (
    authorisations,
    captures,
    disputes,
    inquiries,
    payments,
    postings,
    refunds,
    releases,
    requests,
    respends,
    sale_codes,
    sales,
    till_reports,
    withdrawals,
)
from services.cards.payments.disputes import Dispute
from services.cards.payments.inquiries import Inquiry, InquiryRequest
from services.cards.payments.postings import Answer, Postings
from services.cards.payments.refunds import Refund
from services.cards.payments.requests import TillAsks
from services.cards.payments.respends import RespendRequest
from services.cards.payments.sale_codes import Counter, SaleResult
from services.cards.payments.sales import AskedKind, SaleRequest
from services.cards.payments.till_reports import Closing, TillFigures, TillReport
from services.cards.payments.withdrawals import WithdrawalRequest
from services.cards.shops import cashiers, till_standings
from services.cards.shops.cashiers import Cashier, ChosenPin, SignedOff, SigningOn
from services.cards.shops.signatures import SignedTill, Tills
from services.cards.shops.till_standings import TillStanding
from services.kit import log as logs
from services.kit.clock import TIME_HEADER, business_time
from services.kit.db import Context, Database
from services.kit.idempotency import KEY_HEADER, check_key, fingerprint
from services.kit.sentences import LANGUAGES
from services.kit.settings import Settings

AnyRequest = Request[Any, Any, State]


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """What is known about a signed request before its body is looked at."""

    till: SignedTill
    context: Context
    settings: Settings
    database: Database
    postings: Postings[payments.Stored]
    holds: Postings[authorisations.Stored]
    idempotency_key: str
    fingerprint: bytes
    language: str
    """The language of the receipt: the till's choice, else the tenant's."""

    @property
    def asks(self) -> TillAsks:
        """Return whose command this is."""
        return TillAsks(till=self.till, idempotency_key=self.idempotency_key, fingerprint=self.fingerprint)

    async def sell(self, request: SaleRequest) -> Answer[payments.Stored]:
        """Post a sale. Raises Malformed for a basket that does not add up."""
        return await self.postings.submit(await self.ask(request, "sale"))

    async def standing(self) -> TillStanding:
        """Return how the till stands."""
        async with self.database.transaction(self.context) as transaction:
            await requests.check(transaction, self.till)
            return await till_standings.of_till(transaction, self.till.id)

    async def hold(self, request: SaleRequest) -> Answer[authorisations.Stored]:
        """Post a hold. Raises Malformed for a basket that does not add up."""
        return await self.holds.submit(await self.ask(request, "hold"))

    async def withdraw(self, request: WithdrawalRequest) -> Answer[payments.Stored]:
        """Post a withdrawal."""
        return await self.postings.submit(await self.ask(withdrawals.as_sale(request), "withdrawal"))

    async def inquire(self, request: InquiryRequest) -> tuple[Inquiry, bool]:
        """Try the PIN and tell what the card holds; also return whether that had been asked before."""
        pin = await self.try_pin(cards.token_hash(request.card_token), request.pin)
        async with self.database.transaction(self.context) as transaction:
            return await inquiries.ask_at_till(transaction, self.asks, request.card_token, pin)

    async def ask(self, request: SaleRequest, kind: AskedKind) -> sales.Asked:
        """Try the PIN, where one was entered, and return what waits for its posting."""
        sales.check_request(request)
        phone = await self.look_at(request)
        token_hash = phone.token_hash if phone else cards.token_hash(request.card_token or "")
        refused = phone is not None and phone.state != "right" and request.card_number is None
        pin = await self.try_pin(token_hash, None if refused else request.pin)
        zone = self.settings.municipalities[self.till.municipality_id].zone
        return sales.Asked(
            request=request,
            till=self.till,
            idempotency_key=self.idempotency_key,
            fingerprint=self.fingerprint,
            pin=pin,
            phone=phone,
            now=self.context.now,
            today=self.context.now.astimezone(zone).date(),
            kind=kind,
        )

    async def capture(
        self, authorisation_id: UUID, amount_minor: int | None, *, final: bool
    ) -> tuple[payments.Stored, bool]:
        """Post a capture; also return whether it had been made before."""
        async with self.database.transaction(self.context) as transaction:
            return await captures.capture(
                transaction, self.asks, authorisation_id, amount_minor=amount_minor, final=final
            )

    async def void(self, authorisation_id: UUID) -> tuple[authorisations.Stored, bool]:
        """Let go of what is held; also return whether that had been done before."""
        async with self.database.transaction(self.context) as transaction:
            return await releases.void(transaction, self.asks, authorisation_id)

    async def respend(self, request: RespendRequest) -> tuple[respends.Stored, bool]:
        """Post a re-spend; also return whether it had been made before."""
        async with self.database.transaction(self.context) as transaction:
            return await respends.respend(transaction, self.asks, request)

    async def look_at(self, request: SaleRequest) -> ShownCode | None:
        """Return what a phone's code is worth for this sale, having used it up; None for what a printed card says."""
        if request.card_number is not None:
            digest = await pins.digest_of_number(self.database, self.context, request.card_number)
            return ShownCode(token_hash=digest, state="absent")
        shown, key = request.card_token or "", self.idempotency_key
        if len(shown) != phone_code.LENGTH:
            return None
        return await phones.look_at(self.database, self.context, shown, till_id=self.till.id, key=key)

    async def try_pin(self, token_hash: bytes, pin: str | None) -> PinState:
        """Return whether the PIN that was entered for this sale is right, having spent a try on it."""
        if pin is None:
            return "absent"
        entered = PinTry(token_hash=token_hash, pin=pin, till_id=self.till.id, idempotency_key=self.idempotency_key)
        return await pins.try_pin(self.database, self.context, self.settings.keyring["pin"], entered)

    async def refund(self, payment_id: UUID, amount_minor: int | None) -> tuple[Refund, bool]:
        """Post a refund; also return whether it had been given before."""
        asked = refunds.Asked(
            payment_id=payment_id,
            till_id=self.till.id,
            idempotency_key=self.idempotency_key,
            fingerprint=self.fingerprint,
            amount_minor=amount_minor,
            right="refund",
        )
        async with self.database.transaction(self.context) as transaction:
            return await refunds.refund(transaction, asked, self.till)

    async def choose_pin(self, chosen: ChosenPin) -> Cashier:
        """Set the PIN that a cashier has chosen."""
        async with self.database.transaction(self.context) as transaction:
            await requests.check(transaction, self.till)
            return await cashiers.choose_pin(transaction, self.settings.keyring["pin"], self.till.id, chosen)

    async def sign_on(self, asked: SigningOn) -> Cashier:
        """Try a cashier's PIN, the try spent and committed before, and sign the cashier on."""
        async with self.database.transaction(self.context) as transaction:
            await requests.check(transaction, self.till)
            tried = await cashiers.spend_try(transaction, self.till.id, asked.number)
        cashier_id = cashiers.check_pin(self.settings.keyring["pin"], tried, asked.pin)
        async with self.database.transaction(self.context) as transaction:
            return await cashiers.sign_on(transaction, self.till.id, cashier_id)

    async def sign_off(self) -> SignedOff:
        """Sign off whoever is signed on."""
        async with self.database.transaction(self.context) as transaction:
            await requests.check(transaction, self.till)
            return await cashiers.sign_off(transaction, self.till.id)

    async def figures(self) -> TillFigures:
        """Return the till's figures of now."""
        async with self.database.transaction(self.context) as transaction:
            await requests.check(transaction, self.till)
            return await till_reports.figures(transaction, self.till.id)

    async def close_period(self, _closing: Closing) -> tuple[TillReport, bool]:
        """End the till's period with its report; also return whether it had been made before."""
        async with self.database.transaction(self.context) as transaction:
            await requests.check(transaction, self.till)
            return await till_reports.close(transaction, self.asks)

    async def reports(self, *, after: UUID | None, limit: int) -> list[TillReport]:
        """Return the till's reports of earlier periods."""
        async with self.database.transaction(self.context) as transaction:
            await requests.check(transaction, self.till)
            return await till_reports.of_till(transaction, self.till.id, after=after, limit=limit)

    async def result(self, sale_id: UUID) -> SaleResult:
        """Return what has become of a sale of this till."""
        async with self.database.transaction(self.context) as transaction:
            return await sale_codes.result(transaction, self.till, sale_id, self.language)

    async def answer(self, dispute_id: UUID, answer: DisputeAnswer) -> tuple[Dispute, bool]:
        """Note what the shop says to a dispute; also return whether it had been said before."""
        async with self.database.transaction(self.context) as transaction:
            return await disputes.answer(transaction, self.asks, dispute_id, answer)


def headers_of(connection: ASGIConnection[Any, Any, Any, State]) -> dict[str, str]:
    """Return the headers by their names, which are lower-case in ASGI; of a repeated one the last."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in connection.scope["headers"]}


async def signed_by_till(connection: ASGIConnection[Any, Any, Any, State], handler: BaseRouteHandler) -> None:
    """Let in what a till has signed. Raises the problem of the signature's first fault."""
    assert isinstance(connection, Request)  # Our routes answer nothing else.
    state, headers, path = connection.app.state, headers_of(connection), connection.scope["path"]
    key = check_key(headers.get(KEY_HEADER))
    settings: Settings = state.settings
    body, query = await connection.body(), connection.scope["query_string"].decode("latin-1")
    asked = TillRequest(
        method=connection.method,
        target_uri=settings.public_url.rstrip("/") + path + (f"?{query}" if query else ""),
        content_type=headers.get("content-type", ""),
        idempotency_key=key,
        body=body,
    )
    counter = counter_of(state)
    now = business_time(settings, headers.get(TIME_HEADER))
    till = await counter.tills.check(asked, headers, now=now)
    context = Context(
        now=now,
        municipality_ids=(till.municipality_id,),
        actor_id=till.id,
        request_id=logs.request_id.get(),
        traceparent=logs.traceparent.get(),
    )
    connection.scope["signed"] = Signed(  # type: ignore[typeddict-unknown-key]
        till=till,
        context=context,
        settings=settings,
        database=state.database,
        postings=counter.postings,
        holds=state.holds,
        idempotency_key=key,
        fingerprint=fingerprint(settings.keyring["idempotency"] + path.encode(), body),
        language=language_of(headers, settings.municipalities[till.municipality_id].language),
    )


def counter_of(state: State) -> Counter:
    """Return what all sales of this process pass through; it is made by the first of them."""
    if not hasattr(state, "counter"):
        state.holds = Postings(state.database, authorisations.HOLDS)
        state.counter = Counter(
            settings=state.settings,
            database=state.database,
            tills=Tills(state.database),
            postings=Postings(state.database, postings.PAYMENTS),
        )
    found: Counter = state.counter
    return found


signed_by_till.wants_key = True  # type: ignore[attr-defined]


def language_of(headers: Mapping[str, str], default: str) -> str:
    """Return the first language that the till accepts and we speak, else the tenant's."""
    wanted = [part.split(";")[0].strip()[:2].lower() for part in headers.get("accept-language", "").split(",")]
    return next((language for language in wanted if language in LANGUAGES), default)


def provide_signed(request: AnyRequest) -> Signed:
    """Return what the guard has found."""
    found: Signed = request.scope["signed"]  # type: ignore[typeddict-item]
    return found


SIGNED = {"signed": Provide(provide_signed, sync_to_thread=False)}
