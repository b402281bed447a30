"""The official AsyncAPI parser, on the Node that comes as a wheel; its packages are installed by hash under .local."""

import shutil
import subprocess
from pathlib import Path

from infra import npm

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
PROGRAM = "validate.mjs"


def installed() -> Path:
    """Return the folder with the parser, installed once for each lock file."""
    folder = ROOT / ".local" / "asyncapi" / npm.digest(HERE, (*npm.LOCK, PROGRAM))
    if not (folder / ".complete").exists():
        npm.install(HERE, folder)
        shutil.copy(HERE / PROGRAM, folder / PROGRAM)
        (folder / ".complete").touch()
    return folder


def faults(asyncapi: str) -> str:
    """Return what the parser finds wrong in a document; nothing when it is valid."""
    command = [str(npm.node()[0]), PROGRAM]
    done = subprocess.run(command, cwd=installed(), input=asyncapi, text=True, capture_output=True, check=False)
    return "" if done.returncode == 0 else done.stderr.strip() or f"the parser ended with {done.returncode}"
