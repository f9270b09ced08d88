"""Go the main roads once, in the home that the settings name: run as a program, and watched.

Usage: `python -m ui.offline.roads` prints each road gone, then `packets N` where the system
counts what left, or would have left, for a network.
"""

import os
import sys
from pathlib import Path

from kb.settings import Settings, read_settings
from kb.store import Store, open_store

_COUNTED = {
    "Ip": ("OutRequests", "OutNoRoutes"),
    "Tcp": ("ActiveOpens",),
    "Udp": ("OutDatagrams",),
}
"""Among the kernel's own counts (RFC 1213): they see what libraries do past Python, too."""

_TEXT = "La navette part de la gare de Mende. The shuttle leaves from the station."


def main() -> None:
    """Go every road; an exception is its failure."""
    settings = read_settings()
    document = settings.home / "essai.pdf"
    _write_document(document)
    with open_store(settings) as store:
        _take_in(store, document)
        _say(f"encode ({store.encoder.name})")
        store.catch_up()
        _say("index")
        document_id = _search(store)
        _draw(store, settings, document_id)
    for line in _packets():
        _say(line)


def _write_document(path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path))
    canvas.drawString(72, 720, _TEXT)
    canvas.save()


def _take_in(store: Store, document: Path) -> None:
    from ingest.child import WORKER
    from ingest.pipeline import Ingest
    from ingest.reports import Given, Outcome
    from ingest.sandbox import Sandbox

    # The reading process gets none of our environment: what watches it has to be handed over.
    kept = [f"{name}={os.environ[name]}" for name in ("PYTHONPATH", "PASSERELLE_WATCH")]
    with Sandbox(command=("/usr/bin/env", *kept, *WORKER)) as sandbox:
        (report,) = Ingest(store, sandbox).take_in_all(
            [document], Given(party="qc", audience="public")
        )
    if report.outcome is not Outcome.READ:
        raise RuntimeError(f"the document was not read: {report.reason}")
    _say("ingest")


def _search(store: Store) -> str:
    from search.nouns import Question
    from search.retriever import Retriever

    scope = store.catalogue.reader.every_scope()
    answer = Retriever.over(store).answer(Question(text="shuttle station"), access=scope)
    _say("search")
    return answer.hits[0].document.id


def _draw(store: Store, settings: Settings, document_id: str) -> None:
    from search.pictures import PagePictures

    pictures = PagePictures(store.catalogue.reader, store.originals, settings.pictures)
    scope = store.catalogue.reader.every_scope()
    pictures.picture(document_id, 1, None, access=scope)
    _say("draw")


def _packets() -> list[str]:
    """Count what left, in a network of our own only: elsewhere others count too."""
    if "PASSERELLE_ALONE" not in os.environ:
        return []
    lines = Path("/proc/self/net/snmp").read_text("ascii").splitlines()
    count = 0
    for names, values in zip(lines[::2], lines[1::2], strict=False):
        protocol, *titles = names.replace(":", "").split()
        counts = dict(zip(titles, values.split()[1:], strict=True))
        count += sum(int(counts[each]) for each in _COUNTED.get(protocol, ()))
    return [f"packets {count}"]


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
