"""A session is kept for its owner only, holds no password, and says plainly when it has ended."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from services.client import sessions
from services.client.sessions import AddressUnknown, NotSignedIn, SignIn
from tests.client.office import Office, refusal

GIVEN = SignIn(username="irini", password="a secret one", addresses={"console": "http://console/"})


def test_a_sign_in_is_kept_without_the_password(office: Office, tmp_path: Path) -> None:
    office.answers("POST http://console/tokens", None, (201, {"access_token": "t", "expires_in": 900}))
    session = sessions.sign_in(office.http, GIVEN)
    file = tmp_path / "of" / "session.json"
    sessions.save(session, file)
    sessions.save(session, file)
    assert sessions.load(file) == session
    assert file.stat().st_mode & 0o777 == 0o600
    assert GIVEN.password not in file.read_text()


def test_nobody_or_somebody_of_long_ago_is_not_signed_in(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "session.json"
    with pytest.raises(NotSignedIn, match="Nobody"):
        sessions.load(file)
    sessions.save(msgspec.structs.replace(office.session, expires_at=datetime(2026, 1, 1, tzinfo=UTC)), file)
    with pytest.raises(NotSignedIn, match="irini has ended"):
        sessions.load(file)
    office.answers("GET http://cards/runs/1", refusal(401, "The token has expired"))
    with pytest.raises(NotSignedIn, match="ended"):
        sessions.read(office.http, office.session, "http://cards/runs/1", dict)


def test_a_service_that_was_not_named_is_asked_for(office: Office) -> None:
    session = msgspec.structs.replace(office.session, addresses={"console": "http://console"})
    with pytest.raises(AddressUnknown, match="cards"):
        sessions.address(session, "cards")


def test_a_command_is_sent_again_under_the_same_key(office: Office) -> None:
    office.answers("POST http://cards/tills/1/stop", None, refusal(503, "Away"), (201, {}))
    assert sessions.send(office.http, office.session, "http://cards/tills/1/stop", None).status_code == 201
    assert len({request.headers["idempotency-key"] for request in office.seen}) == 1
    assert {request.headers["authorization"] for request in office.seen} == {"Bearer a-token"}


def test_the_addresses_of_an_embedded_stack_are_read(tmp_path: Path) -> None:
    file = tmp_path / "stack.json"
    file.write_text('{"ready": true, "services": {"cards": {"url": "http://cards", "pid": 1}}}')
    assert sessions.addresses_of_stack(file) == {"cards": "http://cards"}
