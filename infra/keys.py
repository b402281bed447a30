"""Makes the secret material of an installation: nkeys, service keys, keyrings and passwords, as files of mode 0600.

Nothing that exists is ever replaced: a lost key is lost data (the vault) or a service that is locked out (the rest), so
rotation is a decision of its own. Names that a newer release needs are added.
"""

import base64
import json
import os
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path

import nkeys
from joserfc.jwk import OKPKey

from contracts.readers import SERVICES

KEYRING_NAMES = (
    "vault", "blind_index", "pin", "idempotency", "files", "cursors", "tills", "tokens", "forms", "checkpoints",
    "pseudonyms", "certificates",
)  # fmt: skip
"""Every service gets its own random 32 bytes under each of these names; see `services/kit/settings.py`."""

SUPERUSER = "koinon_admin"
"""The login that makes the databases; given to provisioning only."""
LOGINS = ("owner", "api", "worker")
TURNS = ("", "_b")
"""A service's logins are these names, or the same with `_b`: while one set is changed, the other is let in."""


def write_secret(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{os.getpid()}.draft")
    draft.touch(mode=0o600, exist_ok=True)
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def ensure_secret(path: Path, make: Callable[[], str]) -> str:
    """Return the content of a secret file, made first if it is missing."""
    if not path.exists():
        write_secret(path, make())
    return path.read_text(encoding="utf-8")


def new_nats_seed() -> str:
    """Return the seed of a new nkey user (Ed25519)."""
    seed: bytes = nkeys.encode_seed(secrets.token_bytes(32), nkeys.PREFIX_BYTE_USER)
    return seed.decode()


def nats_public_key(seed: str) -> str:
    """Return the public nkey (U…) of a seed."""
    public: bytes = nkeys.from_seed(bytearray(seed.strip().encode())).public_key
    return public.decode()


def new_signing_key(service: str) -> str:
    """Return a new Ed25519 private JWK whose key id names the service."""
    key = OKPKey.generate_key(
        "Ed25519", {"kid": f"{service}-{secrets.token_hex(4)}", "use": "sig", "alg": "EdDSA"}, private=True
    )
    return json.dumps(key.as_dict(private=True), indent=2)


def public_jwk(private: str) -> dict[str, object]:
    """Return the public half of a private JWK."""
    return dict(OKPKey.import_key(json.loads(private)).as_dict(private=False))


def new_key() -> str:
    """Return 32 random bytes as a keyring writes them."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def ensure_keyring(path: Path) -> None:
    """Make a service's keyring, or add the names that it lacks."""
    entries: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    rotated = {"vault"} if any(name.startswith("vault_") for name in entries) else set()
    missing = {name: new_key() for name in KEYRING_NAMES if name not in {*entries, *rotated}}
    if missing:
        write_secret(path, json.dumps(entries | missing, indent=2))


class Keys:
    """Where each secret of an installation lies."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.service_jwks = folder / "services.jwks.json"

    def nats_seed(self, user: str) -> Path:
        """Return the file with the nkey seed of a NATS user: a service, `provisioner` or `system`."""
        return self.folder / "nats" / f"{user}.nk"

    def next_nats_seed(self, user: str) -> Path:
        """Return where the seed is that a NATS user will have soon; it is let in already."""
        return self.folder / "nats" / "next" / f"{user}.nk"

    def former_nats_key(self, user: str) -> Path:
        """Return where the public nkey is that a NATS user has had lately; it is let in still."""
        return self.folder / "nats" / "former" / f"{user}.pub"

    def nats_publics(self, user: str) -> tuple[str, ...]:
        """Return the public nkeys by which a NATS user is let in: one, but for a rotation."""
        seeds = [path for path in (self.nats_seed(user), self.next_nats_seed(user)) if path.exists()]
        found = [nats_public_key(path.read_text(encoding="utf-8")) for path in seeds]
        former = self.former_nats_key(user)
        return (*found, former.read_text(encoding="utf-8").strip()) if former.exists() else tuple(found)

    def service_key(self, service: str) -> Path:
        """Return the file with the private JWK of a service."""
        return self.folder / "services" / f"{service}.jwk.json"

    def next_service_key(self, service: str) -> Path:
        """Return where a key is that a service will sign with soon; published, see `infra/rotation.py`."""
        return self.folder / "services" / "next" / f"{service}.jwk.json"

    def former_service_key(self, service: str) -> Path:
        """Return where the public half is of the key that a service has signed with lately."""
        return self.folder / "services" / "former" / f"{service}.jwk.json"

    def keyring(self, service: str) -> Path:
        """Return the keyring of a service's vault."""
        return self.folder / "keyrings" / f"{service}.json"

    def passfile(self, service: str) -> Path:
        """Return the file in libpq's `.pgpass` form with a service's, or `provision`'s, passwords: `?passfile=`."""
        return self.folder / "passfiles" / service

    def password(self, login: str) -> str:
        """Return the PostgreSQL password of a login, made first if it is missing."""
        return ensure_secret(self.folder / "postgres" / login, lambda: secrets.token_urlsafe(24))

    def passwords(self, service: str) -> dict[str, str]:
        """Return the passwords of all of a service's logins that may come in: one set, but for a rotation."""
        logins = [f"{service}_{kind}{turn}" for turn in TURNS for kind in LOGINS]
        kept = [login for login in logins if (self.folder / "postgres" / login).exists()]
        return {login: self.password(login) for login in kept}

    def turn_file(self, service: str) -> Path:
        """Return the file that says which of `TURNS` a service's addresses name; without it, the first."""
        return self.folder / "turns" / service

    def switched_file(self, service: str) -> Path:
        """Return what lies there between the change of a service's logins and the end of the former ones."""
        return self.folder / "turns" / "switched" / service

    def is_switched(self, service: str) -> bool:
        """Return whether a service's addresses name other logins than they did, and the former are let in still."""
        return self.switched_file(service).exists()

    def former_keyring(self, service: str) -> Path:
        """Return where vault keys are that wrap nothing any more; a backup from before needs them."""
        return self.folder / "keyrings" / "former" / f"{service}.json"

    def login(self, service: str, kind: str) -> str:
        """Return the name of the login that a service's addresses are to name."""
        file = self.turn_file(service)
        return f"{service}_{kind}{file.read_text(encoding='utf-8') if file.exists() else ''}"


def ensure_passfile(keys: Keys, user: str, logins: Iterable[str]) -> None:
    """Make the passwords of some logins, and the file from which a client reads them."""
    write_secret(keys.passfile(user), "".join(f"*:*:*:{login}:{keys.password(login)}\n" for login in logins))


def publish(keys: Keys) -> None:
    """Write the public keys by which services' tokens are known: the present ones, and those of a rotation."""
    rotating = [place(name) for name in SERVICES for place in (keys.next_service_key, keys.former_service_key)]
    paths = [*(keys.service_key(name) for name in SERVICES), *(path for path in rotating if path.exists())]
    published = [public_jwk(path.read_text(encoding="utf-8")) for path in paths]
    write_secret(keys.service_jwks, json.dumps({"keys": published}, indent=2))


def ensure_keys(folder: Path) -> Keys:
    """Make what is missing of an installation's secrets and return where they are."""
    keys = Keys(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for user in (*SERVICES, "provisioner", "system"):
        ensure_secret(keys.nats_seed(user), new_nats_seed)
    for service in SERVICES:
        ensure_secret(keys.service_key(service), lambda: new_signing_key(service))  # noqa: B023
    publish(keys)
    for service in SERVICES:
        ensure_keyring(keys.keyring(service))
        for kind in LOGINS:
            keys.password(keys.login(service, kind))
        ensure_passfile(keys, service, keys.passwords(service))
    ensure_passfile(keys, "provision", [SUPERUSER])
    return keys
