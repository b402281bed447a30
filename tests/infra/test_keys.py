"""Secrets are made once, for their owner only, and completed when a release needs more of them."""

import base64
import json
from pathlib import Path

import pytest
from joserfc.jwk import OKPKey

from contracts.readers import SERVICES
from infra import keys as secret_keys
from infra.keys import Keys, ensure_keys
from infra.provision import main


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return ensure_keys(tmp_path / "keys")


def content(keys: Keys) -> dict[str, bytes]:
    return {str(path.relative_to(keys.folder)): path.read_bytes() for path in keys.folder.rglob("*") if path.is_file()}


def test_making_keys_again_changes_none(keys: Keys) -> None:
    before = content(keys)
    ensure_keys(keys.folder)
    assert content(keys) == before


def test_no_other_user_may_read_a_secret(keys: Keys) -> None:
    assert [path for path in keys.folder.rglob("*") if path.stat().st_mode & 0o077] == []


def test_every_secret_is_another(keys: Keys) -> None:
    values = [value for name, value in content(keys).items() if name != "services.jwks.json"]
    assert len(values) == len(set(values))
    ring = [value for name in SERVICES for value in json.loads(keys.keyring(name).read_text()).values()]
    assert len(ring) == len(set(ring))
    assert {len(base64.b64decode(value)) for value in ring} == {32}


def test_a_keyring_gets_the_names_that_a_newer_release_needs(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    before = json.loads(keys.keyring("cards").read_text())
    monkeypatch.setattr(secret_keys, "KEYRING_NAMES", (*secret_keys.KEYRING_NAMES, "newer"))
    ensure_keys(keys.folder)
    after = json.loads(keys.keyring("cards").read_text())
    assert after == before | {"newer": after["newer"]}


def test_the_public_keys_are_those_of_the_services_and_hold_no_private_part(keys: Keys) -> None:
    published = json.loads(keys.service_jwks.read_text())["keys"]
    assert len(published) == len(SERVICES)
    for service, public in zip(SERVICES, published, strict=True):
        assert "d" not in public
        private = OKPKey.import_key(json.loads(keys.service_key(service).read_text()))
        assert OKPKey.import_key(public).thumbprint() == private.thumbprint()


def test_a_nats_user_is_known_by_a_public_key(keys: Keys) -> None:
    users = [*SERVICES, "provisioner", "system"]
    assert all(key.startswith("U") for user in users for key in keys.nats_publics(user))
    assert len({keys.nats_publics(user) for user in users}) == len(users)


def test_the_accounts_printed_for_production_name_every_user_and_no_seed(
    keys: Keys, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["accounts", "--keys", str(keys.folder)]) == 0
    printed = capsys.readouterr().out
    for user in (*SERVICES, "provisioner", "system"):
        assert set(keys.nats_publics(user)) <= set(printed.split())
        assert keys.nats_seed(user).read_text() not in printed
    assert "system_account: SYS" in printed
