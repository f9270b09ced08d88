"""Kinds of text: HTML, Markdown, plain, tables, mail; and noise that is no text at all."""

import re
from pathlib import Path, PurePath

from ingest.encodings import decode
from ingest.formats import Format

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"</?(?:p|div|h[1-6]|ul|ol|li|table|tr|td|a|br|title|meta|span)\b[^<>]*>", re.I)
_XML = re.compile(r"\s*<\?xml\b", re.IGNORECASE)
_SVG = re.compile(r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!.*?>\s*)*<svg\b", re.IGNORECASE | re.DOTALL)
_MAIL = re.compile(r"^(?:Received|Message-ID|MIME-Version|Return-Path|X-Mailer):", re.I | re.M)
_MAIL_FROM = re.compile(r"^(?:From|Date|Subject|To):", re.I | re.M)
_MARKDOWN = (
    re.compile(r"^#{1,6} \S", re.M),
    re.compile(r"\[[^\]\n]+\]\([^)\s]+\)"),
    re.compile(r"^(?:```|~~~)", re.M),
    re.compile(r"^\|? ?:?-{3,}:? ?\|", re.M),
    re.compile(r"^[*-] \S", re.M),
    re.compile(r"\*\*\S[^*\n]*\*\*"),
)
_BY_NAME = {
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".csv": Format.CSV,
    ".tsv": Format.TSV,
    ".tab": Format.TSV,
}


def sniff_text(path: Path, head: bytes, name: str) -> Format | str:
    """Decide what sort of text a file is; noise gives `kind.binary`."""
    text = decode(head, cut=True)
    if text is None:
        return "kind.binary"
    if _SVG.match(text):
        return "kind.image"
    if _HTML.match(text):
        return Format.HTML
    if _XML.match(text):
        return "kind.xml"
    if _is_mail(text):
        return "kind.email"
    suffix = PurePath(name).suffix.casefold()
    if suffix in _BY_NAME:
        return _BY_NAME[suffix]
    if _is_html(text, suffix):
        return Format.HTML
    return Format.MARKDOWN if suffix != ".txt" and _is_markdown(text) else Format.TEXT


def _is_html(text: str, suffix: str) -> bool:
    """Tell HTML without its frame from a text that mentions a tag or two."""
    tags = len(_TAG.findall(text))
    if suffix in (".html", ".htm", ".xhtml"):
        return tags > 0
    return text.lstrip().startswith("<") and tags >= 4


def _is_markdown(text: str) -> bool:
    """Ask for two different signs of Markdown, one of them more than a dash."""
    signs = [bool(pattern.search(text)) for pattern in _MARKDOWN]
    return sum(signs) >= 2 and any(signs[:4])


def _is_mail(text: str) -> bool:
    """Tell a raw message: its first lines are headers, and transport ones among them."""
    start = re.split(r"\r?\n\r?\n", text.lstrip(), maxsplit=1)[0]
    lines = start.splitlines()
    if not lines or not re.match(r"^(?:From |[A-Za-z][\w-]*:)", lines[0]):
        return False
    return bool(_MAIL.search(start)) and bool(_MAIL_FROM.search(start))
