"""`stack.json`: what a running stack tells outside programs: addresses and demo sign-ins, no service's secrets."""

import secrets
import textwrap
import tomllib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from infra.keys import Keys, ensure_secret, write_secret

TILLS = "tills.json"
STAFF = Path(__file__).with_name("sign_ins.toml")


class SignIn(msgspec.Struct, frozen=True, kw_only=True):
    """A member of staff of the demo."""

    username: str
    password: str
    municipality: str
    """Slug of the tenant."""
    roles: tuple[str, ...]


class PairedTill(msgspec.Struct, frozen=True, kw_only=True):
    """A till of the demo with its private key: 32 bytes of Ed25519 in base64url."""

    municipality: str
    merchant_id: str
    till_id: str
    social: bool
    """Whether it stands in a social enterprise, where an offer adds to sales."""
    private_key: str


class Running(msgspec.Struct, frozen=True, kw_only=True):
    """A process of the stack."""

    url: str
    pid: int | None
    """None while it is stopped or about to be started again."""


class StackFile(msgspec.Struct, frozen=True, kw_only=True):
    """The content of `stack.json`."""

    supervisor: int
    """Process id; the folder's lock says whether it still runs."""
    services: dict[str, Running]
    servers: dict[str, Running]
    """postgres and nats; their passwords and keys are not here."""
    ready: bool
    """False while the seed is being entered."""
    sign_ins: tuple[SignIn, ...]
    tills: tuple[PairedTill, ...] = ()
    """Empty until the seed has been entered."""


def keep_tills(folder: Path, tills: Sequence[PairedTill]) -> None:
    """Leave the seed's tills where a stack takes them from, now and at every later start: the seed is entered."""
    write_secret(folder / TILLS, msgspec.json.encode(list(tills)).decode())


def kept_tills(folder: Path) -> tuple[PairedTill, ...]:
    """Return the seed's tills; none while it is not entered."""
    try:
        return msgspec.json.decode((folder / TILLS).read_bytes(), type=tuple[PairedTill, ...])
    except FileNotFoundError:
        return ()


def sign_ins(keys: Keys) -> tuple[SignIn, ...]:
    """Return the demo's staff, and leave them where the console finds its first accounts (STAFF_FILE)."""
    password = ensure_secret(keys.folder / "demo_password", lambda: f"koinon-{secrets.randbelow(10**8):08d}")
    accounts = tomllib.loads(STAFF.read_text(encoding="utf-8"))["account"]
    staff = [account | {"password": password} for account in accounts]
    write_secret(staff_file(keys), msgspec.json.encode(staff).decode())
    return tuple(msgspec.convert(each, SignIn) for each in staff)


def staff_file(keys: Keys) -> Path:
    """Return the file from which the console of a demo takes its staff."""
    return keys.folder / "staff.json"


def write(path: Path, stack: StackFile) -> None:
    """Write the file whole, readable by its owner only."""
    write_secret(path, msgspec.json.format(msgspec.json.encode(stack), indent=2).decode())


def read(path: Path) -> StackFile | None:
    """Read the file of a running stack, or None."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=StackFile)
    except FileNotFoundError:
        return None


def describe(stack: StackFile) -> str:
    """Return the addresses and sign-ins for the person at the terminal."""
    lines = ["", f"  Console  {stack.services['console'].url}" if "console" in stack.services else ""]
    lines += [f"  {name:<12}{each.url}/schema" for name, each in stack.services.items() if name != "console"]
    lines += ["", f"  The demo's staff, all with the password {stack.sign_ins[0].password}:"]
    for slug in dict.fromkeys(each.municipality for each in stack.sign_ins):
        names = ", ".join(each.username for each in stack.sign_ins if each.municipality == slug)
        lines += textwrap.wrap(names, 100, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)
    return "\n".join([*lines, ""])
