"""Who may use which address: the whole matrix of roles and endpoints."""

import pytest

from services.registry.http import ROUTES
from tests.clients import Client

ROLES = [
    "caseworker", "supervisor", "card_desk", "finance_officer", "finance_approver", "merchant_officer",
    "merchant_owner", "incubator_officer", "reviewer", "mentor", "founder", "programme_manager",
    "auditor", "administrator", "reader",
]  # fmt: skip
DESKS = {"caseworker", "supervisor", "card_desk"}
OFFICERS = DESKS | {"merchant_officer", "incubator_officer"}

MAY: dict[tuple[str, str], set[str]] = {
    ("POST", "/persons"): OFFICERS,
    ("GET", "/persons/{person_id:uuid}"): OFFICERS,
    ("POST", "/persons/{person_id:uuid}/erase"): {"supervisor"},
    ("POST", "/person-lookups"): OFFICERS,
    ("POST", "/households"): {"caseworker"},
    ("GET", "/households/{household_id:uuid}"): DESKS,
    ("POST", "/applications"): {"caseworker"},
    ("GET", "/applications"): {"caseworker", "supervisor"},
    ("GET", "/applications/{application_id:uuid}"): {"caseworker", "supervisor"},
    ("PUT", "/applications/{application_id:uuid}/declared"): {"caseworker"},
    ("POST", "/applications/{application_id:uuid}/evidence"): {"caseworker"},
    ("POST", "/applications/{application_id:uuid}/submit"): {"caseworker"},
    ("POST", "/applications/{application_id:uuid}/withdraw"): {"caseworker"},
    ("POST", "/applications/{application_id:uuid}/assess"): {"caseworker"},
    ("POST", "/applications/{application_id:uuid}/recommend"): {"caseworker"},
    ("POST", "/applications/{application_id:uuid}/return"): {"supervisor"},
    ("POST", "/applications/{application_id:uuid}/decide"): {"supervisor"},
    ("POST", "/consents"): {"caseworker"},
    ("POST", "/consents/{consent_id:uuid}/withdraw"): {"caseworker"},
    ("GET", "/memberships"): DESKS,
    ("GET", "/memberships/{membership_id:uuid}"): DESKS,
}
SOMETHING = "0190d000-0000-7000-8000-000000000001"


def test_the_matrix_names_every_endpoint() -> None:
    found = {(method, path) for route in ROUTES for method in route.http_methods for path in route.paths}
    assert {(str(method), path) for method, path in found if method in ("GET", "POST", "PUT")} == set(MAY)


@pytest.mark.parametrize(("method", "path"), MAY)
async def test_each_role_gets_in_exactly_where_it_may(paggaio: Client, method: str, path: str) -> None:
    address = "/".join(SOMETHING if part.startswith("{") else part for part in path.split("/"))
    for role in ROLES:
        answer = await paggaio.send(method, address, by=f"somebody {role}", If_Match='"1"')
        let_in = answer.status_code not in (401, 403)
        assert let_in is (role in MAY[method, path]), (role, answer.text)
        assert answer.status_code < 500


@pytest.mark.parametrize(("method", "path"), MAY)
async def test_nobody_gets_in_without_a_token(paggaio: Client, method: str, path: str) -> None:
    address = "/".join(SOMETHING if part.startswith("{") else part for part in path.split("/"))
    answer = await paggaio.send(method, address, Authorization="Bearer forged")
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")


@pytest.mark.parametrize(
    "address",
    ["/memberships?limit=-1", "/applications?limit=201", "/applications?status=lost", "/applications?cursor=%00",
     f"/persons/{SOMETHING}?purpose=Being+curious", f"/applications/{SOMETHING}?language=xx", "/memberships?on=today"],
)  # fmt: skip
async def test_a_malformed_query_is_refused(paggaio: Client, address: str) -> None:
    answer = await paggaio.send("GET", address)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/malformed"), answer.text
