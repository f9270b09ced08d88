"""How the terminal face lays things out, for people and for programs."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from ingest.reports import FileReport
from kb.nouns import Notice
from kb.problems import Problem
from kb.receipts import Receipt
from search.nouns import SearchAnswer, SearchHit


def shown(reports: Iterable[FileReport], *, quiet: bool) -> Iterator[FileReport]:
    """Pass reports on, with a progress bar and a line for each file that needs a look."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.completed} files"), TimeElapsedColumn())
    with Progress(*columns, TextColumn("{task.description}"), console=console) as progress:
        task = progress.add_task("", total=None)
        for report in reports:
            progress.update(task, advance=1, description=Path(report.file).name)
            if not quiet:
                for line in _report_lines(report):
                    progress.console.print(line, markup=False, highlight=False)
            yield report


@contextmanager
def watched(doing: str, steps: int) -> Iterator[Callable[[], None]]:
    """Show a progress bar for one piece of work; give what to call after each step."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(doing, total=steps)
        yield partial(progress.advance, task)


def _report_lines(report: FileReport) -> Iterator[str]:
    reason = f": {say(report.reason)}" if report.reason else ""
    yield f"{report.outcome:<8} {report.file}{reason}"
    for notice in report.notices:
        yield f"{'':<8}   {say(notice)}"
    for link in report.links:
        yield f"{'':<8}   {link.relation} of {link.other_id}? ({link.score:.2f})"


def report_json(report: FileReport) -> dict[str, object]:
    """Lay a report out for programs."""
    return {
        "file": report.file,
        "outcome": report.outcome,
        "reason": say(report.reason) if report.reason else None,
        "code": report.reason.code if report.reason else None,
        "document_id": report.document_id,
        "passages": report.passages,
        "pages": report.pages,
        "unread_pages": report.unread_pages,
        "notices": [say(notice) for notice in report.notices],
        "links": [link.model_dump(exclude={"document_id"}) for link in report.links],
        "new_version": report.new_version,
    }


def hit_json(hit: SearchHit) -> dict[str, object]:
    """Lay a hit out for programs."""
    return {
        "rank": hit.rank,
        "score": hit.score,
        "document_id": hit.document.id,
        "title": hit.document.fields.title,
        "party": hit.document.fields.party,
        "kind": hit.document.fields.kind,
        "language": hit.document.fields.language,
        "page": hit.passage.passage.page,
        "passage": hit.passage.passage.text,
        "file": hit.document.file_name,
    }


def answer_lines(answer: SearchAnswer) -> Iterator[str]:
    """Lay an answer out for people."""
    if answer.weak:
        yield "Nothing good enough was found; the nearest documents are:\n"
    if answer.without_meaning:
        yield "Search by meaning is not available at the moment; searched by words alone.\n"
    if answer.unquoted:
        yield "No passage holds the quoted words as they stand; searched without quotation marks.\n"
    for word, correction in answer.corrections.items():
        yield f"Searched {correction!r} instead of {word!r}.\n"
    for hit in answer.hits:
        fields = hit.document.fields
        yield f"{hit.rank:>2}. {fields.title}  [{hit.score:.2f}]"
        where = f"p. {hit.passage.passage.page}" if hit.document.paginated else ""
        facts = (fields.party, fields.kind, fields.language, hit.document.file_name, where)
        yield f"    {' · '.join(filter(None, facts))}"
        yield f"    {' '.join(hit.snippet.text.split())}\n"
    yield f"{answer.total} documents"


def receipt_lines(receipt: Receipt, *, genuine: bool) -> Iterator[str]:
    """Lay a receipt out for people."""
    removed, checked = receipt.removed, receipt.checked
    yield f"Document {receipt.document_id}"
    yield f"  erased     {receipt.erased_at:%Y-%m-%d %H:%M} UTC, for {receipt.requested_by}"
    yield f"  removed    {removed.versions} versions, {removed.passages} passages"
    for digest in removed.originals:
        kept = "  (kept: another document has it too)" if digest in removed.shared else ""
        yield f"  original   {digest}{kept}"
    yield (
        f"  checked    {checked.columns} columns, {checked.index_files} index files, "
        f"{checked.passages} passages left, database {checked.database}"
    )
    for path in receipt.unreached:
        yield f"  NOT ERASED {path}  (an export that could not be reached)"
    yield f"  signature  {'genuine' if genuine else 'NOT GENUINE'}, key {receipt.key}"


def say(notice: Notice) -> str:
    """Put a notice into English words."""
    return Problem(notice.code, notice.values).say("en")
