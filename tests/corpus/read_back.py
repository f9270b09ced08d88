"""Read title and words of a made file back, with each format's own library."""

import shutil
import subprocess
from collections.abc import Callable
from io import BytesIO

import pytest


def markdown(content: bytes) -> tuple[str, str]:
    text = content.decode()
    return text.partition("\n")[0].removeprefix("# "), text


def html(content: bytes) -> tuple[str, str]:
    from lxml.html import document_fromstring

    page = document_fromstring(content)
    return page.findtext(".//h1") or "", page.text_content()


def docx(content: bytes) -> tuple[str, str]:
    from docx import Document

    document = Document(BytesIO(content))
    text = "\n".join(node.text or "" for node in document.element.iter("{*}t"))
    return document.core_properties.title, text


def pptx(content: bytes) -> tuple[str, str]:
    from pptx import Presentation

    presentation = Presentation(BytesIO(content))
    words = []
    for slide in presentation.slides:
        words += [node.text or "" for node in slide.element.iter("{*}t")]
        if slide.has_notes_slide:
            words.append(slide.notes_slide.notes_text_frame.text)
    return presentation.slides[0].shapes.title.text_frame.text, "\n".join(words)


def odt(content: bytes) -> tuple[str, str]:
    from odfdo import Document

    document = Document(BytesIO(content))
    return document.meta.title or "", document.body.text_recursive


def pdf(content: bytes) -> tuple[str, str]:
    import pypdfium2

    with pypdfium2.PdfDocument(content) as document:
        text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
        return document.get_metadata_value("Title"), text


def scan(content: bytes) -> tuple[str, str]:
    import pypdfium2

    if shutil.which("tesseract") is None:
        pytest.skip("tesseract is not installed")
    png = BytesIO()
    with pypdfium2.PdfDocument(content) as document:
        picture = document[0].render(scale=200 / 72, grayscale=True).to_pil()
    picture.save(png, "PNG")
    command = ["tesseract", "stdin", "stdout", "-l", "fra+eng"]
    read = subprocess.run(command, input=png.getvalue(), capture_output=True, check=True)
    text = read.stdout.decode()
    return next((line for line in text.splitlines() if "été" in line), ""), text


READERS: dict[str, Callable[[bytes], tuple[str, str]]] = {
    "md": markdown,
    "html": html,
    "docx": docx,
    "pptx": pptx,
    "odt": odt,
    "pdf": pdf,
    "pdf-two-column": pdf,
    "pdf-scan": scan,
}
