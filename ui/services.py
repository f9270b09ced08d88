"""All that pages call, opened once for all sessions."""

import atexit
import os
import sys
import threading
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from functools import lru_cache, partial

from ingest.desk.contributions import Contributions
from ingest.desk.news import News
from ingest.desk.planning import Planning
from ingest.desk.reading import ReadByWorkers, ReadHere, Reading
from ingest.desk.remembering import Remembering
from ingest.desk.removals import Removals
from ingest.desk.reviews import Reviews
from ingest.desk.settling import Settling
from ingest.desk.works import Works
from ingest.language import LanguageGuesser
from ingest.privacy.screening import screen
from ingest.queueing import Queue
from kb.access_tokens import AccessTokens
from kb.audit import SYSTEM
from kb.courtesy import CrowdSign
from kb.mail import open_mailer
from kb.settings import Settings, read_settings
from kb.store import Store, open_store
from kb.work import ProcessKind
from search.answers.answering import Answering, answering_over
from search.answers.extract import Extractor
from search.gaps import Gaps
from search.lull import Lull
from search.meanings import WordMeanings
from search.pictures import PagePictures
from search.related import Related
from search.reporting.reports import Reports
from search.retriever import Retriever
from search.thesaurus.editing import Editor
from search.thesaurus.expanding import Thesaurus
from search.thesaurus.explaining import Explainer
from search.thesaurus.proposing import Proposer
from search.topics.curating import Curating
from search.topics.reading import TopicViews
from search.topics.tending import Tending
from search.twins.adopting import AdoptedPractices
from search.twins.finding import TwinFinder
from search.twins.pairs import TwinPractices
from ui.figures import Figures
from ui.interest import Interest, interest_over, question_language
from ui.presence import heart_of
from ui.serving import Serving
from ui.tidying import tidy
from ui.turns import Turns

_PATIENCE = 60.0
"""Seconds that a starting app waits for another process to give the indexes up."""

_TURN = 0.0005
"""Seconds that one thread computes while others wait. A search lets go of the interpreter some
hundred times, for its indexes; each time it waited 5 ms, Python's own turn, if another thread of
the process computed meanwhile, such as the follower's."""

_OPENING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Services:
    """The services of one installation, over one open store.

    Attributes:
        turns: whoever searches for somebody who waits takes one.
        answering: writes answers over hits; None unless the settings name a service for it.
    """

    settings: Settings
    store: Store
    retriever: Retriever
    turns: Turns
    extractor: Extractor
    answering: Answering | None
    related: Related
    pictures: PagePictures
    desk_pictures: PagePictures
    works: Works
    contributions: Contributions
    settling: Settling
    reviews: Reviews
    removals: Removals
    interest: Interest
    topics: TopicViews
    curating: Curating
    tending: Tending
    twins: TwinPractices
    adopted: AdoptedPractices
    gaps: Gaps
    planning: Planning
    reports: Reports
    explainer: Explainer
    proposer: Proposer
    editor: Editor
    tokens: AccessTokens


def opened_services() -> Services:
    """Give the services of this process; the first caller opens them, the others wait."""
    with _OPENING:
        return _opened().now


@lru_cache(maxsize=1)
def figures() -> Figures:
    """Give what this process counts of itself, whether its services are open or not."""
    return Figures.fresh()


@lru_cache(maxsize=1)
def _opened() -> Serving[Services]:
    return open_services()


def open_services() -> Serving[Services]:
    """Open the store for the life of this process, with a follower at work beside it.

    Raises:
        IndexInUse: when another process keeps the indexes.
        StoreError: when the catalogue cannot be opened.
    """
    settings = read_settings()
    stack = ExitStack()
    store = stack.enter_context(open_store(settings, patience=_PATIENCE))
    stop = threading.Event()
    stack.enter_context(taking_turns())
    atexit.register(stack.close)
    if settings.shared:
        _show_life(store, stop)
    _announce_administrator(store)
    serving = Serving(
        store,
        services_over,
        end=lambda ended: ended.interest.records.flush(),
        crowd=lambda services: services.turns,
    )
    for loop in (serving.watch, tidy):
        threading.Thread(target=partial(loop, stop), daemon=True).start()
    atexit.register(serving.close)
    atexit.register(stop.set)
    return serving


def taking_turns() -> AbstractContextManager[object]:
    """Let the threads of many people who ask at once give way soon, and need no more than one."""
    from threadpoolctl import threadpool_limits

    sys.setswitchinterval(_TURN)
    limits: AbstractContextManager[object] = threadpool_limits(1, user_api="blas")
    return limits


def services_over(store: Store) -> Services:
    """Build the services of an open store."""
    settings, catalogue = store.settings, store.catalogue
    works = Works(store, LanguageGuesser(), Remembering(screen))
    mailer = open_mailer(settings)
    news = News(works, mailer)
    words = Thesaurus(catalogue.thesaurus, store.words)
    meanings = WordMeanings(store.word_encoder)
    retriever = Retriever.over(store, words, meanings, figures().searched)
    reviews = Reviews(works, news)
    topics, tending = TopicViews(catalogue.topics, catalogue.topic_reader), Tending.over(store)
    turns = Turns(os.cpu_count() or 1)
    if store.follower is not None:
        store.follower.after.append(partial(CrowdSign(settings.home).tell, turns))
    if store.turns is not None:
        # In this order: what is released finds its topic before people are told of it.
        finder = TwinFinder.over(store)
        twins = Lull(finder.step, catalogue.feed.latest, waiting=lambda: turns.waiting)
        store.turns.extend((reviews.release_due, tending.tend, twins.turn))
    interest = interest_over(store, retriever, topics, mailer)
    pictures = settings.pictures
    return Services(
        settings=settings,
        store=store,
        retriever=retriever,
        turns=turns,
        extractor=Extractor.over(store.word_encoder, meanings),
        answering=answering_over(store, question_language(store)),
        related=Related(catalogue.reader, store.vectors, store.encoder.name),
        pictures=PagePictures(catalogue.reader, store.originals, pictures),
        desk_pictures=PagePictures(catalogue.desk, store.originals, pictures),
        works=works,
        contributions=Contributions(works, news, _reading(store)),
        settling=Settling(works),
        reviews=reviews,
        removals=Removals(works, news),
        interest=interest,
        topics=topics,
        curating=Curating(catalogue.topics, catalogue.topic_jobs, topics, store.audit),
        tending=tending,
        twins=TwinPractices.over(store),
        adopted=AdoptedPractices.over(store),
        gaps=Gaps(catalogue.reader, catalogue.gaps, interest.unanswered),
        planning=Planning(store),
        reports=Reports.over(store),
        explainer=Explainer(catalogue.reader, store.words, words),
        proposer=Proposer(
            catalogue.thesaurus,
            catalogue.reader,
            store.words,
            store.word_encoder,
            words,
            interest.reformulations,
        ),
        editor=Editor(catalogue.thesaurus, store.audit),
        tokens=AccessTokens(catalogue.access_tokens, store.audit),
    )


def _reading(store: Store) -> Reading:
    """Choose who reads what experts bring: workers where there are several processes."""
    settings = store.settings
    if not settings.shared:
        return ReadHere()
    return ReadByWorkers(queue_over(store))


def queue_over(store: Store) -> Queue:
    """Give the way to the workers."""
    return Queue(store.catalogue, store.originals, 1.5 * store.settings.work_patience)


def _show_life(store: Store, stop: threading.Event) -> None:
    heart = heart_of(store, ProcessKind.WEB)
    heart.begin()
    threading.Thread(target=partial(heart.run, stop), daemon=True).start()


def _announce_administrator(store: Store) -> None:
    """Make the first account of a new installation, and say its password this once."""
    first = store.accounts.first_administrator(store.settings.party, by=SYSTEM)
    if first is not None:
        user, password = first
        sys.stderr.write(
            f"\n» First account / premier compte : {user.login}   {password}\n"
            "» Shown only once, to be changed at the first sign-in.\n"
            "» Affiché une seule fois, à changer à la première connexion.\n\n"
        )
        sys.stderr.flush()
