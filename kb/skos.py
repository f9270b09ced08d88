"""The thesaurus in SKOS, out and in: what other terminologists' tools read and write.

Each concept becomes two, one in Québec's scheme and one in France's, because SKOS puts
exactMatch and closeMatch between concepts; English labels and definitions stand on both.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from kb.errors import InvalidThesaurus
from kb.folding import fold
from kb.thesaurus import Concept, Equivalence, Variety

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

TURTLE, RDF_XML = "turtle", "xml"
MEDIA = {TURTLE: "text/turtle", RDF_XML: "application/rdf+xml"}
MOST_BYTES = 5_000_000

_MOST_CONCEPTS = 5_000
_BASE = "urn:passerelle:thesaurus:"
_TAGS = {Variety.QC: "fr-CA", Variety.FR: "fr-FR", Variety.EN: "en"}
_SIDES = (Variety.QC, Variety.FR)
_DECLARES = re.compile(r"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_WITHIN = ("exactMatch",)
_LOOSE = ("closeMatch", "broadMatch", "narrowMatch", "relatedMatch")


def write_skos(concepts: Iterable[Concept], form: str = TURTLE) -> bytes:
    """Write concepts as Turtle, or as RDF/XML."""
    from rdflib import Graph, Literal, URIRef
    from rdflib.namespace import RDF, SKOS

    graph = Graph()
    graph.bind("skos", SKOS)
    for side in _SIDES:
        scheme = URIRef(_BASE + side)
        graph.add((scheme, RDF.type, SKOS.ConceptScheme))
        graph.add((scheme, SKOS.prefLabel, Literal(f"Passerelle, {_TAGS[side]}")))
    for concept in concepts:
        _add(graph, concept)
    return graph.serialize(format=form, encoding="utf-8")


def read_skos(content: bytes) -> list[Concept]:
    """Read concepts from Turtle or RDF/XML, by key; nothing is fetched, no entity resolved.

    Concepts that exactMatch or closeMatch ties are one; a label in plain French is both sides'.

    Raises:
        InvalidThesaurus: when it is too large, is no RDF, or a concept cannot be one of ours.
    """
    graph = _parsed(content)
    groups = list(_groups(graph))
    if not groups:
        raise InvalidThesaurus("thesaurus.no_concepts")
    concepts = {concept.key: concept for concept in map(_Reader(graph).concept, groups)}
    if len(concepts) < len(groups):
        raise InvalidThesaurus("thesaurus.same_key")
    return [concepts[key] for key in sorted(concepts)]


def _add(graph: "Graph", concept: Concept) -> None:
    from rdflib import Literal, URIRef
    from rdflib.namespace import DCTERMS, RDF, SKOS

    sides = [side for side in _SIDES if concept.terms(side)]
    nodes = {side: URIRef(f"{_BASE}{side}/{concept.key}") for side in sides}
    for side, node in nodes.items():
        graph.add((node, RDF.type, SKOS.Concept))
        graph.add((node, SKOS.inScheme, URIRef(_BASE + side)))
        graph.add((node, SKOS.notation, Literal(concept.key)))
        for variety in (side, Variety.EN):
            for place, term in enumerate(concept.terms(variety)):
                label = SKOS.altLabel if place else SKOS.prefLabel
                graph.add((node, label, Literal(term, lang=_TAGS[variety])))
        for language in ("fr", "en"):
            if text := concept.definition(language):
                graph.add((node, SKOS.definition, Literal(text, lang=language)))
        if concept.domain:
            graph.add((node, DCTERMS.subject, Literal(concept.domain)))
    if len(nodes) > 1:
        exact = concept.relation is Equivalence.EXACT
        tie = SKOS.exactMatch if exact else SKOS.closeMatch
        graph.add((nodes[Variety.QC], tie, nodes[Variety.FR]))
        graph.add((nodes[Variety.FR], tie, nodes[Variety.QC]))


def _parsed(content: bytes) -> "Graph":
    from rdflib import Graph

    if len(content) > MOST_BYTES:
        raise InvalidThesaurus("thesaurus.too_large", most=MOST_BYTES // 1_000_000)
    try:
        text = content.decode("utf-8-sig")
        if _DECLARES.search(text):
            raise InvalidThesaurus("thesaurus.entities")
        form = RDF_XML if text.lstrip().startswith("<?xml") or "<rdf:RDF" in text else TURTLE
        return Graph().parse(data=text, format=form, publicID=_BASE)
    except InvalidThesaurus:
        raise
    except Exception as error:  # Parsers raise whatever their grammar stumbles over.
        raise InvalidThesaurus("thesaurus.no_rdf") from error


def _groups(graph: "Graph") -> "Iterator[list[Node]]":
    """Bring together the concepts that matches tie, in the order of their names."""
    from rdflib.namespace import RDF, SKOS

    nodes = sorted(set(graph.subjects(RDF.type, SKOS.Concept)), key=str)
    if len(nodes) > 2 * _MOST_CONCEPTS:
        raise InvalidThesaurus("thesaurus.too_many", most=_MOST_CONCEPTS)
    near: defaultdict[Any, set[Any]] = defaultdict(set)
    for name in (*_WITHIN, *_LOOSE):
        for one, other in graph.subject_objects(SKOS[name]):
            near[one].add(other)
            near[other].add(one)
    known, seen = set(nodes), set[Any]()
    for node in nodes:
        if node not in seen:
            group, waiting = [], [node]
            while waiting:
                each = waiting.pop()
                if each in known and each not in seen:
                    seen.add(each)
                    group.append(each)
                    waiting += near[each]
            yield sorted(group, key=str)


class _Reader:
    """Turn a group of SKOS concepts into one of ours."""

    def __init__(self, graph: "Graph") -> None:
        self._graph = graph

    def concept(self, nodes: "Sequence[Node]") -> Concept:
        """Read one concept.

        Raises:
            InvalidThesaurus: when it has no French term, or breaks another rule.
        """
        terms = {variety: self._terms(nodes, variety) for variety in Variety}
        key = self._key(nodes, [term for own in terms.values() for term in own])
        try:
            return Concept.model_validate(
                {
                    "key": key,
                    "relation": self._relation(nodes, terms[Variety.QC], terms[Variety.FR]),
                    "domain": self._text(nodes, "http://purl.org/dc/terms/subject", ""),
                    "definition_fr": self._definition(nodes, "fr"),
                    "definition_en": self._definition(nodes, "en"),
                    **{variety.value: own for variety, own in terms.items()},
                }
            )
        except ValidationError as error:
            raise InvalidThesaurus("thesaurus.invalid", key=key) from error

    def _terms(self, nodes: "Sequence[Node]", variety: Variety) -> list[str]:
        """List the labels of a variety, the preferred ones first."""
        from rdflib.namespace import SKOS

        found = []
        for label in (SKOS.prefLabel, SKOS.altLabel):
            values = [value for node in nodes for value in self._graph.objects(node, label)]
            found += sorted(
                str(value) for value in values if _speaks(getattr(value, "language", ""), variety)
            )
        return list(dict.fromkeys(found))

    def _relation(
        self, nodes: "Sequence[Node]", qc: Sequence[str], fr: Sequence[str]
    ) -> Equivalence:
        from rdflib.namespace import SKOS

        if not (qc and fr):
            return Equivalence.NONE
        loose = any(
            (node, SKOS[name], other) in self._graph
            for name in _LOOSE
            for node in nodes
            for other in nodes
        )
        return Equivalence.CLOSE if loose else Equivalence.EXACT

    def _key(self, nodes: "Sequence[Node]", terms: Sequence[str]) -> str:
        """Take the notation for the key, or make one of the first term."""
        from rdflib.namespace import SKOS

        notation = self._text(nodes, str(SKOS.notation), "")
        return notation or key_of(next(iter(terms), ""))

    def _definition(self, nodes: "Sequence[Node]", language: str) -> str:
        from rdflib.namespace import SKOS

        return self._text(nodes, str(SKOS.definition), language)

    def _text(self, nodes: "Sequence[Node]", predicate: str, language: str) -> str:
        from rdflib import URIRef

        values = [value for node in nodes for value in self._graph.objects(node, URIRef(predicate))]
        own = [
            str(value)
            for value in values
            if (getattr(value, "language", "") or "").lower().split("-")[0] == language
        ]
        return min(own, default="")


def key_of(term: str) -> str:
    """Make a concept's key of a term."""
    return re.sub(r"[^a-z0-9]+", "-", fold(term)).strip("-")[:60].strip("-")


def _speaks(tag: str | None, variety: Variety) -> bool:
    """Tell whether a label in a language is one of a variety's."""
    language = (tag or "").lower()
    if variety is Variety.EN:
        return language.split("-")[0] == "en"
    return language in {"fr", _TAGS[variety].lower()}
