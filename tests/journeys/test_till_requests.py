"""A till's requests: whatever is signed, and however it is signed wrongly, the answer is a problem document."""

import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from contracts.till_signature import TillRequest, sign
from services.kit.db import uuid7
from services.kit.settings import Settings
from services.kit.web import BODY_BYTES_MAX
from tests.cards.factories import Town
from tests.conftest import Run
from tests.journeys.endpoints import Operation, kinds, leaves, nothing, placed, sample, wrong
from tests.journeys.findings import Faults
from tests.journeys.serving import served_alone
from tests.journeys.test_every_endpoint import MALFORMED, MEDIA_TYPES, NUMBERS, TEXTS, encode

SIGNATURES: dict[str, dict[str, str]] = {
    "no digest": {"Content-Digest": ""},
    "a digest of something else": {"Content-Digest": "sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:"},
    "a digest that is none": {"Content-Digest": "md5=:x:"},
    "no signature": {"Signature": ""},
    "a signature that is none": {"Signature": "till=:%%%:"},
    "a short signature": {"Signature": "till=:AAAA:"},
    "no input": {"Signature-Input": ""},
    "an input without end": {"Signature-Input": "till=(" * 2_000},
    "an input of other components": {"Signature-Input": 'till=("@method");created=1;keyid="x"'},
    "a huge time": {
        "Signature-Input": 'till=("@method");created=99999999999999999999999;expires=1;nonce="x";keyid="x"'
    },
}


@pytest.fixture(scope="module")
async def town(run: Run, settings_of: Callable[..., Settings]) -> AsyncIterator[tuple[Town, list[Operation]]]:
    """A town whose shop sells, and what a till may ask for."""
    async with served_alone("cards", run, settings_of) as served:
        state = served.app.state
        client = served.client("paggaio")
        town = Town(http=served.http, client=client, worker=state.worker_database, settings=state.settings)
        await town.begin()
        yield town, [each for each in served.operations if each.signed and each.method == "POST"]


async def send(town: Town, operation: Operation, content: bytes, *, path: str = "", **replaced: str) -> Any:
    """Send a request of the town's till with some headers replaced after it was signed."""
    request = town.till.request(path or operation.address(), content, str(uuid7()))
    request.headers.update(replaced)
    return await town.http.send(request)


def whole(town: Town, operation: Operation) -> Any:
    """Return a body that would be carried out."""
    body = sample(operation.body or {}, operation.components)
    return body | {"card_token": town.token, "amount_minor": 100, "currency": "EUR"} if "card_token" in body else body


async def test_a_signed_body_that_is_malformed_is_refused(town: tuple[Town, list[Operation]], faults: Faults) -> None:
    shop, operations = town
    for operation in operations:
        for name, content in MALFORMED.items():
            faults.expect_problem(operation, name, await send(shop, operation, content), 400)
        for at, schema in leaves(operation.body or {}, operation.components):
            value = wrong(schema, operation.components)
            content = encode(placed(whole(shop, operation), at, value))
            faults.expect_problem(operation, f"{at} = {value}", await send(shop, operation, content), 400)
        large = b'{"a": "' + b"x" * BODY_BYTES_MAX + b'"}'
        faults.expect_problem(operation, "a large body", await send(shop, operation, large), 413)


async def test_no_signed_value_of_the_right_type_breaks_anything(
    town: tuple[Town, list[Operation]], faults: Faults
) -> None:
    shop, operations = town
    for operation in operations:
        for at, schema in leaves(operation.body or {}, operation.components):
            types = kinds(schema, operation.components)
            for value in (*(NUMBERS if "integer" in types else ()), *(TEXTS if "string" in types else ())):
                content = encode(placed(whole(shop, operation), at, value))
                answer = await send(shop, operation, content)
                faults.expect_no_failure(operation, f"{at} = {str(value)[:20]!r}", answer)
    assert (await shop.verify())["ok"]


async def test_a_signature_that_proves_nothing_is_refused(town: tuple[Town, list[Operation]], faults: Faults) -> None:
    shop, operations = town
    for operation in operations:
        content = json.dumps(whole(shop, operation)).encode()
        for name, headers in SIGNATURES.items():
            faults.expect_problem(operation, name, await send(shop, operation, content, **headers), 401)
        faults.expect_problem(operation, "a person's token", await unsigned(shop, operation, content), 401)
        for media_type in MEDIA_TYPES:
            answer = await send(shop, operation, content, **{"Content-Type": media_type})
            faults.expect_problem(operation, f"signed as JSON, sent as {media_type!r}", answer, 401)


async def unsigned(town: Town, operation: Operation, content: bytes) -> Any:
    """Send a request with a token of staff instead of a signature."""
    headers = {
        "Authorization": f"Bearer {town.client.token('maria', 'caseworker')}",
        "Content-Type": "application/json",
        "Idempotency-Key": str(uuid7()),
    }
    return await town.http.post(operation.address(), content=content, headers=headers)


async def test_another_media_type_is_refused_even_when_it_is_signed(
    town: tuple[Town, list[Operation]], faults: Faults
) -> None:
    shop, operations = town
    for operation in operations:
        content, path, key = json.dumps(whole(shop, operation)).encode(), operation.address(), str(uuid7())
        asked = TillRequest("POST", shop.till.origin + path, "text/plain", key, content)
        headers = sign(asked, shop.till.key, now=int(time.time()))
        answer = await shop.http.post(path, content=content, headers=headers)
        faults.expect_problem(operation, "as text/plain", answer, 415)


async def test_a_payment_that_is_not_there_is_not_refunded(town: tuple[Town, list[Operation]], faults: Faults) -> None:
    shop, operations = town
    for operation in operations:
        for parameter in operation.of("path"):
            path = operation.address(**{parameter["name"]: str(nothing())})
            content = json.dumps(whole(shop, operation)).encode()
            faults.expect_problem(operation, "a good body", await send(shop, operation, content, path=path), 404)
