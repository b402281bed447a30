"""What is where, told without purchases."""

from typing import Any
from uuid import uuid4

from services.client import balances
from tests.client.office import Office

ID = uuid4()
WALLET: dict[str, Any] = {
    "id": str(ID), "currency": "EUR", "balance_minor": 10_800, "held_minor": 800, "available_minor": 10_000,
    "next_expiry_on": "2026-03-31", "next_expiry_minor": 5_400, "lots": [
        {"programme": "gmi", "month": "2026-02-01", "expires_on": "2026-03-31", "remaining_minor": 5_400,
         "held_minor": 0},
    ],
}  # fmt: skip
LINE: dict[str, Any] = {
    "id": str(ID), "name": "Benefits", "programme": "gmi", "purpose": "benefits", "status": "open", "currency": "EUR",
    "available_minor": 5,
}  # fmt: skip


def test_a_card_tells_what_its_wallet_holds_and_when_it_ends(office: Office) -> None:
    office.answers(f"GET http://cards/cards/{ID}", (200, {"id": str(ID), "wallet_id": str(ID), "status": "active"}))
    office.answers(f"GET http://cards/wallets/{ID}", (200, WALLET))
    told = "\n".join(balances.of_card(office.http, office.session, ID).sentences)
    for part in ("is active", "holds 108.00 EUR", "8.00 EUR of it is held", "54.00 EUR can be spent until 2026-03-31"):
        assert part in told


def test_a_lines_figures_are_those_that_are_not_nothing(office: Office) -> None:
    names = balances.LineBalances.__struct_fields__
    figures = {name: 0 for name in names if name.endswith("_minor")} | {"granted_minor": 100_000}
    line = {"budget_line_id": str(ID), "on": "2026-02-01", "currency": "EUR", **figures}
    office.answers(f"GET http://cards/budget-lines/{ID}/balances", (200, line))
    told = balances.of_budget_line(office.http, office.session, ID)
    assert [each.split() for each in told.sentences[1:]] == [["granted", "1,000.00", "EUR"]]
    office.answers(f"GET http://cards/budget-lines/{ID}/balances", (200, line | {"granted_minor": 0}))
    assert "two people" in balances.of_budget_line(office.http, office.session, ID).following


def test_all_pages_of_lines_are_told(office: Office) -> None:
    office.answers("GET http://cards/budget-lines", (200, {"items": [LINE], "next": "n"}), (200, {"items": [LINE] * 2}))
    told = balances.of_all_lines(office.http, office.session)
    assert told.sentences[0] == "3 budget lines:"
    assert office.seen[1].url.params["cursor"] == "n"
