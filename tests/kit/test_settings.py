"""Settings: read once, whole, and refused with the name of what is missing or wrong."""

import base64
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from infra.embedded.services import MUNICIPALITIES_FILE
from services.kit.settings import read_keyring, read_municipalities, read_settings


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The least that a service has to be told."""
    keyring = tmp_path / "keyring.json"
    keyring.write_text(json.dumps({"idempotency": base64.b64encode(bytes(32)).decode()}))
    return {
        "DATABASE_URL": "postgresql://api",
        "WORKER_DATABASE_URL": "postgresql://worker",
        "NATS_URL": "nats://nats",
        "NATS_SEED_FILE": "/seed",
        "OIDC_ISSUER": "https://console",
        "SERVICE_KEY_FILE": "/key",
        "SERVICE_JWKS_FILE": "/jwks",
        "MUNICIPALITIES_FILE": str(MUNICIPALITIES_FILE),
        "KEYRING_FILE": str(keyring),
        "CARDS_URL": "http://cards:8000",
        "OTHER_URL": "http://other",
        "UNRELATED": "1",
    }


def test_production_is_what_nobody_has_said_otherwise(environment: dict[str, str]) -> None:
    settings = read_settings("cards", environment)
    assert (settings.environment, settings.host, settings.port) == ("production", "127.0.0.1", 8000)
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.peers == {"cards": "http://cards:8000"}
    assert settings.keyring == {"idempotency": bytes(32)}


def test_words_become_numbers_and_a_public_address_is_kept(environment: dict[str, str]) -> None:
    given = environment | {"PORT": "8123", "POOL_SIZE": "3", "PUBLIC_URL": "https://pay.example.gr", "HOST": ""}
    settings = read_settings("cards", given)
    assert (settings.port, settings.pool_size, settings.host) == (8123, 3, "127.0.0.1")
    assert settings.public_url == "https://pay.example.gr"


@pytest.mark.parametrize("name", ["DATABASE_URL", "NATS_URL", "OIDC_ISSUER", "MUNICIPALITIES_FILE"])
def test_what_is_missing_is_named(environment: dict[str, str], name: str) -> None:
    del environment[name]
    with pytest.raises(msgspec.ValidationError, match=name.lower().removesuffix("_file")):
        read_settings("cards", environment)


@pytest.mark.parametrize(("name", "value"), [("PORT", "http"), ("ENVIRONMENT", "staging"), ("POOL_SIZE", "1.5")])
def test_what_is_wrong_is_named(environment: dict[str, str], name: str, value: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=name.lower()):
        read_settings("cards", environment | {name: value})


def test_a_keyring_that_is_no_base64_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    path.write_text('{"vault": "not base64!"}')
    with pytest.raises(ValueError, match="base64"):
        read_keyring(str(path))


def test_the_tenants_have_their_own_currency_and_clock() -> None:
    tenants: Any = {each.slug: each for each in read_municipalities(str(MUNICIPALITIES_FILE)).values()}
    assert (tenants["paggaio"].currency, str(tenants["paggaio"].zone)) == ("EUR", "Europe/Athens")
    assert (tenants["al_koura"].currency, str(tenants["al_koura"].zone)) == ("JOD", "Asia/Amman")
