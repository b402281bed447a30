"""`koinon provision` says what it lacks, and ends with 1: whoever reads it is installing."""

from pathlib import Path

import pytest

from infra import provision

NOWHERE = "postgresql://koinon_admin@127.0.0.1:1/postgres"


@pytest.mark.parametrize(("command", "name"), [("postgres", "DATABASE_ADMIN_URL"), ("nats", "NATS_URL")])
def test_an_address_that_was_not_given_is_asked_for(
    command: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(name, raising=False)
    with pytest.raises(SystemExit, match=f"set {name}"):
        provision.main([command, "--keys", str(tmp_path)])


def test_a_server_that_is_not_there_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_ADMIN_URL", NOWHERE)
    assert provision.main(["postgres", "--keys", str(tmp_path)]) == 1
    assert "Nothing more was provisioned: " in capsys.readouterr().err
