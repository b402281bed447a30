"""`make check`: everything that is judged without starting a server. Runs all of it and names what failed."""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = Path(sys.executable).parent


def python(module: str, *arguments: str) -> list[str]:
    """Return a command that runs a module."""
    return [sys.executable, "-m", module, *arguments]


def script(name: str, *arguments: str) -> list[str]:
    """Return a command that runs a program of the environment."""
    return [str(SCRIPTS / name), *arguments]


def migrations() -> list[str]:
    """Return every migration."""
    return [str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("services/*/migrations/*.sql"))]


def steps() -> dict[str, list[str]]:
    """Return each check by name."""
    return {
        "lint (ruff)": python("ruff", "check", "."),
        "format (make fmt mends it)": python("ruff", "format", "--check", "."),
        "types (mypy --strict)": python("mypy"),
        "import rules": script("lint-imports", "--no-cache"),
        "SQL (sqlfluff)": python("sqlfluff", "lint", "--processes", "2", "services", "infra"),
        "migrations (squawk)": script("squawk", *migrations()),
        "contracts (make contracts mends it)": python("infra.contracts", "--check"),
        "manifests (deploy/)": python("pytest", "-q", "tests/deploy/test_manifests.py", "tests/deploy/test_image.py"),
        "manifests (checkov)": python("infra.checkov"),
        "tidy (STYLE)": python(
            "pytest", "-q", "tests/test_tidy.py", "tests/test_migrations.py", "tests/test_commands.py"
        ),
    }


def passes(name: str, command: list[str]) -> bool:
    """Run one check; what it says is shown only when it fails."""
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    print(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {name} ({time.monotonic() - began:.1f} s)", flush=True)
    if done.returncode != 0:
        print(done.stdout)
    return done.returncode == 0


def main() -> int:
    """Run every check."""
    failed = [name for name, command in steps().items() if not passes(name, command)]
    print(f"{len(steps()) - len(failed)} checks passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
