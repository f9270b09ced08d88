"""The two set-ups: everything in one home, or vectors and originals on servers for all to share."""

from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from kb.catalogue import Catalogue
from kb.encoders.static import StaticEncoder
from kb.exact import ExactVectors
from kb.facts import PassageFacts
from kb.follower import Follower
from kb.index_folders import IndexFolders, opened_index
from kb.lexical import TantivyWords
from kb.originals import Originals
from kb.ownership import owned
from kb.ports import (
    Encoder,
    FactSearch,
    LexicalSearch,
    OriginalFiles,
    PassageIndex,
    TokenSearch,
    VectorSearch,
    WordEncoder,
)
from kb.settings import STATIC_ENCODER, Settings
from kb.tokens import TokenBags
from kb.vector_server import ServerVectors

if TYPE_CHECKING:
    from kb.vectors import ChromaVectors


_PATIENCE = 60.0
"""Seconds to wait for whoever makes the indexes of an encoder, or had them before."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a process searches with; `follower` is None beside an owner of the same home."""

    encoder: Encoder
    word_encoder: WordEncoder
    vectors: VectorSearch
    words: LexicalSearch
    tokens: TokenSearch
    facts: FactSearch
    follower: Follower | None


class Opened(Protocol):
    """What is open already, and shared with whoever comes beside it."""

    @property
    def words(self) -> LexicalSearch:
        """Give the word index."""

    @property
    def follower(self) -> Follower | None:
        """Give what brings the indexes up to date."""


def parts_of_owner(
    settings: Settings,
    catalogue: Catalogue,
    encoder: Encoder,
    stack: ExitStack,
    beside: Opened | None = None,
) -> Parts:
    """Open the indexes of a home that this process owns, and bring them up to date.

    `beside` is what another encoder serves with, in this process: the word index, which only
    opens once, is of both.
    """
    word_encoder = word_encoder_beside(encoder)
    folders = IndexFolders(settings.home / "indexes", encoder, word_encoder)
    stack.enter_context(owned(folders.owner, _PATIENCE))
    words = _words(folders, beside)
    tokens = opened_index(
        partial(TokenBags, encoder=word_encoder), folders.tokens, TokenBags.is_sound
    )
    stack.callback(tokens.close)
    vectors = embedded_or_shared(settings, folders, stack)
    facts = opened_index(
        partial(PassageFacts, encoder=encoder), folders.facts, PassageFacts.is_sound
    )
    stack.callback(facts.close)
    # Facts first: what they do not hold is no candidate.
    ours: list[PassageIndex] = [facts, words, tokens]
    if not settings.shared:
        ours.insert(1, vectors)
    follower = _follower(catalogue, encoder, ours, beside)
    follower.mend()
    folders.sweep(catalogue.reindexings.kept())
    words.sweep()
    return Parts(encoder, word_encoder, vectors, words, tokens, facts, follower)


def _words(folders: IndexFolders, beside: Opened | None) -> TantivyWords:
    if beside is not None and isinstance(beside.words, TantivyWords):
        return beside.words
    return opened_index(TantivyWords, folders.words, TantivyWords.is_sound)


def _follower(
    catalogue: Catalogue, encoder: Encoder, indexes: list[PassageIndex], beside: Opened | None
) -> Follower:
    """Follow into indexes; beside other parts, the two followers take turns at what they share."""
    if beside is None or beside.follower is None:
        return Follower(catalogue.feed, encoder, indexes)
    return replace(beside.follower, encoder=encoder, indexes=indexes, after=[])


def embedded_or_shared(
    settings: Settings, folders: IndexFolders, stack: ExitStack
) -> "ChromaVectors | ServerVectors":
    """Open the vectors of an encoder, for writing."""
    if settings.shared:
        return on_server(settings, folders.encoder, stack)
    from kb.vectors import ChromaVectors

    vectors = opened_index(ChromaVectors, folders.vectors)
    stack.callback(vectors.close)
    return vectors


def parts_beside_owner(
    settings: Settings, catalogue: Catalogue, encoder: Encoder, stack: ExitStack
) -> Parts:
    """Open the indexes of a home for reading alone: another process owns them."""
    word_encoder = word_encoder_beside(encoder)
    folders = IndexFolders(settings.home / "indexes", encoder, word_encoder)
    vectors: VectorSearch = ExactVectors(catalogue.reader, encoder.name)
    if settings.shared:
        vectors = on_server(settings, encoder, stack)
    words = TantivyWords(folders.words)
    tokens = TokenBags(folders.tokens, word_encoder)
    stack.callback(tokens.close)
    facts = PassageFacts(folders.facts, encoder)
    stack.callback(facts.close)
    return Parts(encoder, word_encoder, vectors, words, tokens, facts, None)


def on_server(settings: Settings, encoder: Encoder, stack: ExitStack) -> ServerVectors:
    """Reach the vectors of an encoder on the Chroma server."""
    vectors = ServerVectors(settings.chroma_url, encoder.name)
    stack.callback(vectors.close)
    return vectors


def originals_of(settings: Settings) -> OriginalFiles:
    """Choose where originals are kept."""
    copies = settings.home / "originals"
    if not settings.originals_url:
        return Originals(copies)
    from kb.remote_originals import RemoteOriginals

    return RemoteOriginals(settings.originals_url, settings.originals_endpoint, copies)


def word_encoder_beside(encoder: Encoder) -> StaticEncoder:
    """Give the encoder of single words: that of passages, where it may be."""
    return encoder if isinstance(encoder, StaticEncoder) else StaticEncoder(STATIC_ENCODER)
