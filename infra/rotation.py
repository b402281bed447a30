"""Changes what a service proves itself by, in steps, so that nobody is locked out on the way.

    koinon rotate signing cards --keys keys       # three times: each run takes a step and says what follows

Kinds: `signing`, the key of its reader tokens; `nats`, its nkey; `database`, its logins' passwords, of which there are
two sets that take turns; `vault`, the key that wraps the keys of persons and files. Whatever is new is known to all who
check it before anybody uses it, and whatever was is known until nobody uses it any more.
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path

from contracts.readers import SERVICES
from infra.keys import (
    LOGINS,
    TURNS,
    Keys,
    ensure_passfile,
    nats_public_key,
    new_key,
    new_nats_seed,
    new_signing_key,
    public_jwk,
    publish,
    write_secret,
)

Step = Callable[[Keys, str], str]
PREPARED = "_prepared"
"""How a keyring marks a key that opens already and wraps nothing yet; `services/kit/keyring.py` reads it."""

FOLLOWS = {
    ("signing", "prepared"): "Give every service the new services.jwks.json (ConfigMap service-jwks), start all again.",
    ("signing", "switched"): "Give {service} its new key (Secret {service}-keys), start it again, wait an hour.",
    ("signing", "retired"): "Give every service the new services.jwks.json once more, at the next upgrade.",
    ("nats", "prepared"): "Give NATS the new accounts (ConfigMap nats-accounts) and let it read them: signal HUP.",
    ("nats", "switched"): "Give {service} its new seed (Secret {service}-keys) and start it again.",
    ("nats", "retired"): "Give NATS the new accounts once more; the former nkey is refused from then on.",
    ("database", "prepared"): "Give provisioning the new passwords (Secret provision-passwords) and run it: it lets "
    "both sets of logins in.",
    ("database", "switched"): "Give {service} its new addresses (Secrets {service}-database, {service}-owner; with "
    "compose {SERVICE}_LOGINS={turn}) and start it again.",
    ("database", "retired"): "Give provisioning the passwords once more and run it: the former logins are shut out.",
    ("vault", "prepared"): "Give {service} its new keyring (Secret {service}-keys) and start all of its pods again.",
    (
        "vault",
        "switched",
    ): "Give {service} its new keyring, start all of its pods again, then `koinon rewrap {service}` "
    "until it says that none is left.",
    ("vault", "retired"): "Give {service} its keyring once more. The former key lies in keyrings/former: keep it with "
    "the backups that need it, apart from them.",
}


def rotate_signing(keys: Keys, service: str) -> str:
    """Take the next step with a service's signing key: published, then signing, then the former forgotten."""
    following, former = keys.next_service_key(service), keys.former_service_key(service)
    if following.exists():
        present = keys.service_key(service).read_text(encoding="utf-8")
        write_secret(former, json.dumps(public_jwk(present)))
        write_secret(keys.service_key(service), following.read_text(encoding="utf-8"))
        following.unlink()
        step = "switched"
    elif former.exists():
        former.unlink()
        step = "retired"
    else:
        write_secret(following, new_signing_key(service))
        step = "prepared"
    publish(keys)
    return step


def rotate_nats(keys: Keys, service: str) -> str:
    """Take the next step with a service's nkey: let in, then used, then the former let in no more."""
    following, former = keys.next_nats_seed(service), keys.former_nats_key(service)
    if following.exists():
        present = keys.nats_seed(service).read_text(encoding="utf-8")
        write_secret(former, nats_public_key(present))
        write_secret(keys.nats_seed(service), following.read_text(encoding="utf-8"))
        following.unlink()
        return "switched"
    if former.exists():
        former.unlink()
        return "retired"
    write_secret(following, new_nats_seed())
    return "prepared"


def rotate_database(keys: Keys, service: str) -> str:
    """Take the next step with a service's logins: the others let in, then named, then the former shut out."""
    present = {keys.login(service, kind) for kind in LOGINS}
    others = {f"{service}_{kind}{turn}" for turn in TURNS for kind in LOGINS} - present
    step = "prepared"
    if not others <= keys.passwords(service).keys():
        for login in sorted(others):
            keys.password(login)
    elif keys.is_switched(service):
        for login in others:
            (keys.folder / "postgres" / login).unlink()
        keys.switched_file(service).unlink()
        step = "retired"
    else:
        (other,) = [turn for turn in TURNS if f"{service}_{LOGINS[0]}{turn}" in others]
        write_secret(keys.turn_file(service), other)
        write_secret(keys.switched_file(service), "")
        step = "switched"
    ensure_passfile(keys, service, keys.passwords(service))
    return step


def rotate_vault(keys: Keys, service: str) -> str:
    """Take the next step with the key of a service's vault: opening, then wrapping, then the former put away."""
    path = keys.keyring(service)
    entries: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    (*former, newest) = sorted((name for name in entries if name.partition("_")[0] == "vault"), key=number_of)
    if newest.endswith(PREPARED):
        entries[newest.removesuffix(PREPARED)] = entries.pop(newest)
        step = "switched"
    elif former:
        kept = keys.former_keyring(service)
        put_away: dict[str, str] = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
        write_secret(kept, json.dumps(put_away | {name: entries.pop(name) for name in former}, indent=2))
        step = "retired"
    else:
        entries[f"vault_{number_of(newest) + 1}{PREPARED}"] = new_key()
        step = "prepared"
    write_secret(path, json.dumps(entries, indent=2))
    return step


def number_of(name: str) -> int:
    """Return which of a service's vault keys a name is: `vault` is the first, `vault_2` the second."""
    return int(name.removesuffix(PREPARED).partition("_")[2] or 1)


KINDS: dict[str, Step] = {
    "signing": rotate_signing,
    "nats": rotate_nats,
    "database": rotate_database,
    "vault": rotate_vault,
}


def main(command_line: list[str]) -> int:
    """Take one step and say what has to be done before the next."""
    parser = argparse.ArgumentParser(prog="koinon rotate", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("kind", choices=sorted(KINDS))
    parser.add_argument("service", choices=SERVICES)
    parser.add_argument("--keys", type=Path, required=True, help="folder of the secrets")
    arguments = parser.parse_args(command_line)
    keys, service = Keys(arguments.keys), str(arguments.service)
    step = KINDS[arguments.kind](keys, service)
    turn = keys.login(service, "").removeprefix(f"{service}_")
    follows = FOLLOWS[arguments.kind, step].format(service=service, SERVICE=service.upper(), turn=turn)
    print(f"{service}: {arguments.kind} {step}. {follows}")
    return 0
