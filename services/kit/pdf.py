"""Paper: a Typst template of the noun's service filled with JSON, in fonts that come with the packages.

Data enters only through `sys.inputs`, as JSON, so no text of a person is ever read as markup:

    #let letter = json(bytes(sys.inputs.content))

Neither the machine's fonts nor Typst's built-in ones are used, and a warning (a font that is not there) is an error:
with them a missing Arabic font would be replaced in silence by an ugly one. Times, telephone numbers and ids inside
Arabic text need isolates (U+2066 … U+2069), or "8:30-14:00" is shown backwards.
"""

import asyncio
import functools
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import fontpkg_noto_sans
import fontpkg_noto_sans_arabic
import msgspec
import segno
import typst


class PaperUnprintable(RuntimeError):
    """A template does not compile, or asks for a font that is not installed: a fault of ours, not of the request."""


async def render(template: Path, content: Mapping[str, Any]) -> bytes:
    """Return the PDF of a `.typ` file. The template may read files only in its own folder.

    Compiling takes 10 to 100 ms of processor time, so it happens on a thread.
    """
    return await asyncio.to_thread(_compile, template, msgspec.json.encode(content).decode())


def qr_svg(text: str) -> str:
    """Return a QR code as SVG, for `#image(bytes(letter.qr), format: "svg", alt: "…")`.

    Error correction M (15 %): cards get scratched, and a higher level needs finer dots than card printers make.
    """
    picture = io.BytesIO()
    segno.make(text, error="m", micro=False).save(picture, kind="svg", xmldecl=False, border=4, scale=4)
    return picture.getvalue().decode()


def _compile(template: Path, content: str) -> bytes:
    try:
        paper, warnings = typst.compile_with_warnings(
            template, root=template.parent, font_paths=_fonts(), sys_inputs={"content": content}
        )
    except typst.TypstError as error:
        raise PaperUnprintable(f"{template.name}: {error.message}") from error
    if warnings:
        raise PaperUnprintable(f"{template.name}: {'; '.join(warning.message for warning in warnings)}")
    assert isinstance(paper, bytes)
    return paper


@functools.cache
def _fonts() -> typst.Fonts:
    folders = [str(package.ROOT / "files") for package in (fontpkg_noto_sans, fontpkg_noto_sans_arabic)]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
