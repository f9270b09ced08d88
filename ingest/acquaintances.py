"""The documents already known, as a new one is compared with them."""

from collections.abc import Iterable

import numpy as np

from ingest.likeness import Profile, resemblances, translation_likelihood
from kb.catalogue.feed import ChangeFeed
from kb.index_nouns import Vectors
from kb.nouns import KnownText, Link, Relation, Submission

_SAME_FILE = 0.4
"""Resemblance from which a file of a known name is a new version, not a namesake."""

_DUPLICATE = 0.6
_TRANSLATION = 0.5
_MOST_LINKS = 5
_STEP = 500


class Acquaintances:
    """Hold what tells documents apart, for the length of a batch.

    Attributes:
        position: the last change of the catalogue that is known here.
    """

    def __init__(self, known: Iterable[KnownText], position: int = 0) -> None:
        """Begin with the documents that the catalogue knows."""
        self._known = {text.document_id: text for text in known}
        self.position = position

    @classmethod
    def of(cls, feed: ChangeFeed) -> "Acquaintances":
        """Begin with what the catalogue holds now."""
        # Read before the texts: a change that comes meanwhile is looked at again.
        position = feed.latest()
        return cls(feed.known_texts(), position)

    def renew(self, feed: ChangeFeed) -> None:
        """Learn what others changed since."""
        while changes := feed.since(self.position, _STEP):
            changed = {document_id for _, document_id in changes}
            for document_id in changed:
                self._known.pop(document_id, None)
            for text in feed.known_texts(changed):
                self._known[text.document_id] = text
            self.position = changes[-1][0]

    def same_content(self, content_hash: str, party: str) -> KnownText | None:
        """Find a party's document of exactly this content; any thread may ask."""
        for text in list(self._known.values()):
            if text.content_hash == content_hash and text.party == party:
                return text
        return None

    def earlier_version(self, submission: Submission) -> str | None:
        """Find the document that a file is a new version of: same place, or same name and text."""
        party = submission.fields.party
        own = [text for text in self._known.values() if text.party == party]
        for text in own:
            if text.origin == submission.origin:
                return text.document_id
        namesakes = [text for text in own if text.file_name == submission.file_name]
        shares = resemblances(submission.signature, [text.signature for text in namesakes])
        if len(shares) and shares.max() >= _SAME_FILE:
            return namesakes[int(shares.argmax())].document_id
        return None

    def relatives(
        self, submission: Submission, profile: Profile, encoder: str, *, apart_from: str | None
    ) -> list[Link]:
        """Point out near-duplicates and probable translations, the likeliest first."""
        others = [text for text in self._known.values() if text.document_id != apart_from]
        shares = resemblances(submission.signature, [text.signature for text in others])
        links = [
            _link(text, Relation.DUPLICATE, float(share))
            for text, share in zip(others, shares, strict=True)
            if share >= _DUPLICATE
        ]
        links += [
            _link(text, Relation.TRANSLATION, likelihood)
            for text in others
            if text.encoder == encoder
            and (likelihood := translation_likelihood(profile, _profile(text))) >= _TRANSLATION
        ]
        return sorted(links, key=lambda link: -link.score)[:_MOST_LINKS]

    def meet(
        self, document_id: str, submission: Submission, profile: Profile, encoder: str
    ) -> None:
        """Remember a document that was just stored."""
        self._known[document_id] = KnownText(
            document_id=document_id,
            title=submission.fields.title,
            party=submission.fields.party,
            language=submission.fields.language,
            origin=submission.origin,
            file_name=submission.file_name,
            content_hash=submission.content_hash,
            passage_count=len(submission.passages),
            signature=submission.signature,
            marks=submission.marks,
            centroid=profile.centroid.astype(np.float16).tobytes(),
            encoder=encoder,
        )


def _link(text: KnownText, relation: Relation, score: float) -> Link:
    return Link(document_id="", other_id=text.document_id, relation=relation, score=round(score, 3))


def _profile(text: KnownText) -> Profile:
    centroid: Vectors = np.frombuffer(text.centroid, dtype=np.float16).astype(np.float32)
    return Profile(
        language=text.language,
        centroid=centroid,
        passage_count=text.passage_count,
        marks=frozenset(text.marks),
    )
