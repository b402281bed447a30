"""Signed notes against the C2SP rules, and leaves that are read back."""

import base64
import hashlib
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from contracts.checkpoints import Checkpoint, ProofFault, open_note, sign, verifier_key
from contracts.ledger_proof import read_leaf

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
VERIFIER = verifier_key("koinon/paggaio/ledger", KEY.public_key().public_bytes_raw())
CHECKPOINT = Checkpoint(
    origin="koinon/paggaio/ledger",
    size=7,
    root=hashlib.sha256(b"7").digest(),
    sealed_at=datetime(2026, 2, 3, tzinfo=UTC),
)


def test_a_note_is_what_c2sp_says_it_is() -> None:
    body, signature = sign(CHECKPOINT, KEY).split("\n\n")
    assert body.split("\n")[:2] == ["koinon/paggaio/ledger", "7"]
    dash, name, value = signature.rstrip("\n").split(" ")
    assert (dash, name) == ("—", "koinon/paggaio/ledger")
    public = KEY.public_key().public_bytes_raw()
    raw = base64.b64decode(value)
    assert raw[:4] == hashlib.sha256(b"koinon/paggaio/ledger\n\x01" + public).digest()[:4]
    KEY.public_key().verify(raw[4:], (body + "\n").encode())
    assert open_note(sign(CHECKPOINT, KEY), VERIFIER) == CHECKPOINT


@given(place=st.integers(0, 10_000), letter=st.characters(max_codepoint=0x7F))
def test_a_note_with_one_other_letter_is_refused(place: int, letter: str) -> None:
    """Also where base64 has bits to spare."""
    note = sign(CHECKPOINT, KEY)
    place %= len(note) - 1
    changed = note[:place] + letter + note[place + 1 :]
    if changed != note:
        with pytest.raises(ProofFault):
            open_note(changed, VERIFIER)


@pytest.mark.parametrize("verifier", ["", "a", "a+b+c", "koinon/paggaio/ledger+00000000+AQ==", "é+1+=", VERIFIER[:-4]])
def test_what_is_no_key_is_refused(verifier: str) -> None:
    with pytest.raises(ProofFault):
        open_note(sign(CHECKPOINT, KEY), verifier)


@given(st.text())
def test_what_is_no_note_or_leaf_is_refused(text: str) -> None:
    with pytest.raises(ProofFault):
        open_note(text, VERIFIER)
    with pytest.raises(ProofFault):
        read_leaf(text)
