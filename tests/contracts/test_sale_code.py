"""The code that a till shows: its vector, its time, and that nobody makes or changes one without the till's key."""

import base64
import re
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts import sale_code
from contracts.sale_code import (
    CLOCK_SKEW_SECONDS_MAX,
    LIFETIME_SECONDS_MAX,
    Asked,
    SaleCodeExpired,
    SaleCodeMalformed,
    SaleCodeTooLong,
    SaleCodeWrong,
)

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "sale-code.md"
VECTOR = dict(re.findall(r"^\| ([A-Za-z ]+) \| `([^`]+)` \|$", GUIDE.read_text("utf-8"), re.MULTILINE))
KEY = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(VECTOR["private key"]))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
PUBLIC, ORIGIN, EXPIRES = bytes.fromhex(VECTOR["public key"]), VECTOR["origin"], int(VECTOR["expires"])
ASKED = Asked(UUID(VECTOR["merchant id"]), UUID(VECTOR["sale id"]), int(VECTOR["amount"]), VECTOR["currency"], EXPIRES)


def test_the_guides_vector_is_what_is_made_and_read() -> None:
    assert sale_code.make(ASKED, KEY, origin=ORIGIN) == VECTOR["code"]
    code = sale_code.read(VECTOR["code"])
    assert (code.key_id, code.asked, code.signed.hex()) == (VECTOR["key id"], ASKED, VECTOR["signed bytes"])
    assert len(VECTOR["code"]) == sale_code.LENGTH
    sale_code.verify(code, public_key=PUBLIC, origin=ORIGIN)


@pytest.mark.parametrize("place", [1, 2, 33, 34, 49, 50, 65, 72, 73, 74, 76, 80, 81, 144])
def test_no_byte_of_a_code_can_be_changed(place: int) -> None:
    content = bytearray(base64.urlsafe_b64decode(VECTOR["code"] + "=="))
    content[place] ^= 1
    changed = base64.urlsafe_b64encode(content).rstrip(b"=").decode()
    with pytest.raises((SaleCodeWrong, SaleCodeMalformed)):
        sale_code.verify(sale_code.read(changed), public_key=PUBLIC, origin=ORIGIN)


@pytest.mark.parametrize(
    ("key", "origin"), [(OTHER, ORIGIN), (KEY, "https://cards.trial.example")], ids=["key", "installation"]
)
def test_a_code_is_of_one_key_and_one_installation(key: Ed25519PrivateKey, origin: str) -> None:
    code = sale_code.read(sale_code.make(ASKED, key, origin=origin))
    with pytest.raises(SaleCodeWrong):
        sale_code.verify(code, public_key=PUBLIC, origin=ORIGIN)


@pytest.mark.parametrize(
    ("seconds", "fault"),
    [
        (-LIFETIME_SECONDS_MAX - CLOCK_SKEW_SECONDS_MAX - 1, SaleCodeTooLong),
        (-LIFETIME_SECONDS_MAX - CLOCK_SKEW_SECONDS_MAX, None),
        (CLOCK_SKEW_SECONDS_MAX, None),
        (CLOCK_SKEW_SECONDS_MAX + 1, SaleCodeExpired),
    ],
)
def test_a_code_counts_for_five_minutes_and_what_clocks_differ(seconds: int, fault: type[Exception] | None) -> None:
    code = sale_code.read(VECTOR["code"])
    if fault is None:
        sale_code.check_time(code, now=EXPIRES + seconds)
    else:
        with pytest.raises(fault):
            sale_code.check_time(code, now=EXPIRES + seconds)


@pytest.mark.parametrize(
    "shown",
    ["", VECTOR["code"][:-1], VECTOR["code"] + "A", "B" + VECTOR["code"][1:], "%" * 194, "é" * 194, "A" * 194],
)
def test_what_is_no_code_of_this_version_is_malformed(shown: str) -> None:
    with pytest.raises(SaleCodeMalformed):
        sale_code.read(shown)
