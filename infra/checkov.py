"""Shows every rendered overlay to checkov, which lives in an environment of its own: it drags a hundred packages along.

    python -m infra.checkov          # part of `make check`; `make .local/checkov/.installed` installs it by its lock

What it may leave out stands in deploy/checkov.yaml, each with its reason.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CHECKOV = ROOT / ".local" / "checkov" / "bin" / "checkov"
OVERLAYS = ("local", "staging", "production")


def render(folder: Path) -> None:
    """Write what `kubectl kustomize` makes of each overlay."""
    kubectl = Path(sys.executable).with_name("kubectl")
    for overlay in OVERLAYS:
        with (folder / f"{overlay}.yaml").open("wb") as rendered:
            subprocess.run([kubectl, "kustomize", ROOT / "deploy" / "overlays" / overlay], stdout=rendered, check=True)


def main() -> int:
    """Return checkov's verdict: 0 when it finds nothing."""
    with tempfile.TemporaryDirectory() as folder:
        render(Path(folder))
        command = [str(CHECKOV), "--config-file", str(ROOT / "deploy" / "checkov.yaml"), "--directory", folder]
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
