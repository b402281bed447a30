"""Prints an installation's Secrets and public keys for Kubernetes, from the folder that `infra.provision keys` made.

    python -m infra.secrets --keys keys --postgres postgres:5432 | kubectl apply --namespace koinon --filename -

`deploy/README.md` lists them; where an operator for external secrets makes them instead, this shows their shape.
"""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from contracts.readers import SERVICES
from infra.keys import LOGINS, SUPERUSER, Keys
from infra.postgres.provision import database_name
from infra.provision import accounts

JSON = dict[str, object]


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


def database_url(keys: Keys, address: str, login: str, database: str) -> str:
    """Return the address of a database for one login, with its password (which needs no quoting)."""
    return f"postgresql://{login}:{keys.password(login)}@{address}/{database}"


def of_service(keys: Keys, service: str, address: str) -> list[JSON]:
    """Return a service's three Secrets; the login that owns the tables is apart, for the migration alone."""
    owner, api, worker = (database_url(keys, address, f"{service}_{kind}", database_name(service)) for kind in LOGINS)
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


def of_installation(keys: Keys, address: str) -> list[JSON]:
    """Return what provisioning needs, and what is public."""
    admin = database_url(keys, address, SUPERUSER, "postgres")
    passwords = {
        login: keys.password(login) for service in SERVICES for login in (f"{service}_{kind}" for kind in LOGINS)
    }
    return [
        secret("provision-database", {"DATABASE_ADMIN_URL": admin}),
        secret("provision-passwords", passwords),
        secret("provision-keys", {"provisioner.nk": keys.nats_seed("provisioner").read_text("utf-8")}),
        secret("postgres", {"password": keys.password(SUPERUSER)}),
        public("service-jwks", {"services.jwks.json": keys.service_jwks.read_text("utf-8")}),
        public("nats-accounts", {"accounts.conf": accounts(keys)}),
    ]


def manifests(keys: Keys, address: str) -> list[JSON]:
    """Return all of them; `address` is host:port of PostgreSQL as the services see it."""
    return [*of_installation(keys, address), *(each for name in SERVICES for each in of_service(keys, name, address))]


def main(command_line: list[str]) -> None:
    """Print one List, which kubectl takes as it is."""
    parser = argparse.ArgumentParser(prog="python -m infra.secrets", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--keys", type=Path, required=True, help="folder of the secrets")
    parser.add_argument("--postgres", default="postgres:5432", help="host:port as the services see it")
    arguments = parser.parse_args(command_line)
    found: JSON = {"apiVersion": "v1", "kind": "List", "items": manifests(Keys(arguments.keys), arguments.postgres)}
    json.dump(found, sys.stdout, indent=2, ensure_ascii=False)


if __name__ == "__main__":
    main(sys.argv[1:])
