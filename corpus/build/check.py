"""Check the corpus: the sources keep the rules, and the files made match them."""

from collections import Counter
from collections.abc import Iterator

from corpus.build.blocks import Block, Heading, plain, texts_of, word_count
from corpus.build.folders import Folders
from corpus.build.judgements import (
    JudgedQuestion,
    Tag,
    qrels_text,
    queries_text,
    read_judgements,
)
from corpus.build.manifest import manifest_text
from corpus.build.source import Source, read_sources
from corpus.build.unjudged import check_fairness, check_unanswerable
from kb.entente import DOMAIN, TARGET_GROUP, read_entente
from kb.nouns import Kind

LEAST_WORDS = 300
LEAST_DOCUMENTS = 90
LEAST_QUESTIONS = 150
LEAST_OF_A_FORM = 25
LARGEST_TOTAL = 25_000_000
_SHEETS = 0.6
_FRENCH = (0.4, 0.6)
_PARTY = 0.3
_FORMS: tuple[Tag, ...] = ("misspelt", "no_accents", "caps", "one_word", "sixty_words")


def check(folders: Folders) -> list[str]:
    """Give everything that is wrong, in words; an empty list when nothing is."""
    sources, unread_sources = read_sources(folders.sources)
    questions, unread_questions = read_judgements(folders.judgements)
    return [
        *unread_sources,
        *unread_questions,
        *_front_matter(sources),
        *_counts(sources),
        *_passages(questions, sources),
        *_forms(questions),
        *check_unanswerable(folders.unanswerable, {question.text for question in questions}),
        *check_fairness(folders.fairness),
        *_files(folders, sources, questions),
    ]


def _front_matter(sources: list[Source]) -> Iterator[str]:
    """Check the words of the agreement, lengths, and translations."""
    terms = read_entente()
    domains = {term.key for term in terms if term.vocabulary == DOMAIN}
    groups = {term.key for term in terms if term.vocabulary == TARGET_GROUP}
    by_id = {source.id: source for source in sources}
    for source in sources:
        for word in {*source.domains} - domains | {*source.target_groups} - groups:
            yield f"{source.id}: {word} is not a word of the agreement"
        if not source.id.startswith(f"{source.party}-"):
            yield f"{source.id}: its id does not begin with its party"
        if (count := word_count(source.blocks)) < LEAST_WORDS:
            yield f"{source.id}: {count} words, at least {LEAST_WORDS} are wanted"
        yield from _translation(source, by_id)


def _translation(source: Source, by_id: dict[str, Source]) -> Iterator[str]:
    if not source.translation_of:
        return
    original = by_id.get(source.translation_of)
    if original is None:
        yield f"{source.id}: it translates {source.translation_of}, which does not exist"
    elif original.language == source.language:
        yield f"{source.id}: it is in the language of {original.id}, which it translates"
    elif original.translation_of:
        yield f"{source.id}: it translates {original.id}, itself a translation"


def _counts(sources: list[Source]) -> Iterator[str]:
    """Check that the corpus is large and varied enough."""
    total = len(sources)
    if total < LEAST_DOCUMENTS:
        yield f"{total} documents, at least {LEAST_DOCUMENTS} are wanted"
    sheets = sum(source.kind is Kind.PRACTICE_SHEET for source in sources)
    if sheets < _SHEETS * total:
        yield f"{sheets} practice sheets among {total} documents are too few"
    french = sum(source.language == "fr" for source in sources)
    if not _FRENCH[0] * total <= french <= _FRENCH[1] * total:
        yield f"{french} of {total} documents are in French, about half are wanted"
    parties = Counter(source.party for source in sources)
    for party in ("qc", "fr"):
        if parties[party] < _PARTY * total:
            yield f"{parties[party]} documents of party {party} are too few"
    present = {domain for source in sources for domain in source.domains}
    for term in read_entente():
        if term.vocabulary == DOMAIN and term.key not in present:
            yield f"no document is of domain {term.key}"


def _passages(questions: list[JudgedQuestion], sources: list[Source]) -> Iterator[str]:
    """Check that each judged passage stands in one block of its document."""
    if len(questions) < LEAST_QUESTIONS:
        yield f"{len(questions)} questions, at least {LEAST_QUESTIONS} are wanted"
    texts = {source.id: _texts(source.blocks) for source in sources}
    for question in questions:
        for judged in question.relevant:
            passage = " ".join(judged.passage.split())
            if judged.document not in texts:
                yield f"“{question.text}”: there is no document {judged.document}"
            elif not any(passage in text for text in texts[judged.document]):
                yield f"“{question.text}”: {judged.document} does not say “{passage}”"


def _forms(questions: list[JudgedQuestion]) -> Iterator[str]:
    """Check that each form of typing has enough questions to be measured."""
    counts = Counter(tag for question in questions for tag in question.tags)
    for form in _FORMS:
        if counts[form] < LEAST_OF_A_FORM:
            yield f"{counts[form]} questions are {form}, at least {LEAST_OF_A_FORM} are wanted"


def _texts(blocks: tuple[Block, ...]) -> list[str]:
    """Give the plain text of all that a passage may stand in: anything but headings."""
    told = (block for block in blocks if not isinstance(block, Heading))
    return [plain(text) for block in told for text in texts_of(block)]


def _files(
    folders: Folders, sources: list[Source], questions: list[JudgedQuestion]
) -> Iterator[str]:
    """Check that what was made is what the sources would make, as far as hashes tell."""
    made = (
        (folders.manifest, manifest_text(sources)),
        (folders.queries, queries_text(questions)),
        (folders.qrels, qrels_text(questions)),
    )
    for path, text in made:
        if not path.exists() or path.read_text("utf-8") != text:
            yield f"{path.name} does not match its sources: run python -m corpus.build"
    yield from _documents(folders, {source.file_name for source in sources})


def _documents(folders: Folders, expected: set[str]) -> Iterator[str]:
    sizes = {path.name: path.stat().st_size for path in folders.documents.glob("*")}
    for name in sorted(expected ^ sizes.keys()):
        yield f"{name} is {'missing' if name in expected else 'of no source'}"
    if sum(sizes.values()) > LARGEST_TOTAL:
        yield f"the documents take {sum(sizes.values())} bytes, more than {LARGEST_TOTAL}"
