"""The demo's seed and walk, from outside, against services that run in containers."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from contracts.readers import SERVICES
from infra.embedded import stack as stack_file
from infra.embedded.processes import ROOT, clean_environment
from infra.embedded.stack import Running, SignIn, StackFile
from infra.keys import ensure_keys


class Staff(msgspec.Struct, frozen=True):
    """The demo's staff, and the file from which the operator's command adds their accounts."""

    sign_ins: tuple[SignIn, ...]
    accounts: bytes


def staff_of(folder: Path) -> Staff:
    """Invent the demo's staff and their passwords, once for a folder."""
    found = stack_file.sign_ins(ensure_keys(folder / "staff"))
    return Staff(found, msgspec.json.encode(found))


def walk(folder: Path, urls: dict[str, str], staff: Staff, log: Callable[[str], str]) -> str:
    """Enter the seed's people and walk one euro, as in `make demo`; return what the walk said.

    The seed leaves its tills beside `stack.json`, from where the walk takes them.
    """
    said = ""
    for program in ("infra.demo.seed", "infra.demo.walk"):
        running = {service: Running(url=urls[service], pid=None) for service in SERVICES}
        file = StackFile(
            supervisor=os.getpid(),
            services=running,
            servers={},
            ready=True,
            sign_ins=staff.sign_ins,
            tills=stack_file.kept_tills(folder),
        )
        stack_file.write(folder / "stack.json", file)
        told = clean_environment() | {"STACK_FILE": str(folder / "stack.json"), "KOINON_LOCAL": str(folder)}
        command = [sys.executable, "-m", program]
        done = subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, check=False)
        logs = "\n".join(f"--- {name}\n{log(name)}" for name in SERVICES) if done.returncode else ""
        assert done.returncode == 0, f"{done.stdout}{done.stderr}\n{logs}"
        said = done.stdout
    return said
