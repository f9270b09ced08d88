"""Make every document of the corpus, and the files that describe them."""

import logging

from corpus.build.folders import Folders
from corpus.build.formats import BUILDERS
from corpus.build.house import Printer
from corpus.build.judgements import qrels_text, queries_text, read_judgements
from corpus.build.manifest import manifest_text
from corpus.build.source import Source, read_sources

_LOG = logging.getLogger(__name__)


def make(folders: Folders) -> list[str]:
    """Make documents, manifest, queries and relevance; give what could not be read."""
    sources, problems = read_sources(folders.sources)
    questions, more_problems = read_judgements(folders.judgements)
    make_documents(folders, sources)
    folders.manifest.write_text(manifest_text(sources), "utf-8")
    folders.queries.write_text(queries_text(questions), "utf-8")
    folders.qrels.write_text(qrels_text(questions), "utf-8")
    return problems + more_problems


def make_documents(folders: Folders, sources: list[Source]) -> None:
    """Make the file of each source, and remove files that no source is left for."""
    folders.documents.mkdir(exist_ok=True)
    printer = Printer()
    for source in sources:
        content = BUILDERS[source.format](source, printer.imprint(source))
        (folders.documents / source.file_name).write_bytes(content)
        _LOG.info("%s: %d kB", source.file_name, len(content) // 1000)
    expected = {source.file_name for source in sources}
    for path in folders.documents.iterdir():
        if path.name not in expected:
            path.unlink()
