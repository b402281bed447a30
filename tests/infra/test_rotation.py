"""What a service proves itself by changes in three steps, and at none of them is anything refused that was good."""

import json
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from infra.keys import Keys, ensure_keys
from infra.rotation import KINDS, main, rotate_database, rotate_nats, rotate_signing, rotate_vault
from services.kit.keyring import FileKeyWrapper
from services.kit.settings import read_keyring


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return ensure_keys(tmp_path / "keys")


def signed(keys: Keys) -> str:
    """Return a token of cards by its present key."""
    key = OKPKey.import_key(json.loads(keys.service_key("cards").read_text()))
    return jwt.encode({"alg": "EdDSA", "kid": key.kid}, {"iss": "cards"}, key, algorithms=["EdDSA"])


def published(keys: Keys) -> KeySet:
    """Return the keys that every service knows."""
    return KeySet.import_key_set(json.loads(keys.service_jwks.read_text()))


def is_known(token: str, known: KeySet) -> bool:
    """Return whether a token is taken by who knows these keys."""
    try:
        return jwt.decode(token, known, algorithms=["EdDSA"]).claims == {"iss": "cards"}
    except JoseError:
        return False


def test_each_step_is_good_with_what_others_knew_before_and_after_it(keys: Keys) -> None:
    former, knew = signed(keys), published(keys)
    assert rotate_signing(keys, "cards") == "prepared"
    assert is_known(signed(keys), knew)
    knew = published(keys)
    assert rotate_signing(keys, "cards") == "switched"
    new = signed(keys)
    assert [is_known(token, known) for token in (former, new) for known in (knew, published(keys))] == [True] * 4
    assert rotate_signing(keys, "cards") == "retired"
    assert (is_known(new, published(keys)), is_known(former, published(keys))) == (True, False)


def test_nothing_private_is_published_or_kept_of_the_former_key(keys: Keys) -> None:
    for _ in range(2):
        rotate_signing(keys, "cards")
    assert "d" not in json.loads(keys.former_service_key("cards").read_text())
    assert not [each for each in json.loads(keys.service_jwks.read_text())["keys"] if "d" in each]


def test_making_keys_again_leaves_a_rotation_under_way(keys: Keys) -> None:
    rotate_signing(keys, "cards")
    before = keys.service_jwks.read_bytes()
    ensure_keys(keys.folder)
    assert keys.service_jwks.read_bytes() == before


def test_a_nats_user_is_let_in_by_both_nkeys_until_the_former_is_retired(keys: Keys) -> None:
    former = keys.nats_publics("cards")
    assert rotate_nats(keys, "cards") == "prepared"
    both = keys.nats_publics("cards")
    assert (both[:1], len(both)) == (former, 2)
    assert rotate_nats(keys, "cards") == "switched"
    assert set(keys.nats_publics("cards")) == set(both)
    assert rotate_nats(keys, "cards") == "retired"
    assert keys.nats_publics("cards") == both[1:]


async def test_whoever_has_a_keyring_opens_what_the_keyring_of_the_next_step_wraps(keys: Keys) -> None:
    def wrapper() -> FileKeyWrapper:
        return FileKeyWrapper(read_keyring(str(keys.keyring("cards"))))

    first = knew = wrapper()
    by_first = await first.wrap(b"key", "place")
    for step, wraps in (("prepared", "vault"), ("switched", "vault_2")):
        assert rotate_vault(keys, "cards") == step
        knows = wrapper()
        assert knows.name == wraps
        wrapped = await knows.wrap(b"key", "place")
        for opener in (knew, knows):
            assert await opener.unwrap(wraps, wrapped, "place") == b"key"
        assert await knows.unwrap("vault", by_first, "place") == b"key"
        knew = knows
    assert rotate_vault(keys, "cards") == "retired"
    assert wrapper().keys.keys() == {"vault_2"}
    ensure_keys(keys.folder)
    assert wrapper().keys.keys() == {"vault_2"}
    put_away = FileKeyWrapper(read_keyring(str(keys.former_keyring("cards"))))
    assert await put_away.unwrap("vault", by_first, "place") == b"key"


def test_making_keys_again_brings_no_retired_login_back(keys: Keys) -> None:
    for _ in range(3):
        rotate_database(keys, "cards")
        ensure_keys(keys.folder)
    assert set(keys.passwords("cards")) == {"cards_owner_b", "cards_api_b", "cards_worker_b"}
    assert "cards_api_b:" in keys.passfile("cards").read_text()
    assert "cards_api:" not in keys.passfile("cards").read_text()


@pytest.mark.parametrize("kind", KINDS)
def test_each_run_says_what_follows(keys: Keys, capsys: pytest.CaptureFixture[str], kind: str) -> None:
    for step in ("prepared", "switched", "retired", "prepared"):
        assert main([kind, "cards", "--keys", str(keys.folder)]) == 0
        assert capsys.readouterr().out.startswith(f"cards: {kind} {step}. Give ")
