"""The composition root of the store: everything is opened here, once."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path

from kb.accounts import Accounts
from kb.audit import AuditLog
from kb.catalogue import Catalogue
from kb.catalogue.erasures import Erasures
from kb.cleaning import Cleaner, clean_vectors
from kb.encoders import open_encoder
from kb.encoders.cross import CrossScorer
from kb.erasure import Eraser
from kb.errors import IndexInUse
from kb.follower import Follower
from kb.freed import overwrite_freed_memory
from kb.index_folders import IndexFolders
from kb.ownership import owned
from kb.ports import (
    Encoder,
    FactSearch,
    LexicalSearch,
    OriginalFiles,
    Reranker,
    TokenSearch,
    VectorSearch,
    WordEncoder,
)
from kb.receipts import Signer
from kb.settings import Settings
from kb.setups import Parts, originals_of, parts_beside_owner, parts_of_owner
from kb.traces import Traces
from kb.vector_server import ServerVectors


class Role(StrEnum):
    """What a process of the server set-up is for."""

    WEB = "web"
    WORKER = "worker"


@dataclass(frozen=True, slots=True)
class Store:
    """All parts of the store, ready for use.

    Attributes:
        word_encoder: compares single words by meaning, whatever the encoder of passages.
        reranker: looks at the first hits once more; None unless the settings name one.
        follower: brings the indexes up to date; None where another process owns them.
        vector_follower: in a worker of the server set-up, brings the shared vectors up to date;
            only for who holds the duty.
        turns: what is done for all now and then; None where another process does it.
        switch: the number of the change of encoder that it was opened after; None before any.
        let_go: closes what it searches with; the catalogue and the word index stay open.
        eraser: withdraws and erases; the follower's thread brings erasures to their end.
    """

    settings: Settings
    catalogue: Catalogue
    originals: OriginalFiles
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
    vector_follower: Follower | None
    turns: list[Callable[[], object]] | None
    switch: int | None
    let_go: Callable[[], None]

    def catch_up(self) -> None:
        """Bring the indexes up to date, unless their owner does so."""
        if self.follower is not None:
            self.follower.catch_up()


@contextmanager
def open_store(
    settings: Settings,
    *,
    own: bool = True,
    patience: float | None = None,
    role: Role = Role.WEB,
) -> Iterator[Store]:
    """Open the store of one home.

    Args:
        settings: where it is.
        own: take the indexes over, if no other process has them; else they are only read.
        patience: seconds to wait for another owner to go; None to do without the indexes.
        role: what the process is for, where several make the installation.

    Raises:
        IndexInUse: when another process still owns the indexes after `patience`.
        StoreError: when the catalogue cannot be opened.
        SettingsError: when the encoder cannot be found.
    """
    overwrite_freed_memory()
    with ExitStack() as stack:
        catalogue = Catalogue.open(settings.catalogue_url)
        stack.callback(catalogue.close)
        model, switch = _serving(settings, catalogue)
        encoder = open_encoder(model)
        owner = own and _take_over(settings.home / "indexes", patience, stack)
        held = stack.enter_context(ExitStack())
        if owner:
            parts = parts_of_owner(settings, catalogue, encoder, held)
        else:
            parts = parts_beside_owner(settings, catalogue, encoder, held)
        yield _store(settings, catalogue, parts, role, switch, held.close)


def store_in_place_of(store: Store, role: Role = Role.WEB) -> Store:
    """Open the store with the encoder that the catalogue names now, beside one that serves.

    Each is let go of by itself; the catalogue and the word index are of both, and are closed with
    the store that was opened first.

    Raises:
        IndexInUse: when another process still has the indexes of that encoder.
        SettingsError: when the encoder cannot be found.
    """
    settings, catalogue, held = store.settings, store.catalogue, ExitStack()
    try:
        model, switch = _serving(settings, catalogue)
        encoder = open_encoder(model)
        if store.follower is None:
            parts = parts_beside_owner(settings, catalogue, encoder, held)
        else:
            parts = parts_of_owner(settings, catalogue, encoder, held, store)
        return _store(settings, catalogue, parts, role, switch, held.close)
    except BaseException:
        held.close()
        raise


def serving_model(settings: Settings, catalogue: Catalogue) -> str:
    """Name the model that serves: the settings' own, until the encoder was changed."""
    return _serving(settings, catalogue)[0]


def _serving(settings: Settings, catalogue: Catalogue) -> tuple[str, int | None]:
    switch = catalogue.reindexings.switch()
    return (switch.model, switch.id) if switch else (settings.encoder, None)


def _take_over(folder: Path, patience: float | None, stack: ExitStack) -> bool:
    try:
        stack.enter_context(owned(folder, patience or 0))
    except IndexInUse:
        if patience is None:
            return False
        raise
    return True


def _store(
    settings: Settings,
    catalogue: Catalogue,
    parts: Parts,
    role: Role,
    switch: int | None,
    let_go: Callable[[], None],
) -> Store:
    audit = AuditLog(catalogue.engine, settings.keys)
    originals = originals_of(settings)
    eraser = _eraser(settings, catalogue, originals, audit, parts)
    turns = _turns(settings, parts.follower)
    if turns is not None:
        turns.append(eraser.finish)
    return Store(
        settings=settings,
        catalogue=catalogue,
        originals=originals,
        encoder=parts.encoder,
        word_encoder=parts.word_encoder,
        vectors=parts.vectors,
        words=parts.words,
        tokens=parts.tokens,
        facts=parts.facts,
        reranker=CrossScorer(settings.reranker) if settings.reranker else None,
        follower=parts.follower,
        audit=audit,
        accounts=Accounts(
            people=catalogue.people,
            audit=audit,
            vocabulary=catalogue.vocabulary,
            lifetime=timedelta(hours=settings.session_hours),
            idle=timedelta(hours=settings.idle_hours),
        ),
        eraser=eraser,
        vector_follower=_vector_follower(catalogue, parts, eraser.erasures, role),
        turns=turns,
        switch=switch,
        let_go=let_go,
    )


def _vector_follower(
    catalogue: Catalogue, parts: Parts, erasures: Erasures, role: Role
) -> Follower | None:
    vectors = parts.vectors
    if role is not Role.WORKER or not isinstance(vectors, ServerVectors):
        return None
    follower = Follower(catalogue.feed, parts.encoder, [vectors])
    follower.after.append(partial(clean_vectors, vectors, erasures, follower))
    return follower


def _turns(settings: Settings, follower: Follower | None) -> list[Callable[[], object]] | None:
    """Give where the turns for all go: on their own where a worker takes them, by its duty."""
    if follower is None:
        return None
    return [] if settings.shared else follower.after


def _eraser(
    settings: Settings,
    catalogue: Catalogue,
    originals: OriginalFiles,
    audit: AuditLog,
    parts: Parts,
) -> Eraser:
    indexes, erasures = settings.home / "indexes", Erasures(catalogue.engine)
    traces = Traces(
        home=settings.home,
        originals=originals,
        pictures=settings.pictures,
        indexes=indexes,
        alone=not settings.shared,
    )
    folders = IndexFolders(indexes, parts.encoder, parts.word_encoder)
    cleaner = None
    if parts.follower is not None and isinstance(parts.vectors, ServerVectors):
        cleaner = Cleaner(erasures, traces, parts.follower, folders, parts.vectors)
        cleaner.clean()
        parts.follower.after.append(cleaner.clean)
    return Eraser(
        engine=catalogue.engine,
        desk=catalogue.desk,
        erasures=erasures,
        traces=traces,
        audit=audit,
        signer=Signer(settings.keys),
        follower=parts.follower,
        folders=folders,
        cleaner=cleaner,
    )
