"""Settings: everything a server may decide, from the environment (`KB_…`)."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from kb.access import PARTNERS, PARTY, PUBLIC, AccessScope, is_audience
from kb.errors import SettingsError

_MODELS = Path(__file__).parents[1] / "encoder"
EMBEDDED_ENCODER = _MODELS / "passerelle-contextual-1"
STATIC_ENCODER = _MODELS / "passerelle-static-1"
"""Compares single words whatever the encoder of passages; the light choice for passages too."""


class Settings(BaseSettings):
    """Hold the settings of one installation.

    Attributes:
        home: folder of all data.
        encoder: folder or name of a sentence-transformers model; the embedded one by default.
        reranker: folder or name of a sentence-transformers cross-encoder that looks at the first
            hits once more; none by default.
        database_url: SQLAlchemy address of the catalogue; SQLite under `home` by default.
        party: whose documents are read in when nobody says.
        audience: who may read what is read in when nobody says.
        readers: audiences that the app opens to whoever reaches it.
        language: first language of the app.
        contributions: whether documents may be added in the app.
    """

    model_config = SettingsConfigDict(env_prefix="KB_", frozen=True)

    home: Path = Path("data")
    encoder: str = str(EMBEDDED_ENCODER)
    reranker: str = ""
    database_url: str = ""
    party: str = "qc"
    audience: str = PARTNERS
    readers: Annotated[tuple[str, ...], NoDecode] = (PUBLIC, PARTNERS)
    language: Literal["fr", "en"] = "fr"
    contributions: bool = True

    @field_validator("readers", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(filter(None, value.split(","))) if isinstance(value, str) else value

    @field_validator("readers")
    @classmethod
    def _readers_name_shelves(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for shelf in value:
            if not (is_audience(shelf) or shelf.startswith(f"{PARTY}:")):
                raise ValueError(f"{shelf!r} is not an audience")
        return value

    @property
    def catalogue_url(self) -> str:
        """Give the catalogue's address."""
        return self.database_url or f"sqlite:///{self.home.resolve() / 'catalogue.sqlite'}"

    @property
    def reader_scope(self) -> AccessScope:
        """Give what a person without an account may read in the app."""
        return AccessScope(frozenset(self.readers))


def read_settings() -> Settings:
    """Read the settings from the environment.

    Raises:
        SettingsError: when a value cannot be used, naming it.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "KB_" + "_".join(map(str, first["loc"])).upper()
        raise SettingsError("settings.invalid", name=name, reason=first["msg"]) from error
