"""`koinon`: everything that operators and tills do, and in the image what runs the services.

koinon <command> <service> …   what a service does: run, serve, consume, relay, migrate, republish, rebuild, rewrap,
                               erasures, reapply-erasures, rehearsed; `verify cards` and `accounts console`. It reads
                               its settings from the environment, as in its pod.
koinon provision …             make the secrets; prepare PostgreSQL and NATS
koinon secrets …               print the Secrets of Kubernetes
koinon rotate …                change a key or a password in steps
koinon backup …, restore …     keep PostgreSQL elsewhere, and bring it back
koinon <anything else> …       ask the running services, or be a till:
"""

import importlib
import runpy
import sys
from collections.abc import Sequence

from contracts.readers import SERVICES
from services.client import __main__ as client

OF_THE_INSTALLATION = {
    "provision": ("infra.provision", "main"),
    "secrets": ("infra.secrets", "main"),
    "rotate": ("infra.rotation", "main"),
    "backup": ("infra.backups", "backup"),
    "restore": ("infra.backups", "restore"),
}
"""Commands, and what carries them out: its module is read when it is asked for, since each brings much along."""

OF_EVERY_SERVICE = (
    "run", "serve", "consume", "relay", "migrate", "republish", "rebuild", "rewrap", "erasures", "reapply-erasures",
    "rehearsed",
)  # fmt: skip
OF_ONE_SERVICE = {"verify": "cards", "accounts": "console"}
"""Without the service, `koinon verify` asks cards over HTTP, under a sign-in; `koinon run <id>` follows a run."""


def service_of(words: Sequence[str]) -> str | None:
    """Return the service that is to carry out a command itself, or None where it is nobody's own."""
    command, named = words[0], words[1] if len(words) > 1 else ""
    if command in OF_EVERY_SERVICE and not (command == "run" and named):
        if named not in SERVICES:
            sys.exit(f"koinon {command}: say for which service: {', '.join(SERVICES)}")
        return named
    own = (command == "run" and named in SERVICES) or OF_ONE_SERVICE.get(command) == named
    return named if own else None


def carry_out_in(service: str, words: Sequence[str]) -> int:
    """Run a service's own program in this process, so that signals reach it; it reads the command line itself."""
    sys.argv = [f"koinon {service}", words[0], *words[2:]]
    runpy.run_module(f"services.{service}", run_name="__main__", alter_sys=True)
    return 0


def main(words: Sequence[str] | None = None) -> int:
    """Carry out a command and return the exit code."""
    told = list(sys.argv[1:] if words is None else words)
    if not told or told[0] in {"--help", "-h"}:
        sys.stdout.write(f"{__doc__}\n{(client.__doc__ or '').partition(chr(10) * 2)[2]}")
        return 0
    if told[0] in OF_THE_INSTALLATION:
        module, function = OF_THE_INSTALLATION[told[0]]
        return int(getattr(importlib.import_module(module), function)(told[1:]))
    service = service_of(told)
    return client.main(told) if service is None else carry_out_in(service, told)


if __name__ == "__main__":
    sys.exit(main())
