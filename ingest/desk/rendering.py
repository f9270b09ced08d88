"""A document's text as a file of its own: for sheets that have none, and for masked ones."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from kb.nouns import Block, DocumentFields, Page, ParsedDocument

WRITTEN = "text/vnd.passerelle.sheet"
"""The media type of a sheet that was written in the app."""

MASKED = "text/vnd.passerelle.masked"
"""The media type of what is left of a file after personal data was taken out."""

_SUFFIX = ".md"


def written_sheet(fields: DocumentFields, labels: Mapping[str, str]) -> ParsedDocument:
    """Lay a sheet's fields out as one page of headings and paragraphs."""
    text, blocks = "", []
    for key, value in fields.sheet.items():
        if not value.strip():
            continue
        for piece, kind in ((labels[key], "heading"), (value.strip(), "paragraph")):
            text += "\n\n" if text else ""
            level = 2 if kind == "heading" else 0
            blocks.append(
                Block.model_validate(
                    {
                        "kind": kind,
                        "start": len(text),
                        "end": len(text) + len(piece),
                        "level": level,
                    }
                )
            )
            text += piece
    page = Page(number=1, label="1", text=text, blocks=tuple(blocks))
    return ParsedDocument(
        media_type=WRITTEN, title=fields.title, pages=(page,), paginated=False, information={}
    )


def file_text(title: str, pages: Iterable[Page]) -> str:
    """Write a document's pages as one Markdown text."""
    return "\n\n".join((f"# {title}", *(page.text for page in pages))) + "\n"


def file_name(name: str) -> str:
    """Give a file's name the ending of what we write."""
    return str(Path(name).with_suffix(_SUFFIX)) if name else f"fiche{_SUFFIX}"
