"""Settings: everything a server may decide, from the environment (`KB_…`)."""

from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from kb.access import PARTNERS, PARTY, PUBLIC, is_audience
from kb.errors import SettingsError

MODELS = Path(__file__).parents[1] / "encoder"
EMBEDDED_ENCODER = MODELS / "passerelle-contextual-1"
STATIC_ENCODER = MODELS / "passerelle-static-1"
"""Compares single words whatever the encoder of passages; the light choice for passages too."""


class Settings(BaseSettings):
    """Hold the settings of one installation.

    Attributes:
        home: folder of all data.
        encoder: folder or name of a sentence-transformers model; the embedded one by default.
        reranker: folder or name of a sentence-transformers cross-encoder that looks at the first
            hits once more; none by default.
        database_url: SQLAlchemy address of the catalogue; SQLite under `home` by default.
        chroma_url: address of a Chroma server that all processes share; embedded if empty.
        originals_url: where originals are kept, as fsspec names it (`s3://bucket/prefix`); a
            folder under `home` if empty.
        originals_endpoint: address of the S3 store, unless it is Amazon's.
        keys_folder: the installation's own keys, shared by all its processes (`KB_KEYS`).
        party: whose documents are read in when nobody says.
        audience: who may read what is read in when nobody says.
        readers: audiences that the app opens to people without an account; none closes it.
        language: first language of the app.
        contributions: whether documents may be added in the app.
        public_url: the app's address as people type it; https makes cookies secure.
        session_hours: how long somebody stays signed in; `idle_hours` when they do nothing.
        both_parties: whether what both parties shall read needs a coordinator of each.
        review_months: after how many months a published sheet is due for review.
        oidc_issuer: address of a single sign-on; `oidc_client` and `oidc_secret` name us to it.
        oidc_party: whose people it signs in.
        smtp_url: `smtp://user:password@host:port` (or `smtps://`) by which people are told.
        smtp_sender: the address that such mail comes from.
        batch_priority: what the terminal's long commands compute with: `idle` leaves the
            processor to everybody else, `low` takes a small share.
        search_records: whether searches are counted, without who searched.
        work_patience: seconds without a sign of life after which a worker counts as dead.
        search_retention_days: for how long these counts and opinions on hits are kept.
        api_rate: requests that each access token may make a minute; guests get a tenth.
        metrics_token: who holds it may read `/metrics` from elsewhere; without one only the
            machine itself may.
        search_in_memory: readable passages up to which meaning is searched in memory, and beyond
            which Chroma is asked; 0 to ask it always, as on a server.
        ready_lag: changes that the indexes may lack while the app counts as ready.
        log_format: `json` writes one object a line, without anything that people wrote.
        answers_url: address of an OpenAI-compatible service that writes answers, such as
            `http://localhost:8080/v1`; none by default, and no answer is written then.
        answers_model: the model asked there; `answers_key` is sent as its bearer token.
        answers_shelves: shelves whose passages may be sent to that service.
    """

    model_config = SettingsConfigDict(env_prefix="KB_", frozen=True)

    home: Path = Path("data")
    encoder: str = str(EMBEDDED_ENCODER)
    reranker: str = ""
    database_url: str = ""
    chroma_url: str = ""
    originals_url: str = ""
    originals_endpoint: str = ""
    keys_folder: Annotated[Path | None, Field(validation_alias="KB_KEYS")] = None
    party: str = "qc"
    audience: str = PARTNERS
    readers: Annotated[tuple[str, ...], NoDecode] = (PUBLIC,)
    language: Literal["fr", "en"] = "fr"
    contributions: bool = True
    public_url: str = ""
    session_hours: float = 12
    idle_hours: float = 3
    both_parties: bool = True
    review_months: int = 24
    oidc_issuer: str = ""
    oidc_client: str = ""
    oidc_secret: SecretStr = SecretStr("")
    oidc_party: str = "qc"
    smtp_url: SecretStr = SecretStr("")
    smtp_sender: str = ""
    work_patience: Annotated[float, Field(ge=1)] = 20
    batch_priority: Literal["idle", "low"] = "idle"
    search_records: bool = True
    search_retention_days: Annotated[int, Field(ge=1)] = 400
    api_rate: Annotated[int, Field(ge=1)] = 600
    metrics_token: SecretStr = SecretStr("")
    search_in_memory: Annotated[int, Field(ge=0)] = 2_000_000
    ready_lag: Annotated[int, Field(ge=0)] = 500
    log_format: Literal["plain", "json"] = "plain"
    answers_url: str = ""
    answers_model: str = ""
    answers_key: SecretStr = SecretStr("")
    answers_shelves: Annotated[tuple[str, ...], NoDecode] = (PUBLIC, PARTNERS)

    @field_validator("readers", "answers_shelves", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(filter(None, value.split(","))) if isinstance(value, str) else value

    @field_validator("readers", "answers_shelves")
    @classmethod
    def _readers_name_shelves(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for shelf in value:
            if not (is_audience(shelf) or shelf.startswith(f"{PARTY}:")):
                raise ValueError(f"{shelf!r} is not an audience")
        return value

    @field_validator("oidc_issuer")
    @classmethod
    def _issuer_is_sure(cls, value: str) -> str:
        """Take a provider by https alone: who answers for it decides who is who."""
        address = urlsplit(value)
        here = address.hostname in {"localhost", "127.0.0.1", "::1"}
        if value and not (address.hostname and (address.scheme == "https" or here)):
            raise ValueError("the address of a single sign-on begins with https://")
        return value

    @field_validator("answers_url")
    @classmethod
    def _answers_come_safely(cls, value: str) -> str:
        """Send passages by https, or to a bare name or private address of this network."""
        address = urlsplit(value)
        safe = address.scheme == "https" or (
            address.scheme == "http" and _is_near(address.hostname)
        )
        if value and not (address.hostname and safe):
            raise ValueError("the address begins with https://, or leads to this network")
        return value.rstrip("/")

    @property
    def writes_answers(self) -> bool:
        """Tell whether a service that writes answers is set."""
        return bool(self.answers_url and self.answers_model)

    @property
    def catalogue_url(self) -> str:
        """Give the catalogue's address."""
        return self.database_url or f"sqlite:///{self.home.resolve() / 'catalogue.sqlite'}"

    @property
    def guest_shelves(self) -> frozenset[str]:
        """Give the shelves open to a person without an account."""
        return frozenset(self.readers)

    @property
    def has_single_sign_on(self) -> bool:
        """Tell whether people may sign in by their agency's account."""
        return bool(self.oidc_issuer and self.oidc_client)

    @property
    def pictures(self) -> Path:
        """Give the folder of pages drawn as pictures."""
        return self.home / "pictures"

    @property
    def keys(self) -> Path:
        """Give the folder of the installation's own keys."""
        return self.keys_folder or self.home / "keys"

    @property
    def shared(self) -> bool:
        """Tell whether several processes, each with a home of its own, make the installation."""
        return bool(self.chroma_url)


def _is_near(host: str | None) -> bool:
    """Tell whether a host is of this network: a name without a dot, or a private address."""
    try:
        return ip_address(host or "").is_private
    except ValueError:
        return bool(host) and "." not in str(host)


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
