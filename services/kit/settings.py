"""Settings: one frozen struct, read once in `run()`. Nothing else touches the environment."""

import base64
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec


class Municipality(msgspec.Struct, frozen=True, kw_only=True):
    """A tenant: any public body that runs a programme."""

    id: UUID
    slug: str
    name: dict[str, str]
    country: str
    """ISO 3166-1 alpha-2."""
    currency: str
    """ISO 4217."""
    timezone: str
    """IANA name; business dates are dates there."""
    language: str
    """ISO 639-1, the default for letters and pages."""
    second_factor_for: tuple[str, ...] = ("*",)
    """Roles that show a code of their telephone besides the password; `*` for everybody who signs in by name."""

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone in which this tenant's business dates are counted."""
        return ZoneInfo(self.timezone)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a service process is told by its surroundings."""

    service: str
    environment: Literal["demo", "test", "production"] = "production"
    """Only demo and test accept a shifted business time."""
    host: str = "127.0.0.1"
    port: int = 8000
    """TCP port of HTTP; 0 takes a free one."""
    public_url: str = ""
    """Where tills and browsers reach this service; signatures are bound to it. Without it, host and port."""
    database_url: str
    """Login of the HTTP door."""
    worker_database_url: str
    """Login of the consumers, relay and jobs."""
    owner_database_url: str = ""
    """Login that owns the tables; given to `migrate` only."""
    pool_size: int = 8
    """Connections of each of the two pools."""
    nats_url: str
    nats_seed_file: str
    """nkey seed of this service; it may publish only its own events."""
    nats_ca_file: str = ""
    """Certificate of whoever has signed NATS's own, for `tls://`; empty trusts whom the machine trusts."""
    oidc_issuer: str
    """Issuer of people's tokens; its keys are read from `<issuer>/.well-known/jwks.json`."""
    service_key_file: str
    """Ed25519 private JWK with which this service signs its reader tokens."""
    service_jwks_file: str
    """Public JWKs of all services."""
    keyring: dict[str, bytes] = {}
    """Secret keys by name, 32 bytes each, never in the database."""
    municipalities: dict[UUID, Municipality]
    peers: dict[str, str] = {}
    """Base URLs of the other services by name."""
    smtp_url: str = ""
    """`smtp://user:password@host:port`; empty keeps mail in the mailbox of the demo."""
    sms_url: str = ""
    staff_file: str = ""
    """The accounts that the console of a demo or a test adds when it starts; see `services/console/accounts.py`."""
    provider_file: str = ""
    """The OpenID Connect provider that staff may sign in by; see `services/console/providers.py`. Empty: none."""
    programmes_dir: str = ""
    """A folder with a TOML file for each programme; empty takes those that come with the service."""
    frontend_dir: str = ""
    """Where the console finds the fonts and the QR decoder that were fetched; empty takes those of the image."""
    checkpoints_dir: str = ""
    """Where cards keeps signed checkpoints of the ledger outside its database; empty keeps none there."""
    log_level: str = "info"
    otlp_url: str = ""
    """Collector of traces (OTLP over HTTP), such as `http://collector:4318`; empty sends none."""
    traces_per_mille: int = 1000
    """How many of a thousand traces are sent; all of a trace or nothing of it, chosen by its id."""


def read_keyring(path: str) -> dict[str, bytes]:
    """Read a keyring file: JSON of name to base64 of 32 bytes."""
    entries: dict[str, str] = msgspec.json.decode(Path(path).read_bytes(), type=dict[str, str])
    return {name: base64.b64decode(value, validate=True) for name, value in entries.items()}


def read_municipalities(path: str) -> dict[UUID, Municipality]:
    """Read the tenants from a TOML file with one `[[municipality]]` table each."""
    tables = tomllib.loads(Path(path).read_text(encoding="utf-8"))["municipality"]
    found = msgspec.convert(tables, list[Municipality])
    return {municipality.id: municipality for municipality in found}


def read_settings(service: str, environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings of a service. Raises msgspec.ValidationError naming what is missing or wrong."""
    source = dict(os.environ if environment is None else environment)
    values: dict[str, object] = {name: source[name.upper()] for name in PLAIN if source.get(name.upper())}
    values["service"] = service
    values["peers"] = {
        name.removesuffix("_URL").lower(): source[name] for name in source if name.removesuffix("_URL") in PEERS
    }
    if source.get("KEYRING_FILE"):
        values["keyring"] = read_keyring(source["KEYRING_FILE"])
    if source.get("MUNICIPALITIES_FILE"):
        values["municipalities"] = read_municipalities(source["MUNICIPALITIES_FILE"])
    settings = msgspec.convert(values, Settings, strict=False)
    own_address = f"http://{settings.host}:{settings.port}"
    return settings if settings.public_url else msgspec.structs.replace(settings, public_url=own_address)


PLAIN = tuple(
    name for name in Settings.__struct_fields__ if name not in {"service", "keyring", "municipalities", "peers"}
)
PEERS = {"REGISTRY", "CARDS", "MERCHANTS", "INCUBATOR", "REPORTING", "CONSOLE"}
