"""An office whose documents are handed over, and what its packages hold."""

import hashlib
import json
from datetime import UTC, date, datetime
from pathlib import Path

import bagit

from kb.audit import OPERATOR, Action
from kb.desk import Clearance, Clearing, Decision, Verdict
from kb.handover.estate import Estate
from kb.handover.exchange import packed_exchange
from kb.handover.layout import PackedDocument
from kb.nouns import DocumentFields, Kind, Link, Relation, Status
from kb.people import Role, User
from kb.store import Store
from kb.thesaurus import Concept, Equivalence
from kb.twins import Adoption, AdoptionState, Pair, TwinState
from tests.shelf import make_submission

NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)

BINOME = Concept(key="binome", relation=Equivalence.EXACT, qc=("pairage",), fr=("binôme",))


class Office:
    """A store in which both parties have people and documents with their files."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder = store, folder
        self.marie = self.hire("marie", "qc")
        self.jean = self.hire("jean", "fr")
        self.sheet = self.put("Le mentorat.\n\nDeux passages.", title="Mentorat")
        self.put("Le mentorat, revu.", title="Mentorat", replaces=self.sheet)
        self.draft = self.put("Un brouillon.", title="Brouillon", status=Status.DRAFT)
        self.english = self.put("Mentoring.", title="Mentoring", language="en")
        self.other = self.put("Une fiche de la France.", title="Fiche", party="fr")
        self.bind(self.sheet, self.english)
        self.bind(self.sheet, self.other)
        self.settle()

    def hire(self, login: str, party: str) -> User:
        accounts = self.store.accounts
        return accounts.add(
            login, name=login.title(), party=party, role=Role.EXPERT, by=OPERATOR, groups=["pilot"]
        )[0]

    def put(
        self,
        text: str,
        *,
        title: str,
        party: str = "qc",
        language: str = "fr",
        status: Status = Status.PUBLISHED,
        replaces: str | None = None,
    ) -> str:
        file = self.folder / "file.txt"
        file.write_text(text, "utf-8")
        fields = DocumentFields(
            title=title, party=party, kind=Kind.DEBRIEF, language=language, audience="partners",
            status=status, year=2021, domains=("twinning", "digital"), target_groups=("youth",),
            sheet={"mission": "Observer."}, licence="CC BY 4.0", embargo=date(2025, 1, 2),
        )  # fmt: skip
        digest = hashlib.sha256(text.encode()).hexdigest()
        self.store.originals.keep(file, digest)
        submission = make_submission(text, fields).model_copy(
            update={
                "content_hash": digest, "file_name": "Fiche nº 1.txt", "signature": b"\x00\xff",
                "marks": ("2021", "Mende"), "owner": self.marie.id if party == "qc" else "",
            }
        )  # fmt: skip
        vectors = self.store.encoder.encode_passages([each.text for each in submission.passages])
        return self.store.catalogue.writer.store(
            submission, vectors, self.store.encoder.name, replaces=replaces
        )

    def bind(self, one: str, other: str) -> None:
        self.store.catalogue.writer.link(
            Link(document_id=one, other_id=other, relation=Relation.TRANSLATION, score=0.75)
        )

    def settle(self) -> None:
        desk = self.store.catalogue.desk
        with desk.writing.begin() as connection:
            desk.add_decision(
                connection,
                Decision(
                    document_id=self.sheet, user_id=self.marie.id, party="qc",
                    verdict=Verdict.ACCEPT, audience="partners",
                    comment="Bien.", at=NOW,
                ),
            )  # fmt: skip
            desk.add_clearance(
                connection,
                Clearance(
                    document_id=self.sheet, kind="phone", datum="", action=Clearing.MASKED,
                    reason="", user_id=self.marie.id, at=NOW,
                ),
            )  # fmt: skip
        self.exchange()
        self.store.audit.record(self.marie.id, Action.ACCEPTED, self.sheet)
        self.store.audit.record(self.jean.id, Action.READ, self.other)

    def exchange(self) -> None:
        """Make something of practices, and of a word."""
        catalogue = self.store.catalogue
        pair = Pair.of(self.sheet, self.other)
        taken_up = Adoption(
            document_id=self.sheet, party="fr", office="Agence de Mende", day=date(2025, 2, 3),
            state=AdoptionState.ADAPTED, outcome="Deux binômes sur trois.", user_id=self.jean.id,
        )  # fmt: skip
        with catalogue.desk.writing.begin() as connection:
            catalogue.twins.decide(connection, pair, TwinState.CONFIRMED, self.marie.id)
            catalogue.twins.add_note(connection, pair, "À montrer à Mende.", self.marie.id)
            catalogue.adoptions.add(connection, taken_up)
            concept = Concept(
                key="binome", relation=Equivalence.EXACT, qc=("pairage",), fr=("binôme",)
            )
            catalogue.thesaurus.put(connection, concept, by=self.marie.id)


def held(store: Store, party: str = "qc") -> list[PackedDocument]:
    with store.catalogue.engine.connect() as connection:
        return list(Estate(connection, party).documents())


def everything(store: Store, party: str = "qc") -> list[object]:
    with store.catalogue.engine.connect() as connection:
        estate = Estate(connection, party)
        return [
            *estate.documents(), *estate.links(), *estate.decisions(), *estate.clearances(),
            *estate.terms(), *estate.concepts(), *packed_exchange(connection, party),
        ]  # fmt: skip


def lines(package: Path, name: str) -> list[dict[str, object]]:
    text = (package / "data" / name).read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def reseal(package: Path) -> None:
    bagit.Bag(str(package)).save(manifests=True)
