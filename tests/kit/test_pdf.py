"""Letters are looked at as pictures: text taken out of a PDF is garbled for Arabic in every engine."""

import ctypes
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from services.kit import pdf

LETTER = Path(__file__).with_name("sample_letter.typ")
CONTENT = {
    "title": "Απόφαση",
    "greek": "Εγκρίθηκε το Ελάχιστο Εγγυημένο Εισόδημα. #panic() *δεν είναι* $markup$",
    "arabic": "بدل تدريب مَريم \u206608:30-14:00\u2069",
    "qr": pdf.qr_svg("koinon:card:0198f2a000007000"),
}


def font_names(paper: bytes) -> set[str]:
    """The BaseFont of every text object of the first page, without the subset's prefix."""
    raw = pypdfium2.raw
    names = set()
    for text in pypdfium2.PdfDocument(paper)[0].get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
        name = ctypes.create_string_buffer(200)
        raw.FPDFFont_GetBaseFontName(raw.FPDFTextObj_GetFont(text.raw), name, 200)
        names.add(name.value.decode().split("+")[-1].split("-")[0])
    return names


async def test_greek_and_arabic_use_the_packaged_fonts_and_no_other() -> None:
    names = font_names(await pdf.render(LETTER, CONTENT))
    assert names == {"NotoSans", "NotoSansArabic"}


def picture(paper: bytes) -> memoryview:
    """The first page in grey, as rows of pixels."""
    bitmap = pypdfium2.PdfDocument(paper)[0].render(scale=2, grayscale=True)
    rows = [bytes(bitmap.buffer)[row * bitmap.stride :][: bitmap.width] for row in range(bitmap.height)]
    return memoryview(b"".join(rows)).cast("B", (bitmap.height, bitmap.width))


def ink(paper: bytes) -> int:
    return sum(pixel < 128 for pixel in picture(paper).tobytes())


async def test_a_printed_qr_code_reads_back() -> None:
    page = picture(await pdf.render(LETTER, CONTENT))
    assert [code.text for code in zxingcpp.read_barcodes(page)] == ["koinon:card:0198f2a000007000"]


async def test_the_arabic_line_leaves_ink_on_the_page() -> None:
    assert ink(await pdf.render(LETTER, CONTENT)) > ink(await pdf.render(LETTER, CONTENT | {"arabic": ""}))


async def test_the_same_content_gives_the_same_bytes() -> None:
    assert await pdf.render(LETTER, CONTENT) == await pdf.render(LETTER, CONTENT)


async def test_an_unknown_font_is_an_error_and_not_another_font(tmp_path: Path) -> None:
    template = tmp_path / "letter.typ"
    template.write_text('#set text(font: "No Such Font")\nΑ', encoding="utf-8")
    with pytest.raises(pdf.PaperUnprintable, match="no such font"):
        await pdf.render(template, {})


async def test_a_template_reads_no_file_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (tmp_path / "templates").mkdir()
    template = tmp_path / "templates" / "letter.typ"
    template.write_text('#read("../secret.txt")', encoding="utf-8")
    with pytest.raises(pdf.PaperUnprintable):
        await pdf.render(template, {})
