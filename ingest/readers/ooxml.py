"""Office Open XML packages, read part by part: nothing is loaded that is not asked for.

Elements are known by their local names, so that the strict variant of the format, whose
namespaces differ, is read as well.
"""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.limits import ReadingJob
from ingest.readers.characters import clean_line
from ingest.readers.zips import DAMAGE, check_inflation, open_zip
from kb.errors import LimitExceeded, UnreadableFile

Element = Any

_PROLOG = 64 * 1024
# How libxml2 says that its own limits on depth and length are reached.
_PARSER_LIMITS = ("huge", "Excessive depth", "Resource limit", "too long")
_CORE = {
    "title": "title",
    "creator": "author",
    "subject": "subject",
    "keywords": "keywords",
    "description": "description",
    "language": "language",
    "created": "created",
    "modified": "modified",
}


@dataclass(frozen=True, slots=True)
class Relation:
    """A pointer from one part to another; `kind` is the last word of its type."""

    kind: str
    target: str


class OfficePackage:
    """A Word or PowerPoint file."""

    def __init__(self, job: ReadingJob) -> None:
        """Open the file.

        Raises:
            LimitExceeded: when it unpacks to too much.
            UnreadableFile: when it is damaged.
        """
        self._name = job.name
        self._container = open_zip(job.path, job.name, job.limits)
        check_inflation(self._container, job.name, job.limits)
        self._members = {
            member.filename.casefold().lstrip("/"): member for member in self._container.infolist()
        }

    def close(self) -> None:
        """Let go of the file."""
        self._container.close()

    def main_part(self) -> str:
        """Name the document itself.

        Raises:
            UnreadableFile: when the package has none.
        """
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and self.has(relation.target):
                return relation.target
        raise UnreadableFile("office.no_document", file=self._name)

    def has(self, part: str) -> bool:
        """Tell whether the package holds a part."""
        return part.casefold() in self._members

    def tree(self, part: str) -> Element:
        """Parse a part.

        Raises:
            LimitExceeded: when it is nested too deep or holds one endless text.
            MemoryError: when there is not enough memory for it.
            UnreadableFile: when it is damaged, missing, or declares XML entities.
        """
        from lxml import etree

        source = self._bytes(part)
        if b"<!ENTITY" in source[:_PROLOG]:
            raise UnreadableFile("office.entities", file=self._name)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
        try:
            return etree.fromstring(source, parser)
        except etree.XMLSyntaxError as error:
            if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
                raise MemoryError from error
            if any(sign in str(error) for sign in _PARSER_LIMITS):
                raise LimitExceeded("limit.structure", file=self._name) from error
            raise UnreadableFile("office.damaged", file=self._name) from error

    def optional_tree(self, part: str) -> Element | None:
        """Parse a part that the document can do without."""
        try:
            return self.tree(part) if self.has(part) else None
        except UnreadableFile:
            return None

    def relations(self, part: str) -> dict[str, Relation]:
        """List where a part points to inside the package, by relation id."""
        folder, _, file = part.rpartition("/")
        listed = self.optional_tree(posixpath.join(folder, "_rels", f"{file}.rels"))
        found: dict[str, Relation] = {}
        for element in listed if listed is not None else ():
            if element.get("TargetMode") == "External":
                continue
            target = posixpath.normpath(posixpath.join("/", folder, element.get("Target", "")))
            kind = element.get("Type", "").rpartition("/")[2]
            found[element.get("Id", "")] = Relation(kind, target.lstrip("/"))
        return found

    def related(self, part: str, kind: str) -> Iterator[str]:
        """List the parts of one kind that a part points to."""
        for relation in self.relations(part).values():
            if relation.kind == kind and self.has(relation.target):
                yield relation.target

    def information(self) -> dict[str, str]:
        """Read title, author and the like."""
        found: dict[str, str] = {}
        for relation in self.relations("").values():
            if relation.kind == "core-properties":
                tree = self.optional_tree(relation.target)
                for element in tree if tree is not None else ():
                    name = _CORE.get(local_name(element))
                    value = clean_line(element.text or "")
                    if name is not None and value:
                        found[name] = value
        return found

    def stated_pages(self) -> int:
        """Give the number of pages that the program counted, 0 if it does not say."""
        for part in self.related("", "extended-properties"):
            pages = child(self.optional_tree(part), "Pages")
            if pages is not None and (pages.text or "").isdigit():
                return int(pages.text)
        return 0

    def _bytes(self, part: str) -> bytes:
        """Read a part's bytes."""
        member = self._members.get(part.casefold())
        if member is None:
            raise UnreadableFile("office.damaged", file=self._name)
        try:
            with self._container.open(member) as stream:
                return stream.read()
        except (*DAMAGE, zipfile.BadZipFile) as error:
            raise UnreadableFile("zip.damaged", file=self._name) from error


def local_name(element: Element) -> str:
    """Give an element's name without its namespace; "" for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element | None, name: str) -> str | None:
    """Give an attribute by its local name."""
    if element is not None:
        for key, value in element.attrib.items():
            if key.rpartition("}")[2] == name:
                return str(value)
    return None


def child(element: Element | None, *names: str) -> Element | None:
    """Follow a path of local names to the first such descendant."""
    for name in names:
        if element is None:
            return None
        element = next((each for each in element if local_name(each) == name), None)
    return element


def descendants(element: Element, name: str) -> Iterator[Element]:
    """Go through all descendants of a local name, in order."""
    yield from element.iter(f"{{*}}{name}")
