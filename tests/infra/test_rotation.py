"""A service's signing key changes in three steps, and at none of them is a token refused that was good."""

import json
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from infra.keys import Keys, ensure_keys
from infra.rotation import main, rotate


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
    assert rotate(keys, "cards") == "prepared"
    assert is_known(signed(keys), knew)
    knew = published(keys)
    assert rotate(keys, "cards") == "switched"
    new = signed(keys)
    assert [is_known(token, known) for token in (former, new) for known in (knew, published(keys))] == [True] * 4
    assert rotate(keys, "cards") == "retired"
    assert (is_known(new, published(keys)), is_known(former, published(keys))) == (True, False)


def test_nothing_private_is_published_or_kept_of_the_former_key(keys: Keys) -> None:
    for _ in range(2):
        rotate(keys, "cards")
    assert "d" not in json.loads(keys.former_service_key("cards").read_text())
    assert not [each for each in json.loads(keys.service_jwks.read_text())["keys"] if "d" in each]


def test_making_keys_again_leaves_a_rotation_under_way(keys: Keys) -> None:
    rotate(keys, "cards")
    before = keys.service_jwks.read_bytes()
    ensure_keys(keys.folder)
    assert keys.service_jwks.read_bytes() == before


def test_each_run_says_what_follows(keys: Keys, capsys: pytest.CaptureFixture[str]) -> None:
    for step in ("prepared", "switched", "retired", "prepared"):
        main(["cards", "--keys", str(keys.folder)])
        assert capsys.readouterr().out.startswith(f"cards: {step}. Give ")
