"""A certificate that somebody shows to an employer, who checks it with nothing but the pages."""

import json
from base64 import b64decode
from datetime import date
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts import certificates
from contracts.certificates import Certificate
from infra.keys import Keys
from tests.browser.desks import Desk
from tests.stacks import Stack

HOLDER = "ليلى العمري"


def code_of(stack: Stack, certificate_id: UUID) -> str:
    """Return what the square code of a certificate of Al-Koura says."""
    ring = json.loads(Keys(stack.home.keys).keyring("incubator").read_text("utf-8"))
    shown = Certificate(
        origin=certificates.origin_of("al_koura"),
        id=certificate_id,
        holder=HOLDER,
        title="حاضنة الكورة",
        attended=1,
        sessions=1,
        completed_on=date(2026, 4, 6),
    )
    return certificates.sign(shown, Ed25519PrivateKey.from_private_bytes(b64decode(ring["certificates"])))


def check(employer: Desk, stack: Stack, paper: str) -> None:
    """An employer pastes what the code on a paper says, and reads whose certificate it is."""
    employer.open("/certificate-check")
    employer.send("/certificate-check", {"text": code_of(stack, UUID(paper.split("/")[2]))})
    assert HOLDER in employer.page.inner_text(".notice"), employer.said()
    language = employer.language
    employer.picture(f"certificate_{language}_phone")


def take_back(officer: Desk, employer: Desk, stack: Stack, paper: str) -> None:
    """The office takes a certificate back; whoever checks the same paper now reads that it does not count."""
    officer.send(officer.action("/revocations"), {"reason": "صدرت باسم غير صحيح"})
    employer.open("/certificate-check")
    employer.send("/certificate-check", {"text": code_of(stack, UUID(paper.split("/")[2]))})
    assert employer.page.locator(".notice.wait").count() == 1, employer.said()
    assert HOLDER in employer.page.inner_text(".notice.wait"), employer.said()
    employer.picture(f"certificate_taken_back_{employer.language}_phone")


def check_and_take_back(officer: Desk, employer: Desk, stack: Stack, paper: str) -> None:
    """An employer checks a certificate while it counts, and again when it does not any more."""
    check(employer, stack, paper)
    take_back(officer, employer, stack, paper)
