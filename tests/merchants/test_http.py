"""Who may use which address: the whole matrix of roles and endpoints; and what is malformed is said to be."""

import pytest

from services.merchants.http import ROUTES
from tests.clients import Client

ROLES = {
    "caseworker", "supervisor", "card_desk", "finance_officer", "finance_approver", "merchant_officer",
    "merchant_owner", "incubator_officer", "reviewer", "mentor", "founder", "programme_manager",
    "auditor", "administrator", "reader",
}  # fmt: skip
JOINING = {"merchant_officer", "merchant_owner"}
FINANCE = {"finance_officer", "finance_approver"}
READING = JOINING | FINANCE | {"programme_manager", "auditor", "administrator"}
OFFERING = {"merchant_officer", "programme_manager"}
OFFICER = {"merchant_officer"}
EVERYBODY = {""}

MERCHANT = "/merchants/{merchant_id:uuid}"
ACCOUNT = "/bank-accounts/{account_id:uuid}"
OUTLET = "/outlets/{outlet_id:uuid}"
TILL = "/tills/{till_id:uuid}"
OFFER = "/offers/{offer_id:uuid}"
FILE = "/bank-files/{bank_file_id:uuid}"

MAY: dict[tuple[str, str], set[str]] = {
    ("GET", "/merchants"): EVERYBODY,
    ("POST", "/merchants"): JOINING,
    ("GET", "/merchant-records"): READING,
    ("GET", MERCHANT): READING,
    ("PUT", MERCHANT): JOINING,
    ("POST", f"{MERCHANT}/verify"): OFFICER,
    ("POST", f"{MERCHANT}/accept"): OFFICER,
    ("POST", f"{MERCHANT}/suspend"): OFFICER,
    ("POST", f"{MERCHANT}/leave"): JOINING,
    ("GET", f"{MERCHANT}/acceptances"): READING,
    ("GET", f"{MERCHANT}/contact"): JOINING,
    ("PUT", f"{MERCHANT}/contact"): JOINING,
    ("POST", f"{MERCHANT}/bank-accounts"): JOINING,
    ("GET", f"{MERCHANT}/bank-accounts"): READING,
    ("GET", f"{ACCOUNT}/details"): OFFICER,
    ("POST", f"{ACCOUNT}/verify"): OFFICER,
    ("POST", f"{ACCOUNT}/reject"): OFFICER,
    ("POST", f"{MERCHANT}/outlets"): JOINING,
    ("GET", f"{MERCHANT}/outlets"): READING,
    ("GET", OUTLET): READING,
    ("POST", f"{OUTLET}/enrolment-codes"): JOINING,
    ("POST", "/till-enrolments"): EVERYBODY,
    ("GET", f"{MERCHANT}/tills"): READING,
    ("GET", TILL): READING,
    ("POST", f"{TILL}/stop"): JOINING,
    ("POST", "/offers"): OFFERING,
    ("GET", "/offers"): READING,
    ("GET", OFFER): READING,
    ("POST", f"{OFFER}/publish"): OFFERING,
    ("POST", f"{OFFER}/reject"): OFFERING,
    ("POST", f"{OFFER}/end"): OFFERING,
    ("GET", "/settlement-days/{settlement_date:date}"): FINANCE | {"auditor", "merchant_officer"},
    ("GET", "/batches"): READING,
    ("POST", "/bank-files"): {"finance_officer"},
    ("GET", "/bank-files"): FINANCE | {"auditor"},
    ("GET", FILE): FINANCE | {"auditor"},
    ("POST", f"{FILE}/approve"): {"finance_approver"},
    ("POST", f"{FILE}/reject"): FINANCE,
    ("GET", f"{FILE}/content"): FINANCE,
}
GUARDED = [endpoint for endpoint, roles in MAY.items() if roles != EVERYBODY]
SOMETHING = {"uuid": "0190d000-0000-7000-8000-000000000001", "date": "2026-02-03"}


def address(path: str) -> str:
    """An address about something that does not exist."""
    parts = (SOMETHING[part[1:-1].split(":")[1]] if part.startswith("{") else part for part in path.split("/"))
    return "/".join(parts)


def test_the_matrix_names_every_endpoint() -> None:
    found = {(str(method), path) for route in ROUTES for method in route.http_methods for path in route.paths}
    assert {(method, path) for method, path in found if method in ("GET", "POST", "PUT")} == set(MAY)


@pytest.mark.parametrize(("method", "path"), GUARDED)
async def test_each_role_gets_in_exactly_where_it_may(paggaio: Client, method: str, path: str) -> None:
    for role in ROLES:
        answer = await paggaio.send(method, address(path), by=f"somebody {role}", If_Match='"1"')
        let_in = answer.status_code not in (401, 403)
        assert let_in is (role in MAY[method, path]), (role, answer.text)
        assert answer.status_code < 500, answer.text


@pytest.mark.parametrize(("method", "path"), MAY)
async def test_nobody_gets_in_without_a_token_but_where_all_may(paggaio: Client, method: str, path: str) -> None:
    answer = await paggaio.send(method, address(path), by="-")
    expected = 400 if MAY[method, path] == EVERYBODY else 401
    assert (answer.status_code, answer.headers["content-type"]) == (expected, "application/problem+json")


@pytest.mark.parametrize(("method", "path"), [each for each in MAY if each[0] != "GET"])
async def test_a_malformed_body_is_a_problem(paggaio: Client, method: str, path: str) -> None:
    by = f"somebody {next(iter(MAY[method, path]))}" if MAY[method, path] != EVERYBODY else "-"
    bodies: tuple[object, ...] = ([], {"surplus": 1}, {"reason": "x" * 70_000}, "\u0000")
    for body in bodies:
        answer = await paggaio.send(method, address(path), body, by=by, If_Match='"1"')
        assert 400 <= answer.status_code < 500, answer.text
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "query",
    ["/merchant-records?limit=0", "/merchant-records?limit=201", "/merchant-records?status=lost", "/offers?cursor=%00",
     "/offers?cursor=AAAA", "/batches?settlement_date=today", "/batches?merchant_id=1", "/settlement-days/tomorrow",
     "/merchants?municipality=PAGGAIO"],
)  # fmt: skip
async def test_a_malformed_query_is_refused(paggaio: Client, query: str) -> None:
    answer = await paggaio.send("GET", query)
    assert answer.status_code in (400, 404), answer.text
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_command_needs_an_idempotency_key(paggaio: Client) -> None:
    for (method, path), roles in MAY.items():
        if method == "POST" and roles != EVERYBODY and not path.endswith("enrolment-codes"):
            answer = await paggaio.send(
                method, address(path), by=f"somebody {next(iter(roles))}", If_Match='"1"', Idempotency_Key=""
            )
            assert answer.status_code == 400, path
