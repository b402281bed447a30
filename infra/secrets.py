"""Prints an installation's Secrets and public keys for Kubernetes, from the folder that `koinon provision keys` made.

    koinon secrets --keys keys --postgres postgres:5432 | kubectl apply --namespace koinon --filename -

`deploy/README.md` lists them; where an operator for external secrets makes them instead, this shows their shape.
"""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec

from contracts.readers import SERVICES
from infra.keys import LOGINS, SUPERUSER, Keys
from infra.postgres.provision import database_name
from infra.provision import accounts

JSON = dict[str, object]
BASIC = "kubernetes.io/basic-auth"
"""The type of a Secret by which CloudNativePG makes a login."""


def secret(name: str, content: Mapping[str, str]) -> JSON:
    """Return a Secret."""
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": name, "labels": {"app.kubernetes.io/part-of": "koinon"}},
        "stringData": dict(content),
    }


def public(name: str, content: Mapping[str, str]) -> JSON:
    """Return a ConfigMap, for what everybody may read."""
    made = secret(name, {})
    del made["stringData"]
    return made | {"kind": "ConfigMap", "data": dict(content)}


class Place(msgspec.Struct, frozen=True):
    """Where PostgreSQL is as the services see it: host:port, and the file of the authority it is known by, if any."""

    address: str
    authority: str = ""

    def url(self, keys: Keys, login: str, database: str) -> str:
        """Return the address of a database for one login, with its password (which needs no quoting)."""
        known = f"?sslmode=verify-full&sslrootcert={self.authority}" if self.authority else ""
        return f"postgresql://{login}:{keys.password(login)}@{self.address}/{database}{known}"


def of_service(keys: Keys, service: str, place: Place) -> list[JSON]:
    """Return a service's three Secrets; the login that owns the tables is apart, for the migration alone."""
    owner, api, worker = (place.url(keys, keys.login(service, kind), database_name(service)) for kind in LOGINS)
    files = {
        "nats.nk": keys.nats_seed(service),
        "service.jwk.json": keys.service_key(service),
        "keyring.json": keys.keyring(service),
    }
    return [
        secret(f"{service}-database", {"DATABASE_URL": api, "WORKER_DATABASE_URL": worker}),
        secret(f"{service}-owner", {"OWNER_DATABASE_URL": owner}),
        secret(f"{service}-keys", {name: path.read_text("utf-8") for name, path in files.items()}),
    ]


def of_installation(keys: Keys, place: Place) -> list[JSON]:
    """Return what provisioning needs, and what is public."""
    admin = place.url(keys, SUPERUSER, "postgres")
    passwords = {login: password for service in SERVICES for login, password in keys.passwords(service).items()}
    return [
        secret("provision-database", {"DATABASE_ADMIN_URL": admin}),
        secret("provision-passwords", passwords),
        secret("provision-keys", {"provisioner.nk": keys.nats_seed("provisioner").read_text("utf-8")}),
        secret("postgres", {"username": SUPERUSER, "password": keys.password(SUPERUSER)}) | {"type": BASIC},
        public("service-jwks", {"services.jwks.json": keys.service_jwks.read_text("utf-8")}),
        public("nats-accounts", {"accounts.conf": accounts(keys)}),
    ]


def manifests(keys: Keys, place: Place) -> list[JSON]:
    """Return all of them."""
    return [*of_installation(keys, place), *(each for name in SERVICES for each in of_service(keys, name, place))]


def main(command_line: list[str]) -> int:
    """Print one List, which kubectl takes as it is."""
    parser = argparse.ArgumentParser(prog="koinon secrets", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--keys", type=Path, required=True, help="folder of the secrets")
    parser.add_argument("--postgres", default="postgres:5432", help="host:port as the services see it")
    parser.add_argument("--postgres-authority", default="", help="file of the authority that it is known by, for TLS")
    arguments = parser.parse_args(command_line)
    place = Place(arguments.postgres, arguments.postgres_authority)
    found: JSON = {"apiVersion": "v1", "kind": "List", "items": manifests(Keys(arguments.keys), place)}
    json.dump(found, sys.stdout, indent=2, ensure_ascii=False)
    return 0
