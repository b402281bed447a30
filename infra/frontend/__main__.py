"""`make frontend`: fetch what browsers are given into .local; or into the folder that is named, as the image does."""

import sys
from pathlib import Path

from infra.frontend import fetch, folder

target = Path(sys.argv[1]) if len(sys.argv) > 1 else folder()
fetch(target)
print(f"  fonts and QR decoder: {target}")
