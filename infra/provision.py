"""Prepares NATS and PostgreSQL for the services; the embedded stack and production use it alike.

keys      make the secrets that are missing in --keys
postgres  make every service's database and logins; needs DATABASE_ADMIN_URL (a superuser)
analyst   make the login by which a municipality's analysts read its published figures by SQL; needs DATABASE_ADMIN_URL
          and --municipalities, after reporting's migrations
nats      make the stream and its consumers, or refuse what has drifted; needs NATS_URL
accounts  print the accounts of the nats-server configuration, with the public keys of --keys
"""

import argparse
import asyncio
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from contracts.readers import SERVICES
from infra.keys import Keys, ensure_keys
from infra.nats import configuration
from infra.nats import provision as nats
from infra.postgres import provision as postgres
from services.kit.settings import read_municipalities

COMMANDS = ("keys", "postgres", "analyst", "nats", "accounts")


def accounts(keys: Keys) -> str:
    """Return the accounts of a nats-server configuration; it holds public keys only."""
    return configuration.accounts({user: keys.nats_publics(user) for user in (*SERVICES, "provisioner", "system")})


def arguments_of(command_line: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="koinon provision", description=__doc__.split("\n")[0])
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("--keys", type=Path, required=True, help="folder of the secrets")
    tenants = os.environ.get("MUNICIPALITIES_FILE", "")
    parser.add_argument("--municipalities", default=tenants, help="analyst: file of the tenants (MUNICIPALITIES_FILE)")
    parser.add_argument("--municipality", default="", help="analyst: whose figures, by its slug")
    parser.add_argument("--output", type=Path, help="accounts: write to this file")
    parser.add_argument("--replicas", type=int, default=1, help="copies of the stream: 3 in a cluster")
    parser.add_argument("--ca-file", default="", help="certificate of the authority that NATS is known by, for tls://")
    parser.add_argument("--update", action="store_true", help="change a stream or consumer that has drifted")
    return parser.parse_args(command_line)


def provision_analyst(admin_url: str, municipalities: str, slug: str, keys: Keys) -> str:
    """Make the login of a municipality's analysts; return what to tell the operator."""
    found = [tenant for tenant in read_municipalities(municipalities).values() if tenant.slug == slug]
    if not found:
        return f"There is no municipality {slug!r} in {municipalities}."
    login, database = postgres.analyst_login(slug), postgres.database_name("reporting")
    of_reporting = urlsplit(admin_url)._replace(path=f"/{database}").geturl()
    asyncio.run(postgres.provision_analyst(of_reporting, found[0].id, login, keys.password(login)))
    return f"{login} may read the schema analyst of {database}; its password is in {keys.folder / 'postgres' / login}."


def address(name: str) -> str:
    """Return the address of a server that the environment names; ends with a sentence where it names none."""
    return os.environ.get(name) or sys.exit(f"koinon provision: set {name}, the server's address for provisioning.")


def main(command_line: list[str]) -> int:
    """Carry out one command."""
    arguments = arguments_of(command_line)
    keys = ensure_keys(arguments.keys) if arguments.command == "keys" else Keys(arguments.keys)
    try:
        carry_out(arguments, keys)
    except nats.Drifted as drift:
        print(f"The event stream is not as this release expects: {drift}", file=sys.stderr)
        return 1
    except (OSError, asyncpg.PostgresError) as failure:
        print(f"Nothing more was provisioned: {failure}", file=sys.stderr)
        return 1
    return 0


def carry_out(arguments: argparse.Namespace, keys: Keys) -> None:
    """Carry out what was asked for. Raises Drifted, OSError, asyncpg.PostgresError."""
    match arguments.command:
        case "postgres":
            asyncio.run(postgres.provision(address("DATABASE_ADMIN_URL"), keys.passwords))
        case "analyst":
            named = (address("DATABASE_ADMIN_URL"), arguments.municipalities, arguments.municipality)
            print(provision_analyst(*named, keys))
        case "accounts":
            write = arguments.output.write_text if arguments.output else sys.stdout.write
            write(accounts(keys))
        case "nats":
            wanted = {"update": arguments.update, "replicas": arguments.replicas, "ca_file": arguments.ca_file}
            asyncio.run(nats.provision(address("NATS_URL"), keys, **wanted))
