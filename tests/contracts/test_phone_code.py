"""The code that a phone shows: its vector, its time, and that nobody makes or changes one without the key."""

import base64
import re
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts import phone_code
from contracts.phone_code import SKEW_STEPS, STEP_SECONDS, PhoneCodeMalformed, PhoneCodeStale, PhoneCodeWrong

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "phone-code.md"
VECTOR = dict(re.findall(r"^\| ([A-Za-z ]+) \| `([^`]+)` \|$", GUIDE.read_text("utf-8"), re.MULTILINE))
KEY = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(VECTOR["private key"]))
PUBLIC = bytes.fromhex(VECTOR["public key"])
KEY_ID, NOW = UUID(VECTOR["key id"]), int(VECTOR["Unix seconds"])


def test_the_guides_vector_is_what_is_made_and_read() -> None:
    assert phone_code.make(KEY_ID, KEY, now=NOW, nonce=bytes.fromhex(VECTOR["nonce"])) == VECTOR["code"]
    code = phone_code.read(VECTOR["code"])
    assert (code.key_id, code.signed.hex(), code.nonce.hex()) == (KEY_ID, VECTOR["signed bytes"], VECTOR["nonce"])
    assert code.expires == (NOW // STEP_SECONDS + 2) * STEP_SECONDS
    assert len(VECTOR["code"]) == phone_code.LENGTH
    phone_code.verify(code, public_key=PUBLIC, now=NOW)


def test_each_code_is_another() -> None:
    assert phone_code.make(KEY_ID, KEY, now=NOW) != phone_code.make(KEY_ID, KEY, now=NOW)


@pytest.mark.parametrize("steps", range(-3, 4))
def test_a_code_counts_in_its_step_and_its_neighbours(steps: int) -> None:
    code = phone_code.read(phone_code.make(KEY_ID, KEY, now=NOW))
    shown_at = NOW + steps * STEP_SECONDS
    if abs(steps) <= SKEW_STEPS:
        phone_code.verify(code, public_key=PUBLIC, now=shown_at)
    else:
        with pytest.raises(PhoneCodeStale):
            phone_code.verify(code, public_key=PUBLIC, now=shown_at)


@pytest.mark.parametrize("place", range(1, 93))
def test_no_byte_of_a_code_can_be_changed(place: int) -> None:
    content = bytearray(base64.urlsafe_b64decode(VECTOR["code"]))
    content[place] ^= 1
    changed = phone_code.read(base64.urlsafe_b64encode(content).decode())
    with pytest.raises(PhoneCodeWrong):
        phone_code.verify(changed, public_key=PUBLIC, now=NOW)


def test_a_code_of_another_key_is_wrong_before_it_is_stale() -> None:
    code = phone_code.read(phone_code.make(KEY_ID, Ed25519PrivateKey.generate(), now=0))
    with pytest.raises(PhoneCodeWrong):
        phone_code.verify(code, public_key=PUBLIC, now=NOW)


@pytest.mark.parametrize("shown", ["", "A" * 22, VECTOR["code"][:-4], VECTOR["code"] + "AAAA", "B" + VECTOR["code"][1:],
                                   "%" * 124, "é" * 124])  # fmt: skip
def test_what_is_no_code_of_this_version_is_malformed(shown: str) -> None:
    with pytest.raises(PhoneCodeMalformed):
        phone_code.read(shown)
