"""The composition root of the store: everything is opened here, once."""

import logging
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from kb.accounts import Accounts
from kb.audit import AuditLog
from kb.catalogue import Catalogue
from kb.catalogue.erasures import Erasures
from kb.encoders import open_encoder
from kb.encoders.cross import CrossScorer
from kb.encoders.static import StaticEncoder
from kb.erasure import Eraser
from kb.errors import IndexInUse
from kb.exact import ExactVectors
from kb.facts import PassageFacts
from kb.follower import Follower
from kb.freed import overwrite_freed_memory
from kb.lexical import TantivyWords
from kb.originals import Originals
from kb.ownership import Ownership
from kb.ports import (
    Encoder,
    FactSearch,
    LexicalSearch,
    Reranker,
    TokenSearch,
    VectorSearch,
    WordEncoder,
)
from kb.receipts import Signer
from kb.settings import STATIC_ENCODER, Settings
from kb.tokens import TokenBags
from kb.traces import Traces

_LOG = logging.getLogger(__name__)
Index = TypeVar("Index")

_VECTORS_FORMAT = 3
"""Part of the folder's name: collections by shelf and language, below a numbered folder."""


@dataclass(frozen=True, slots=True)
class Store:
    """All parts of the store, ready for use.

    Attributes:
        word_encoder: compares single words by meaning, whatever the encoder of passages.
        reranker: looks at the first hits once more; None unless the settings name one.
        follower: brings the indexes up to date; None where another process owns them.
        eraser: withdraws and erases; the follower's thread brings erasures to their end.
    """

    settings: Settings
    catalogue: Catalogue
    originals: Originals
    encoder: Encoder
    word_encoder: WordEncoder
    vectors: VectorSearch
    words: LexicalSearch
    tokens: TokenSearch
    facts: FactSearch
    reranker: Reranker | None
    follower: Follower | None
    audit: AuditLog
    accounts: Accounts
    eraser: Eraser

    def catch_up(self) -> None:
        """Bring the indexes up to date, unless their owner does so."""
        if self.follower is not None:
            self.follower.catch_up()


@contextmanager
def open_store(
    settings: Settings, *, own: bool = True, patience: float | None = None
) -> Iterator[Store]:
    """Open the store of one home.

    Args:
        settings: where it is.
        own: take the indexes over, if no other process has them; else they are only read.
        patience: seconds to wait for another owner to go; None to do without the indexes.

    Raises:
        IndexInUse: when another process still owns the indexes after `patience`.
        StoreError: when the catalogue cannot be opened.
        SettingsError: when the encoder cannot be found.
    """
    overwrite_freed_memory()
    with ExitStack() as stack:
        catalogue = Catalogue.open(settings.catalogue_url)
        stack.callback(catalogue.close)
        encoder = open_encoder(settings.encoder)
        if own and _take_over(settings.home / "indexes", patience, stack):
            yield _as_owner(settings, catalogue, encoder, stack)
        else:
            yield _beside_owner(settings, catalogue, encoder, stack)


def _take_over(folder: Path, patience: float | None, stack: ExitStack) -> bool:
    deadline = time.monotonic() + (patience or 0)
    while True:
        try:
            stack.enter_context(Ownership(folder))
            return True
        except IndexInUse:
            if patience is None:
                return False
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def _as_owner(
    settings: Settings, catalogue: Catalogue, encoder: Encoder, stack: ExitStack
) -> Store:
    from kb.vectors import ChromaVectors

    word_encoder = _word_encoder(encoder)
    folders = _Folders(settings.home / "indexes", encoder, word_encoder)
    vectors = _opened(ChromaVectors, folders.vectors)
    stack.callback(vectors.close)
    words = _opened(TantivyWords, folders.words)
    tokens = _opened(partial(TokenBags, encoder=word_encoder), folders.tokens)
    stack.callback(tokens.close)
    facts = _opened(partial(PassageFacts, encoder=encoder), folders.facts)
    stack.callback(facts.close)
    # Facts first: what they do not hold is no candidate.
    follower = Follower(catalogue.feed, encoder, [facts, vectors, words, tokens])
    follower.catch_up()
    follower.mend()
    folders.sweep()
    words.sweep()
    return _store(
        settings, catalogue, encoder, word_encoder, vectors, words, tokens, facts, follower
    )


@dataclass(frozen=True, slots=True)
class _Folders:
    """Name where the indexes stand: one made for another encoder stands elsewhere."""

    root: Path
    encoder: Encoder
    word_encoder: WordEncoder

    @property
    def vectors(self) -> Path:
        return self.root / f"vectors-{_VECTORS_FORMAT}-{_folder_name(self.encoder.name)}"

    @property
    def words(self) -> Path:
        return self.root / "words"

    @property
    def tokens(self) -> Path:
        return self.root / f"tokens-{_folder_name(self.word_encoder.name)}"

    @property
    def facts(self) -> Path:
        return self.root / f"facts-{_folder_name(self.encoder.name)}"

    def sweep(self) -> None:
        """Remove what other encoders and earlier formats left."""
        for pattern in ("vectors-*", "tokens-*", "facts-*"):
            for other in self.root.glob(pattern):
                if other not in {self.vectors, self.tokens, self.facts}:
                    shutil.rmtree(other)


def _opened(index: Callable[[Path], Index], folder: Path) -> Index:
    """Open an index; one that is damaged is thrown away, and followed again from the start."""
    try:
        return index(folder)
    except Exception:
        _LOG.exception("the index in %s cannot be opened; rebuilding it", folder)
        shutil.rmtree(folder)
        return index(folder)


def _beside_owner(
    settings: Settings, catalogue: Catalogue, encoder: Encoder, stack: ExitStack
) -> Store:
    word_encoder = _word_encoder(encoder)
    folders = _Folders(settings.home / "indexes", encoder, word_encoder)
    vectors = ExactVectors(catalogue.reader, encoder.name)
    words = TantivyWords(folders.words)
    tokens = TokenBags(folders.tokens, word_encoder)
    stack.callback(tokens.close)
    facts = PassageFacts(folders.facts, encoder)
    stack.callback(facts.close)
    return _store(settings, catalogue, encoder, word_encoder, vectors, words, tokens, facts, None)


def _store(
    settings: Settings,
    catalogue: Catalogue,
    encoder: Encoder,
    word_encoder: WordEncoder,
    vectors: VectorSearch,
    words: LexicalSearch,
    tokens: TokenSearch,
    facts: FactSearch,
    follower: Follower | None,
) -> Store:
    audit = AuditLog(catalogue.engine, settings.keys)
    originals = Originals(settings.home / "originals")
    eraser = _eraser(settings, catalogue, originals, audit, follower)
    return Store(
        settings=settings,
        catalogue=catalogue,
        originals=originals,
        encoder=encoder,
        word_encoder=word_encoder,
        vectors=vectors,
        words=words,
        tokens=tokens,
        facts=facts,
        reranker=CrossScorer(settings.reranker) if settings.reranker else None,
        follower=follower,
        audit=audit,
        accounts=Accounts(
            people=catalogue.people,
            audit=audit,
            vocabulary=catalogue.vocabulary,
            lifetime=timedelta(hours=settings.session_hours),
            idle=timedelta(hours=settings.idle_hours),
        ),
        eraser=eraser,
    )


def _eraser(
    settings: Settings,
    catalogue: Catalogue,
    originals: Originals,
    audit: AuditLog,
    follower: Follower | None,
) -> Eraser:
    eraser = Eraser(
        engine=catalogue.engine,
        desk=catalogue.desk,
        erasures=Erasures(catalogue.engine),
        traces=Traces(
            home=settings.home,
            originals=originals,
            pictures=settings.pictures,
            indexes=settings.home / "indexes",
        ),
        audit=audit,
        signer=Signer(settings.keys),
        follower=follower,
    )
    if follower is not None:
        follower.after.append(eraser.finish)
    return eraser


def _word_encoder(encoder: Encoder) -> StaticEncoder:
    return encoder if isinstance(encoder, StaticEncoder) else StaticEncoder(STATIC_ENCODER)


def _folder_name(encoder: str) -> str:
    return re.sub(r"[^A-Za-z0-9.-]+", "-", encoder)
