"""Purposes: why somebody may open a person's file. Whoever reads says which, and the person is told on request."""

from typing import Final, Literal

import msgspec

from services.kit.sentences import Sentence, say, sentence

Purpose = Literal[
    "case_work", "home_visit", "decision", "grievance", "card_desk", "payment", "correction", "duplicate_check",
    "subject_access", "training", "merchant_onboarding", "supervision",
]  # fmt: skip

CASE_LAW: Final = "GDPR art. 6(1)(e); JMD Δ13/οικ.33475/1935 (ΦΕΚ Β 2281/2018)"
PURPOSES: Final[dict[Purpose, tuple[Sentence, str]]] = {
    "case_work": (sentence("To handle an application or a benefit."), CASE_LAW),
    "home_visit": (sentence("To visit the household and confirm where it lives."), CASE_LAW),
    "decision": (sentence("To decide an application or an appeal."), CASE_LAW),
    "grievance": (sentence("To answer a complaint."), "GDPR art. 6(1)(e); Law 2690/1999 art. 4"),
    "card_desk": (sentence("To hand over, stop or replace a card."), "GDPR art. 6(1)(e)"),
    "payment": (sentence("To pay or recover a benefit."), "GDPR art. 6(1)(e)"),
    "correction": (sentence("To correct what is wrong, as the person asks for."), "GDPR art. 16"),
    "duplicate_check": (sentence("To find out whether two entries are one person."), "GDPR art. 5(1)(d)"),
    "subject_access": (sentence("To tell the person what is kept about them."), "GDPR art. 15"),
    "training": (sentence("To arrange a training or support for an enterprise."), "GDPR art. 6(1)(e)"),
    "merchant_onboarding": (sentence("To check who owns or works in a shop."), "GDPR art. 6(1)(e)"),
    "supervision": (sentence("To check how a file was handled."), "GDPR art. 24 and 32"),
}
"""Each purpose in words that are said to persons, with its legal source."""


class PurposeShown(msgspec.Struct, frozen=True, kw_only=True):
    """A purpose as a form offers it."""

    code: Purpose
    text: str
    legal_basis: str


def shown(language: str) -> list[PurposeShown]:
    """Return all purposes in a language."""
    return [
        PurposeShown(code=code, text=say("registry", text, language), legal_basis=legal_basis)
        for code, (text, legal_basis) in PURPOSES.items()
    ]


def text_of(code: str | None, language: str) -> str:
    """Return a purpose in a language; what the service itself opened a file for is said by its code."""
    known = PURPOSES.get(code)  # type: ignore[call-overload]
    said = known[0] if known else sentence("{purpose_code}", purpose_code=code or "not_stated")
    return say("registry", said, language)
