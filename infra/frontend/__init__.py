"""What browsers are given that others have made: fonts with Greek and Arabic, and what reads and draws QR codes.

They come from npm by the lock file beside this module, once for each lock, and are kept neither in the repository nor
asked for while a page is read. The console serves the folder that FRONTEND_DIR names; see decision 0035.
"""

import shutil
from pathlib import Path

from infra import npm

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
COMPLETE = ".complete"

FILES = {
    "noto-sans-latin.woff2": "@fontsource-variable/noto-sans/files/noto-sans-latin-wght-normal.woff2",
    "noto-sans-latin-ext.woff2": "@fontsource-variable/noto-sans/files/noto-sans-latin-ext-wght-normal.woff2",
    "noto-sans-greek.woff2": "@fontsource-variable/noto-sans/files/noto-sans-greek-wght-normal.woff2",
    "noto-sans-greek-ext.woff2": "@fontsource-variable/noto-sans/files/noto-sans-greek-ext-wght-normal.woff2",
    "noto-sans-arabic.woff2": "@fontsource-variable/noto-sans-arabic/files/noto-sans-arabic-arabic-wght-normal.woff2",
    "noto-sans.txt": "@fontsource-variable/noto-sans/LICENSE",
    "noto-sans-arabic.txt": "@fontsource-variable/noto-sans-arabic/LICENSE",
    "barcode-detector.js": "barcode-detector/dist/iife/ponyfill.js",
    "barcode-detector.txt": "barcode-detector/LICENSE",
    "zxing-reader.wasm": "zxing-wasm/dist/reader/zxing_reader.wasm",
    "zxing-wasm.txt": "zxing-wasm/LICENSE",
    "lean-qr.js": "lean-qr/index.mjs",
    "lean-qr.txt": "lean-qr/LICENSE",
    "package-lock.json": "../package-lock.json",
}
"""Each file by the name that pages know, with its licence; the .wasm is of the version that the decoder asks for."""


def folder() -> Path:
    """Return where a working copy keeps the files of this lock."""
    return ROOT / ".local" / "frontend" / npm.digest(HERE, (*npm.LOCK, "__init__.py"))


def fetch(target: Path) -> None:
    """Put the files into a folder, unless they are there; nothing half-done is ever taken for them."""
    if (target / COMPLETE).exists():
        return
    work = target / "work"
    packages = npm.install(HERE, work)
    for name, source in FILES.items():
        shutil.copy(packages / source, target / name)
    shutil.rmtree(work)
    (target / COMPLETE).touch()
