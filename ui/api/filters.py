"""What lists and searches are narrowed to, as parameters of an address."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from kb.nouns import Filters, Kind
from search.nouns import Mode, Question

Key = Annotated[str, Field(pattern="^[a-z0-9_-]{1,60}$")]
Year = Annotated[int, Field(ge=1000, le=9999)]
_MANY = 20


class Narrowed(BaseModel):
    """Filters: of one field any value will do, and each given field must fit."""

    model_config = ConfigDict(extra="forbid")

    party: list[Key] = Field(
        [], max_length=_MANY, description="Partie : qc ou fr.", examples=[["qc"]]
    )
    domain: list[Key] = Field(
        [], max_length=_MANY, description="Domaine de l’article 2.", examples=[["retention"]]
    )
    kind: list[Kind] = Field(
        [], max_length=_MANY, description="Nature du document.", examples=[["practice_sheet"]]
    )
    language: list[Key] = Field(
        [], max_length=_MANY, description="Langue du document.", examples=[["fr"]]
    )
    year: list[Year] = Field([], max_length=_MANY, description="Année.", examples=[[2025]])
    target_group: list[Key] = Field(
        [], max_length=_MANY, description="Public visé.", examples=[["newcomers"]]
    )

    @property
    def filters(self) -> Filters:
        """Give them as the catalogue takes them."""
        return Filters(
            parties=tuple(self.party),
            domains=tuple(self.domain),
            kinds=tuple(self.kind),
            languages=tuple(self.language),
            years=tuple(self.year),
            target_groups=tuple(self.target_group),
        )


class Listed(Narrowed):
    """Filters and a page of a list."""

    limit: int = Field(20, ge=1, le=100, description="Documents par page.", examples=[20])
    offset: int = Field(0, ge=0, le=1_000_000, description="Documents à passer.", examples=[0])


class Asked(Narrowed):
    """A question, its filters and a page of its answer."""

    q: str = Field(
        min_length=1,
        max_length=2_000,
        description="La question ; les « expressions exactes » et les -exclusions sont comprises.",
        examples=["accompagner les travailleurs âgés"],
    )
    mode: Mode = Field(Mode.HYBRID, description="Ce qui classe les résultats.")
    thesaurus: bool = Field(True, description="Chercher aussi les mots de l’autre partie.")
    limit: int = Field(10, ge=1, le=50, description="Documents par page.", examples=[10])
    offset: int = Field(0, ge=0, le=1_000, description="Documents à passer.", examples=[0])

    @property
    def question(self) -> Question:
        """Give it as the retriever takes it."""
        return Question(
            text=self.q.replace("\0", " "),
            filters=self.filters,
            mode=self.mode,
            limit=self.limit,
            offset=self.offset,
            thesaurus=self.thesaurus,
        )
