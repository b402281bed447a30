import httpx
import pytest

from services.client import payments, tills
from services.client.answers import Refused
from tests.client.shop import SALE, Shop


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422, 500])
def test_a_refusal_is_not_repeated(shop: Shop, till: tills.Till, http: httpx.Client, status: int) -> None:
    shop.script = [(status, {"type": "/problems/till-stopped", "title": "The till was stopped", "status": status})]
    with pytest.raises(Refused, match="stopped") as refused:
        payments.pay(http, till, SALE)
    assert refused.value.problem.status == status
    assert len(shop.seen) == 1


def test_an_answer_of_a_proxy_is_a_refusal_too(shop: Shop, till: tills.Till, http: httpx.Client) -> None:
    shop.script = [(413, b"<html>too large</html>")]
    with pytest.raises(Refused) as refused:
        payments.pay(http, till, SALE)
    assert refused.value.problem.status == 413
