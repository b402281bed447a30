"""Commands: what is sent twice is carried out once, and each exception has its reason."""

import pytest

from services.kit.auth import public
from tests.sources import routes_of, services_with_routes

NOT_REPEATABLE: dict[str, str] = {
    "registry /person-lookups": "a question with a number in its body, so that it stands in no address",
    "registry /person-searches": "a question with a name in its body, so that it stands in no address",
    "registry /person-checks": "a question about numbers, which stand in no address; nothing is entered",
    "registry /grievance-lookups": "a question with a reference in its body, so that it stands in no address",
    "registry /application-searches": "a question with many parts; it changes nothing",
    "registry /applications/{application_id:uuid}/papers": "the same file sent again is the paper that is there",
    "registry /papers/{paper_id:uuid}/replacement": "the same file sent again is the paper that is there",
    "registry /applications/{application_id:uuid}/evidence": "noting a paper again changes nothing",
    "registry /imports": "the same bytes are the same import, by their SHA-256, until it has ended",
    "registry /bank-statements": "the same bytes are the same statement, by their SHA-256",
    "registry /dry-runs": "a question: nothing is written but who asked",
    "registry /consents": "recording a consent again changes nothing",
    "registry /consents/{consent_id:uuid}/withdraw": "ending it again changes nothing",
    "cards /cards/{card_id:uuid}/print": "shows a secret once; printing again makes the first print void",
    "cards /holders/me/cards/{card_id:uuid}/pin": "spends a try on the old PIN; sent again, that PIN is no more",
    "cards /cards/{card_id:uuid}/phone-keys": "shows a secret once; asking again makes another code",
    "cards /phones": "the same phone sending its code and key again is the phone that was added",
    "cards /cards/verifications": "a question with a PIN in its body, so that it stands in no address; spends a try",
    "cards /cards/freezes": "spends a try on the PIN; pausing again changes nothing",
    "cards /sale-codes/readings": "a question with a code in its body, so that it stands in no address",
    "cards /holders/me/purchases": "the sale id in the code is the idempotency key, kept with the payment",
    "cards /phone-purchases": "the sale id in the code is the idempotency key, kept with the payment",
    "cards /bank-statements": "the same bytes are the same statement, by their SHA-256",
    "cards /offer-previews": "a question with many parts; nothing of it is kept",
    "cards /payments": "the ledger keeps the till's key with the payment",
    "cards /authorisations": "the ledger keeps the till's key with the authorisation",
    "cards /authorisations/{authorisation_id:uuid}/captures": "the ledger keeps the till's key with the payment",
    "cards /authorisations/{authorisation_id:uuid}/void": "the ledger keeps the till's key with the release",
    "cards /disputes/{dispute_id:uuid}/answers": "a till's answer is the same however often it is said",
    "cards /withdrawals": "the ledger keeps the till's key with the payment",
    "cards /inquiries": "the ledger keeps the till's key with the inquiry",
    "cards /payments/{payment_id:uuid}/refunds": "the ledger keeps the till's key with the refund",
    "cards /cashier-pins": "the same cashier sending the code and PIN again has that PIN",
    "cards /cashier-sign-ons": "spends a try on the PIN; signing on again changes nothing",
    "cards /cashier-sign-offs": "signing off again changes nothing",
    "cards /till-reports": "the ledger keeps the till's key with the report",
    "cards /respends": "the ledger keeps the till's key with the re-spend",
    "merchants /merchants/{merchant_id:uuid}/duplicates/{other_id:uuid}/dismiss": "said again, the first ruling stands",
    "incubator /applications/{application_id:uuid}/papers": "the same file sent again is the paper that is there",
    "incubator /calls/{call_id:uuid}/assignments": "sent again it asks only for what still wants reviewers",
    "incubator /enrolments/{enrolment_id:uuid}/mentor-matches": "a question with many parts; nothing of it is kept",
    "incubator /cash-flows": "a question with many parts; nothing of it is kept",
    "incubator /benefit-simulations": "a question with many parts; nothing of it is kept",
    "incubator /cohorts/{cohort_id:uuid}/follow-ups": "sent again it plans only what is not planned",
    "incubator /calls/{call_id:uuid}/eligibility": "a question with many parts; nothing of it is kept",
    "merchants /merchants/{merchant_id:uuid}/papers": "the same file sent again is the paper that is there",
    "merchants /disputes/{dispute_id:uuid}/papers": "the same file sent again is the paper that is there",
    "merchants /bank-answers": "the same file read again is the one that was read",
    "merchants /outlets/{outlet_id:uuid}/enrolment-codes": "shows a secret once; asking again makes another code",
    "console /reset-proposals/{proposal_id:uuid}/approve": "shows a secret once; agreed to once",
    "merchants /cashiers/{cashier_id:uuid}/pin-codes": "shows a secret once; asking again makes another code",
}
"""POST addresses without an Idempotency-Key, each with the reason; public ones are not looked at."""


@pytest.mark.parametrize("service", services_with_routes())
def test_every_command_can_be_repeated(service: str) -> None:
    wrong = [
        f"{service}: POST {path} ({route.fn.__name__})"
        for route in routes_of(service)
        for path in route.paths
        if "POST" in route.http_methods
        and not getattr(route.fn, "idempotent", False)
        and public not in (route.guards or ())
        and f"{service} {path}" not in NOT_REPEATABLE
    ]
    instead = "Write @idempotent(noun.find) under @post, or name the address in NOT_REPEATABLE with the reason."
    assert not wrong, f"{instead}\n" + "\n".join(sorted(wrong))


MONEY = {
    "cards": {"budgets", "charges", "disputes", "finance", "journals", "reconciliations"},
    "incubator": {"awards", "orders"},
    "merchants": {"bank_files"},
    "registry": {"account_shares", "bank_files", "set_offs"},
}
"""Doors by which people decide on money. What tills send is kept with the ledger itself."""


@pytest.mark.parametrize("service", sorted(MONEY))
def test_the_keys_of_commands_about_money_are_kept_with_the_ledger(service: str) -> None:
    found = [
        route.fn
        for route in routes_of(service)
        if route.fn.__module__.rsplit(".", 1)[-1] in MONEY[service] and getattr(route.fn, "idempotent", False)
    ]
    assert found
    wrong = [fn.__name__ for fn in found if not getattr(fn, "kept", False)]
    assert not wrong, f"Write @idempotent(noun.find, kept=True) for {wrong}: thirty days are not enough for money."
