"""What coordinators do to the thesaurus: every change is kept, and recorded in the audit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from kb.audit import OPERATOR, Action, AuditLog
from kb.catalogue.thesaurus import ThesaurusStore
from kb.errors import Forbidden, InvalidThesaurus, NotFound, Overtaken
from kb.people import User
from kb.skos import key_of, read_skos
from kb.thesaurus import Concept, Equivalence, Proposal, Variety


@dataclass(frozen=True, slots=True)
class Editor:
    """Write concepts and decide on proposals, for coordinators of either party."""

    store: ThesaurusStore
    audit: AuditLog

    def save(
        self, concept: Concept, by: User, *, new: bool = False, was: Concept | None = None
    ) -> None:
        """Write a concept, new or changed from what it was.

        Raises:
            Forbidden: when this person is no coordinator.
            InvalidThesaurus: when a new one has the key of another.
            Overtaken: when somebody else changed it meanwhile.
        """
        _allowed(by)
        if was is not None and self.store.concept(was.key) != was:
            raise Overtaken("thesaurus.changed_meanwhile")
        taken = {each.key for each in self.store.everything(retired=True)} if new else set()
        if concept.key in taken:
            raise InvalidThesaurus("thesaurus.key_taken", key=concept.key)
        self._put([concept], by.id)

    def retire(self, key: str, by: User, *, retired: bool = True) -> None:
        """Take a concept out of use, or back into it; its history stays.

        Raises:
            Forbidden: when this person is no coordinator.
            NotFound: when there is no such concept.
        """
        _allowed(by)
        concept = self.store.concept(key).model_copy(update={"retired": retired})
        with self.store.writing.begin() as connection:
            self.store.put(connection, concept, by=by.id)
            action = Action.CONCEPT_RETIRED if retired else Action.CONCEPT_CHANGED
            self.audit.append(connection, by.id, action, key)

    def accept(
        self, proposal: Proposal, concept: Concept, by: User, *, was: Concept | None = None
    ) -> None:
        """Write the concept that a proposal became, and take the proposal off the list.

        What was suggested is given as `was`, where it is to be the same still.

        Raises:
            Forbidden: when this person is no coordinator.
            Overtaken: when somebody else changed the concept meanwhile.
        """
        _allowed(by)
        if was is not None and self.suggested(proposal) != was:
            raise Overtaken("thesaurus.changed_meanwhile")
        with self.store.writing.begin() as connection:
            self.store.put(connection, concept, by=by.id)
            self.store.drop(connection, [proposal])
            self.audit.append(connection, by.id, Action.CONCEPT_CHANGED, concept.key)

    def refuse(self, proposal: Proposal, by: User) -> None:
        """Refuse a proposal for good.

        Raises:
            Forbidden: when this person is no coordinator.
        """
        _allowed(by)
        with self.store.writing.begin() as connection:
            self.store.refuse(connection, proposal, by=by.id)
            self.audit.append(connection, by.id, Action.PAIR_REFUSED)

    def take_in(self, content: bytes, by: User | None = None) -> int:
        """Read SKOS in; concepts that it does not name stay. The operator may, without account.

        Returns:
            how many concepts are new or changed.

        Raises:
            Forbidden: when this person is no coordinator.
            InvalidThesaurus: when the file cannot be taken in; nothing is then.
        """
        if by is not None:
            _allowed(by)
        known = {concept.key: concept for concept in self.store.everything(retired=True)}
        new = [each for each in read_skos(content) if known.get(each.key) != each]
        self._put(new, by.id if by else OPERATOR)
        return len(new)

    def suggested(self, proposal: Proposal) -> Concept:
        """Lay out the concept that a proposal would become: one there is, or a new one."""
        try:
            concept = self.store.concept(proposal.key)
        except NotFound:
            concept = None
        return with_pair(concept, proposal)

    def _put(self, concepts: Iterable[Concept], by: str) -> None:
        with self.store.writing.begin() as connection:
            for concept in concepts:
                self.store.put(connection, concept, by=by)
                self.audit.append(connection, by, Action.CONCEPT_CHANGED, concept.key)


def with_pair(concept: Concept | None, proposal: Proposal) -> Concept:
    """Add a pair's words to a concept, or begin one with them."""
    words: dict[Variety, list[str]] = {
        variety: list(concept.terms(variety)) if concept else [] for variety in Variety
    }
    words[proposal.variety].append(proposal.text)
    words[proposal.other_variety].append(proposal.other)
    both = bool(words[Variety.QC] and words[Variety.FR])
    facts: dict[str, object] = concept.model_dump() if concept else {"key": key_for(proposal)}
    known = concept.relation if concept else Equivalence.CLOSE
    relation = (known if known is not Equivalence.NONE else Equivalence.CLOSE) if both else "none"
    return build({**facts, "relation": relation, **{str(v): own for v, own in words.items()}})


def key_for(proposal: Proposal) -> str:
    """Name a new concept by one of a pair's terms."""
    return key_of(proposal.text) or "concept"


def build(facts: dict[str, object]) -> Concept:
    """Make a concept of what somebody gave.

    Raises:
        InvalidThesaurus: when it breaks a rule.
    """
    sides = [bool(_written(facts.get(variety))) for variety in (Variety.QC, Variety.FR)]
    if not any(sides):
        raise InvalidThesaurus("thesaurus.no_terms")
    if all(sides) == (facts.get("relation") == Equivalence.NONE):
        raise InvalidThesaurus("thesaurus.two_sides" if all(sides) else "thesaurus.one_side")
    try:
        return Concept.model_validate(facts)
    except ValidationError as error:
        raise InvalidThesaurus("thesaurus.invalid", key=str(facts.get("key", ""))) from error


def _written(terms: object) -> list[str]:
    return [str(each) for each in terms if str(each).strip()] if isinstance(terms, Sequence) else []


def _allowed(by: User) -> None:
    if not by.coordinates:
        raise Forbidden("access.forbidden")
