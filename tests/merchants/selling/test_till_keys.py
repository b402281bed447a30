"""A till changes its key by itself: both keys agree, and the former one counts for a day more."""

import base64
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts import till_keys
from contracts.till_signature import key_id
from tests.clients import Client
from tests.merchants import factories
from tests.merchants.conftest import Said, refusal

Key = Ed25519PrivateKey


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def raw(key: Key) -> bytes:
    return key.public_key().public_bytes_raw()


async def enrolled(client: Client) -> tuple[Any, Key]:
    """A till whose key the test has."""
    key, given = Key.generate(), await factories.code(client)
    body = {"code": given["code"], "public_key": encoded(raw(key))}
    return await client.post("/till-enrolments", body, by="-"), key


def change(till: Any, old: Key, new: Key, *, holder: Key | None = None, **other: Any) -> dict[str, Any]:
    """The change of a till's key as the till sends it."""
    till_id = UUID(till["id"])
    return {
        "till_id": till["id"],
        "public_key": encoded(raw(new)),
        "signature": encoded(till_keys.sign(till_id, raw(new), old)),
        "possession": encoded(till_keys.sign(till_id, raw(new), holder or new)),
    } | other


async def test_a_till_changes_its_key_once_however_often_it_asks(paggaio: Client, said: Said) -> None:
    till, old = await enrolled(paggaio)
    new = Key.generate()
    changed = await paggaio.post("/till-keys", change(till, old, new), by="-")
    assert (changed["key_id"], changed["version"]) == (key_id(raw(new)), till["version"] + 1)
    assert changed["former_key_until"] == "2026-02-03T07:30:00Z"
    assert await paggaio.post("/till-keys", change(till, old, new), by="-") == changed
    told = [each for type, each in await said() if type == "till_enrolled"]
    assert [each["key_id"] for each in told] == [till["key_id"], changed["key_id"]]
    assert told[-1]["former_key_until"] == changed["former_key_until"]
    assert await refusal(paggaio, "/till-keys", change(till, old, Key.generate()), by="-") == "401 key-not-agreed"


async def test_a_key_changes_only_with_the_word_of_both(paggaio: Client) -> None:
    till, old = await enrolled(paggaio)
    other, stranger = await enrolled(paggaio), Key.generate()
    new = Key.generate()
    for body in (
        change(till, stranger, new),
        change(till, old, new, holder=stranger),
        change(other[0], old, new),
        change(till, old, new) | {"public_key": encoded(raw(stranger))},
    ):
        assert await refusal(paggaio, "/till-keys", body, by="-") == "401 key-not-agreed"
    assert await refusal(paggaio, "/till-keys", change(till, old, other[1]), by="-") == "409 key-enrolled"
    nobody = change({"id": str(factories.new_id())}, old, new)
    assert await refusal(paggaio, "/till-keys", nobody, by="-") == "404 not-found"
    assert (await paggaio.get(f"/tills/{till['id']}"))["key_id"] == till["key_id"]


async def test_a_stopped_till_changes_no_key(paggaio: Client) -> None:
    till, old = await enrolled(paggaio)
    await paggaio.post(f"/tills/{till['id']}/stop", {"reason": "stolen"})
    assert await refusal(paggaio, "/till-keys", change(till, old, Key.generate()), by="-") == "403 till-stopped"
