"""What the API takes in, and what it says of documents on a desk."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

from fastapi import UploadFile
from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from ingest.reports import FileReport
from kb.access import PARTNERS
from kb.nouns import Frozen, Kind, Notice
from kb.problems import Problem
from ui.api import examples
from ui.api.filters import Key, Year
from ui.api.models import exampled

_TEXT = 500
_AUDIENCE = r"^(|public|partners|party|group:[^\x00-\x1f\x7f]{1,60})$"

Text = Annotated[str, Field(max_length=_TEXT)]


class Sent(BaseModel):
    """A file with what its sender knows of it; the rest is drafted from its text."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)

    file: UploadFile = Field(description="Le document, ou une archive ZIP de documents.")
    audience: str = Field(
        PARTNERS,
        pattern=_AUDIENCE,
        description="Destinataires demandés : partners (par défaut), public, party ou group:NOM.",
        examples=[PARTNERS],
    )
    kind: Kind | SkipJsonSchema[None] = Field(None, description="Nature, devinée si elle manque.")
    title: Text = Field("", description="Titre, deviné s’il manque.", examples=["Mission à Lyon"])
    year: Year | SkipJsonSchema[None] = Field(None, description="Année.", examples=[2026])
    domain: list[Key] = Field([], max_length=9, description="Domaines.", examples=[["retention"]])
    target_group: list[Key] = Field([], max_length=9, description="Publics visés.")
    rights_owner: Text = Field("", description="Titulaire des droits.")
    licence: Text = Field("", description="Licence.", examples=["CC BY 4.0"])
    attribution: Text = Field("", description="Mention de l’auteur.")


class Report(Frozen):
    """What became of one file; `detail` says why it was not read, and what to do."""

    model_config = exampled(examples.REPORT)

    file: str
    outcome: str
    detail: str
    code: str
    draft: str | None
    passages: int
    pages: int
    notices: tuple[str, ...]

    @classmethod
    def of(cls, report: FileReport, language: str) -> "Report":
        """Say what became of a file."""
        return cls(
            file=Path(report.file).name,
            outcome=report.outcome.value,
            detail=_said(report.reason, language) if report.reason else "",
            code=report.reason.code if report.reason else "",
            draft=report.document_id,
            passages=report.passages,
            pages=report.pages,
            notices=tuple(_said(each, language) for each in report.notices),
        )


class FindingRecord(Frozen):
    """A sort of personal data that has to be settled in the app before a document goes on."""

    model_config = exampled(examples.FINDING)

    kind: str
    sightings: int


class Contribution(Frozen):
    """A document on its sender's desk: a draft, in review, or refused; `url` is its page."""

    model_config = exampled(examples.CONTRIBUTION)

    id: str
    title: str
    kind: Kind
    audience: str
    status: str
    updated_at: datetime
    findings: tuple[FindingRecord, ...]
    url: str


class Received(Frozen):
    """What became of the files sent, and the drafts made of them."""

    files: tuple[Report, ...]
    drafts: tuple[Contribution, ...]


class ContributionList(Frozen):
    """What somebody brought in and is not published, the oldest first."""

    items: tuple[Contribution, ...]


def _said(notice: Notice, language: str) -> str:
    return Problem(notice.code, notice.values).say(language)
