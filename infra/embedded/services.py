"""The environment of each service process: what `services/kit/settings.py` reads."""

from collections.abc import Mapping

import msgspec

from contracts.readers import SERVICES
from infra import frontend
from infra.embedded.processes import ROOT
from infra.keys import Keys

MUNICIPALITIES_FILE = ROOT / "infra" / "municipalities.toml"


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """Where a stack's servers and services are."""

    keys: Keys
    postgres_address: str
    """host:port"""
    nats_url: str
    service_urls: Mapping[str, str]
    """Base URL of each service."""
    environment: str = "demo"


def database_url(surroundings: Surroundings, service: str, login: str, *, database: str = "") -> str:
    """Return the address of a service's database for its login `owner`, `api` or `worker`."""
    name = surroundings.keys.login(service, login)
    password = surroundings.keys.password(name)
    return f"postgresql://{name}:{password}@{surroundings.postgres_address}/{database or f'koinon_{service}'}"


def settings(surroundings: Surroundings, service: str, *, database: str = "") -> dict[str, str]:
    """Return a service's settings as environment variables, without the owner's login."""
    keys = surroundings.keys
    port = surroundings.service_urls[service].rsplit(":", 1)[1]
    return {
        "ENVIRONMENT": surroundings.environment,
        "HOST": "127.0.0.1",
        "PORT": port,
        "DATABASE_URL": database_url(surroundings, service, "api", database=database),
        "WORKER_DATABASE_URL": database_url(surroundings, service, "worker", database=database),
        "NATS_URL": surroundings.nats_url,
        "NATS_SEED_FILE": str(keys.nats_seed(service)),
        "OIDC_ISSUER": surroundings.service_urls["console"],
        "SERVICE_KEY_FILE": str(keys.service_key(service)),
        "SERVICE_JWKS_FILE": str(keys.service_jwks),
        "KEYRING_FILE": str(keys.keyring(service)),
        "MUNICIPALITIES_FILE": str(MUNICIPALITIES_FILE),
        "FRONTEND_DIR": str(frontend.folder()),
        "CHECKPOINTS_DIR": str(keys.folder.with_name("checkpoints")),
        **{f"{name.upper()}_URL": surroundings.service_urls[name] for name in SERVICES},
    }


def owner_settings(surroundings: Surroundings, service: str, *, database: str = "") -> dict[str, str]:
    """Return the settings for `migrate`: the only process that gets the login that owns the tables."""
    owner = database_url(surroundings, service, "owner", database=database)
    return settings(surroundings, service, database=database) | {"OWNER_DATABASE_URL": owner}
