"""Learn the weights of `search/fusion.toml` from training questions in BEIR layout.

python -m search.evaluation.learning FOLDER     gather evidence, learn, and write the file

The folder must not be one that quality is measured on; `encoder.judged` makes one. An encoder that
was trained on its questions looks better there than it is and would get too much weight: with
`--ranking-encoder`, ranking is learnt with another one that has not seen them.
"""

import argparse
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from kb.settings import read_settings
from kb.store import open_store
from search.evaluation.beir import load
from search.evaluation.judgements import read_corpus, read_judged
from search.evaluation.weights import as_toml
from search.fusion import LEARNT, SIGNALS, Evidence
from search.nouns import Question
from search.retriever import Retriever

if TYPE_CHECKING:
    from torch import Tensor

_log = logging.getLogger(__name__)
_STEPS, _RATE = 400, 0.05
_KEPT = 0.97
"""Share of the answerable training questions whose best passage must count as good."""

_TRUST = 0.35
"""How far weights may follow the signals: penalty on the squares of slopes and differences."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A question's candidates: the parts of their scores, their signals, and which one answers.

    Attributes:
        parts: shape (passages, 3).
        signals: of each passage's language: shape (passages, signals).
        best: the highest of each signal among languages: shape (signals,).
        answer: row of the passage that answers, -1 where none does.
    """

    parts: "Tensor"
    signals: "Tensor"
    best: "Tensor"
    answer: int


def main() -> None:
    """Learn from the folder named on the command line and write the weights."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(description="Learn the weights of search/fusion.toml.")
    parser.add_argument("folder", type=Path, help="training questions in BEIR layout")
    parser.add_argument("--ranking-encoder", help="folder of a model new to the questions")
    chosen = parser.parse_args()
    lessons = list(gather(chosen.folder, read_settings().encoder))
    apart = (
        list(gather(chosen.folder, chosen.ranking_encoder)) if chosen.ranking_encoder else lessons
    )
    LEARNT.write_text(learn(apart, lessons), "utf-8")


def gather(folder: Path, encoder: str) -> Iterator[Lesson]:
    """Ask every question and keep its evidence, once with and once without its answer."""
    with TemporaryDirectory(prefix="passerelle-learning-") as home:
        own = {"home": Path(home), "database_url": "", "encoder": encoder}
        with open_store(read_settings().model_copy(update=own)) as store:
            own_ids = load(store, read_corpus(folder))
            access = store.catalogue.reader.every_scope()
            retriever = Retriever.over(store)
            for number, judged in enumerate(read_judged(folder), start=1):
                found = retriever.evidence(Question(text=judged.text), access=access)
                answers = [
                    row
                    for row, each in enumerate(found.document_ids)
                    if own_ids[each] in judged.grades
                ]
                if answers and len(found.passage_ids) > 1:
                    yield _lesson(found, answers[0])
                    yield _lesson(without(found, answers[0]), -1)
                if number % 100 == 0:
                    _log.info("%d questions asked", number)


def without(evidence: Evidence, row: int) -> Evidence:
    """Take one candidate out, as if its document were not there."""
    kept = [each for each in range(len(evidence.passage_ids)) if each != row]
    return replace(
        evidence,
        passage_ids=[evidence.passage_ids[each] for each in kept],
        document_ids=[evidence.document_ids[each] for each in kept],
        languages=[evidence.languages[each] for each in kept],
        cosines=evidence.cosines[kept],
        words=evidence.words[kept],
        soft=evidence.soft[kept],
    )


def learn(ranking: Sequence[Lesson], lessons: Sequence[Lesson]) -> str:
    """Fit `ranking` first, then the chance that the best passage answers; give the TOML file.

    Ranking: softmax cross-entropy over each question's candidates (ListNet, Cao et al., 2007).
    Chance: logistic regression on the best passage of questions with and without an answer
    (Platt, 1999).
    """
    weights = _fit_ranking([each for each in ranking if each.answer >= 0])
    return as_toml(weights, *_fit_chance(lessons, weights))


def _lesson(evidence: Evidence, answer: int) -> Lesson:
    import torch

    by_language = evidence.signals()
    signals = np.stack([by_language[language] for language in evidence.languages])
    best = np.max(list(by_language.values()), axis=0)
    return Lesson(
        torch.from_numpy(evidence.parts()),
        torch.from_numpy(signals),
        torch.from_numpy(best),
        answer,
    )


def _fit_ranking(lessons: Sequence[Lesson]) -> dict[str, "Tensor"]:
    import torch
    from torch.nn.functional import cross_entropy
    from torch.nn.utils.rnn import pad_sequence

    parts = pad_sequence([each.parts for each in lessons], batch_first=True)
    signals = pad_sequence([each.signals for each in lessons], batch_first=True)
    lengths = torch.tensor([len(each.parts) for each in lessons])
    absent = torch.arange(parts.shape[1]) >= lengths[:, None]
    answers = torch.tensor([each.answer for each in lessons])
    weights = _start()
    optimizer = torch.optim.Adam(list(weights.values()), lr=_RATE)
    for step in range(_STEPS):
        odds = odds_of(parts, signals, weights).masked_fill(absent, -1e4)
        loss = cross_entropy(odds, answers)
        total = loss + _TRUST / 100 * sum(
            weights[name].square().sum() for name in ("slopes", "between")
        )
        optimizer.zero_grad()
        total.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        if step % 100 == 99:
            first = (odds.argmax(dim=1) == answers).float().mean()
            _log.info("step %d: loss %.4f, first right %.4f", step + 1, float(loss.detach()), first)
    return {name: value.detach() for name, value in weights.items()}


def _start() -> dict[str, "Tensor"]:
    import torch

    return {
        "base": torch.tensor([1.0, 0.0, 0.5], requires_grad=True),
        "slopes": torch.zeros(len(SIGNALS), 3, requires_grad=True),
        "sharpness": torch.tensor(3.0, requires_grad=True),
        "between": torch.zeros(len(SIGNALS), requires_grad=True),
    }


def odds_of(parts: "Tensor", signals: "Tensor", weights: dict[str, "Tensor"]) -> "Tensor":
    """Score candidates as `search.fusion` does, differentiably: shape (..., passages)."""
    mix = (weights["base"] + signals @ weights["slopes"]).softmax(dim=-1)
    return weights["sharpness"].exp() * (parts * mix).sum(dim=-1) + signals @ weights["between"]


def _fit_chance(
    lessons: Sequence[Lesson], weights: dict[str, "Tensor"]
) -> tuple["Tensor", "Tensor", float]:
    """Give the bias, the weights, and the chance above which most answered questions lie."""
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits

    tops = [odds_of(each.parts, each.signals, weights).max() for each in lessons]
    features = torch.stack(
        [torch.cat([top[None], each.best]) for top, each in zip(tops, lessons, strict=True)]
    )
    answered = torch.tensor([float(each.answer >= 0) for each in lessons])
    middle, spread = features.mean(dim=0), features.std(dim=0).clamp(min=1e-6)
    telling = torch.zeros(features.shape[1], requires_grad=True)
    bias = torch.zeros((), requires_grad=True)
    optimizer = torch.optim.LBFGS([telling, bias], max_iter=200)

    def closure() -> "Tensor":
        optimizer.zero_grad()
        odds = ((features - middle) / spread) @ telling + bias
        loss = binary_cross_entropy_with_logits(odds, answered) + 0.001 * telling.square().sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    slopes = (telling / spread).detach()
    shift = (bias - (middle / spread) @ telling).detach()
    chances = (features @ slopes + shift).sigmoid()
    good = float(chances[answered > 0].quantile(1 - _KEPT))
    turned = float((chances[answered == 0] < good).float().mean())
    _log.info("good from %.3f: %.3f of unanswerable questions turned away", good, turned)
    return shift, slopes, good


if __name__ == "__main__":
    main()
