"""Where things lie in the corpus."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Folders:
    """The corpus's folders and files, under one root."""

    root: Path

    @property
    def sources(self) -> Path:
        """Give the folder of the sources."""
        return self.root / "sources"

    @property
    def judgements(self) -> Path:
        """Give the folder of the judged questions, one file a part."""
        return self.root / "judgements"

    @property
    def documents(self) -> Path:
        """Give the folder of the documents made."""
        return self.root / "documents"

    @property
    def manifest(self) -> Path:
        """Give the file that says what each document is."""
        return self.root / "manifest.jsonl"

    @property
    def queries(self) -> Path:
        """Give the file of the questions."""
        return self.root / "queries.jsonl"

    @property
    def unanswerable(self) -> Path:
        """Give the file of the questions that no document answers."""
        return self.root / "unanswerable.jsonl"

    @property
    def fairness(self) -> Path:
        """Give the file of the questions asked in two wordings."""
        return self.root / "fairness.jsonl"

    @property
    def qrels(self) -> Path:
        """Give the file that says which document answers which question."""
        return self.root / "qrels.tsv"
