"""An operator's command line: sentences and what to do next, data when asked for, and exit codes to rely on."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.client import __main__ as command
from services.client import operators, sessions
from services.client.answers import ProblemDocument, Refused, Unanswered
from tests.client.office import Office, refusal
from tests.client.test_runs import ID, URL, run


@pytest.fixture
def koinon(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command, speaking to the scripted services."""
    monkeypatch.setattr(httpx, "Client", lambda **options: office.client())
    return lambda *words: command.main(["--session", str(tmp_path / "session.json"), *words])


def test_signed_in_once_it_is_asked_again_and_again_until_signed_out(
    koinon: Any, office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "password").write_text("a secret one\n")
    office.answers("POST http://console/tokens", (201, {"access_token": "t", "expires_in": 900}))
    office.answers(URL, run("completed", 4))
    at = ["--console", "http://console", "--cards", "http://cards"]
    assert koinon("sign-in", "--username", "irini", "--password-file", str(tmp_path / "password"), *at) == 0
    assert json.loads(office.seen[0].content)["password"] == "a secret one"
    assert koinon("run", str(ID)) == 0
    assert koinon("--json", "run", str(ID), "--follow") == 0
    said = capsys.readouterr()
    assert "Next: Nothing. The account shares wait" in said.out
    assert json.loads(said.out[said.out.index("{") :])["status"] == "completed"
    assert koinon("sign-out") == 0
    assert not (tmp_path / "session.json").exists()


def test_without_a_sign_in_it_says_how(koinon: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert koinon("verify") == 1
    assert "Next: Sign in: koinon sign-in" in capsys.readouterr().err


def test_a_refusal_and_silence_have_exits_of_their_own(
    koinon: Any, office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sessions.save(office.session, tmp_path / "session.json")
    office.answers(URL, refusal(403, "This needs one of the roles auditor."))
    assert koinon("run", str(ID)) == 1
    assert "roles auditor.\nNext: Sign in as somebody" in capsys.readouterr().err
    office.answers(URL, None)
    assert koinon("run", str(ID)) == 2


def test_each_failure_comes_with_what_to_do() -> None:
    failures = {
        "Look at the id": Refused(ProblemDocument(status=404)),
        "Nothing was changed": Refused(ProblemDocument(status=409)),
        "Ask again": Unanswered("No answer"),
        "name it": sessions.AddressUnknown("cards"),
        "where the file is": FileNotFoundError("stack.json"),
        "koinon sign-in": sessions.NotSignedIn("Nobody"),
    }
    for part, failure in failures.items():
        assert part in operators.advice(failure)
