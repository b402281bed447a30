"""Certificates: what was signed reads back, and nothing else does."""

from datetime import date
from uuid import UUID

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from contracts import certificates
from contracts.certificates import Certificate
from contracts.checkpoints import ProofFault, verifier_key

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ORIGIN = certificates.origin_of("al_koura")
VERIFIER = verifier_key(ORIGIN, KEY.public_key().public_bytes_raw())
CERTIFICATE = Certificate(
    origin=ORIGIN,
    id=UUID("0198f2a0-0000-7000-8000-000000000001"),
    holder="مريم بني يونس",
    title="حاضنة الكورة",
    attended=15,
    sessions=19,
    completed_on=date(2026, 5, 30),
)
NOTE = certificates.sign(CERTIFICATE, KEY)


@pytest.mark.parametrize("note", [NOTE, NOTE.rstrip("\n"), NOTE.replace("\n", "\r\n")], ids=["whole", "cut", "windows"])
def test_a_certificate_is_checked_by_the_issuers_key_alone(note: str) -> None:
    assert certificates.open_certificate(note, VERIFIER) == CERTIFICATE


SAID = st.text(st.characters(exclude_categories=["Cs"]), max_size=40).map(lambda said: f"{said}.")


@given(holder=SAID, title=SAID)
def test_no_name_is_taken_for_another_part(holder: str, title: str) -> None:
    stated = msgspec.structs.replace(CERTIFICATE, holder=holder, title=title)
    opened = certificates.open_certificate(certificates.sign(stated, KEY), VERIFIER)
    assert (opened.holder, opened.title) == (certificates.one_line(holder), certificates.one_line(title))
    assert (opened.id, opened.attended, opened.completed_on) == (stated.id, 15, stated.completed_on)


@pytest.mark.parametrize(
    ("before", "after"),
    [("مريم", "سلمى"), ("attended 15", "attended 19"), ("2026-05-30", "2026-05-31"), ("— koinon", "- koinon")],
)
def test_what_was_changed_after_signing_is_no_certificate(before: str, after: str) -> None:
    changed = NOTE.replace(before, after) if before in NOTE else ""
    with pytest.raises(ProofFault):
        certificates.open_certificate(changed, VERIFIER)


def test_another_issuers_key_opens_nothing() -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    keys = [
        verifier_key(ORIGIN, other.public_key().public_bytes_raw()),
        verifier_key(certificates.origin_of("paggaio"), KEY.public_key().public_bytes_raw()),
        "not a key",
    ]
    for key in keys:
        with pytest.raises(ProofFault):
            certificates.open_certificate(NOTE, key)
