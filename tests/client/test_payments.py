"""A till against a server that loses answers: the same key and bytes each time, never the same nonce."""

from uuid import UUID, uuid4

import httpx
import msgspec
import pytest

from services.client import payments, tills
from services.client.payments import SaleUnanswered
from tests.client.shop import IN_FLIGHT, RECEIPT, SALE, Shop


def test_a_sale_is_signed_and_its_receipt_read(shop: Shop, till: tills.Till, http: httpx.Client) -> None:
    shop.script = [(201, RECEIPT)]
    receipt = payments.pay(http, till, SALE)
    assert (receipt.status, receipt.amount_minor, receipt.bonus_minor, receipt.remainder_minor) == (
        "captured",
        1000,
        50,
        200,
    )
    ((claim, _, body),) = shop.seen
    assert claim is not None
    assert claim.key_id == till.key_id
    assert msgspec.json.decode(body) == {"card_token": SALE.card_token, "amount_minor": 1250, "currency": "EUR"}


def test_a_lost_answer_is_asked_for_again_with_the_same_key_and_bytes_and_a_new_nonce(
    shop: Shop, till: tills.Till, http: httpx.Client
) -> None:
    shop.script = [None, (503, b"<html>away</html>"), (409, IN_FLIGHT), (201, RECEIPT)]
    assert payments.pay(http, till, SALE, idempotency_key="sale-1").id == UUID(str(RECEIPT["id"]))
    assert {key for _, key, _ in shop.seen} == {"sale-1"}
    assert len({body for _, _, body in shop.seen}) == 1
    assert len({claim.nonce for claim, _, _ in shop.seen if claim}) == 4
    assert len({claim.signature for claim, _, _ in shop.seen if claim}) == 4


def test_without_any_answer_the_key_for_later_is_told(shop: Shop, till: tills.Till, http: httpx.Client) -> None:
    shop.script = [None] * 4
    with pytest.raises(SaleUnanswered) as unanswered:
        payments.pay(http, till, SALE)
    assert {key for _, key, _ in shop.seen} == {unanswered.value.idempotency_key}


def test_a_refund_names_its_payment(shop: Shop, till: tills.Till, http: httpx.Client) -> None:
    payment_id = uuid4()
    back = {"id": str(uuid4()), "payment_id": str(payment_id), "currency": "EUR", "amount_minor": 500}
    shop.script = [(201, back | {"bonus_minor": 25, "refunded_at": "2026-03-01T09:00:00Z"})] * 2
    assert payments.refund(http, till, payment_id, amount_minor=500).bonus_minor == 25
    payments.refund(http, till, payment_id)
    assert [body for _, _, body in shop.seen] == [b'{"amount_minor":500}', b"{}"]
