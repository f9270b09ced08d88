"""Learn the weights of `search/fusion.toml` from training questions in BEIR layout.

python -m search.evaluation.learning FOLDER     gather evidence, learn, and write the file

The folder must not be one that quality is measured on; `encoder.judged` makes one. An encoder that
was trained on its questions looks better there than it is: name one that has not seen them with
`--encoder`. Even so, meaning gets the half that was best on sets kept apart, and only how the other
half is shared between words and soft words is learnt. Questions answered in their own language and
those answered in the other count the same, whatever their numbers.
"""

import argparse
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kb.settings import read_settings
from kb.store import open_store
from search.evaluation.beir import load
from search.evaluation.judgements import read_corpus, read_judged
from search.evaluation.weights import as_toml
from search.fusion import LEARNT, SIGNALS
from search.nouns import Question
from search.retriever import Retriever

if TYPE_CHECKING:
    from torch import Tensor

_log = logging.getLogger(__name__)
_STEPS, _RATE = 400, 0.05
_MEANING = 0.5
_TRUST = 0.001
"""How far weights may follow the signals: penalty on the squares of their slopes."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A question's candidates: the parts of their scores, its signals, and which one answers.

    Attributes:
        parts: shape (passages, 3).
        signals: shape (passages, signals).
        answer: row of the passage that answers.
        crosses: whether it answers in another language than the question's.
    """

    parts: "Tensor"
    signals: "Tensor"
    answer: int
    crosses: bool


def main() -> None:
    """Learn from the folder named on the command line and write the weights."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(description="Learn the weights of search/fusion.toml.")
    parser.add_argument("folder", type=Path, help="training questions in BEIR layout")
    parser.add_argument("--encoder", help="folder of a model new to the questions")
    chosen = parser.parse_args()
    lessons = list(gather(chosen.folder, chosen.encoder or read_settings().encoder))
    LEARNT.write_text(learn(lessons), "utf-8")


def gather(folder: Path, encoder: str) -> Iterator[Lesson]:
    """Ask every question whose answer is among its candidates, and keep what speaks for each."""
    import torch

    with TemporaryDirectory(prefix="passerelle-learning-") as home:
        own = {"home": Path(home), "database_url": "", "encoder": encoder}
        with open_store(read_settings().model_copy(update=own)) as store:
            own_ids = load(store, read_corpus(folder))
            access = store.catalogue.reader.every_scope()
            retriever = Retriever.over(store)
            for number, judged in enumerate(read_judged(folder), start=1):
                found = retriever.evidence(Question(text=judged.text), access=access)
                parts, signals = map(torch.from_numpy, (found.parts(), found.signals()))
                answers = [
                    row
                    for row, each in enumerate(found.document_ids)
                    if own_ids[each] in judged.grades
                ]
                if answers:
                    crosses = found.languages[answers[0]] != judged.language
                    yield Lesson(parts, signals, answers[0], crosses)
                if number % 100 == 0:
                    _log.info("%d questions asked", number)


def learn(lessons: Sequence[Lesson]) -> str:
    """Fit the weights to rank the answers first; give the TOML file.

    Softmax cross-entropy over each question's candidates (ListNet, Cao et al., 2007).
    """
    import torch
    from torch.nn.functional import cross_entropy
    from torch.nn.utils.rnn import pad_sequence

    parts = pad_sequence([each.parts for each in lessons], batch_first=True)
    signals = pad_sequence([each.signals for each in lessons], batch_first=True)
    lengths = torch.tensor([len(each.parts) for each in lessons])
    absent = torch.arange(parts.shape[1]) >= lengths[:, None]
    answers = torch.tensor([each.answer for each in lessons])
    counted = _counted([each.crosses for each in lessons])
    weights = _start()
    optimizer = torch.optim.Adam(list(weights.values()), lr=_RATE)
    for step in range(_STEPS):
        odds = odds_of(parts, signals, weights).masked_fill(absent, -1e4)
        losses = cross_entropy(odds, answers, reduction="none")
        loss = (losses * counted).mean() + _TRUST * weights["slopes"].square().sum()
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        if step % 100 == 99:
            first = (odds.argmax(dim=1) == answers).float().mean()
            _log.info("step %d: loss %.4f, first right %.4f", step + 1, float(loss.detach()), first)
    return as_toml(_MEANING, {name: value.detach() for name, value in weights.items()})


def odds_of(parts: "Tensor", signals: "Tensor", weights: dict[str, "Tensor"]) -> "Tensor":
    """Score candidates as `search.fusion` does, differentiably: shape (questions, passages)."""
    words = (weights["base"] + signals @ weights["slopes"]).sigmoid()
    levels = _MEANING * parts[:, :, 0]
    levels = levels + (1 - _MEANING) * (words * parts[:, :, 1] + (1 - words) * parts[:, :, 2])
    return weights["sharpness"].exp() * levels


def _counted(crosses: Sequence[bool]) -> "Tensor":
    """Weigh questions so that both kinds count the same; all alike where there is one kind."""
    import torch

    marked = torch.tensor(crosses)
    share = float(marked.float().mean())
    if not 0 < share < 1:
        return torch.ones(len(crosses))
    return torch.where(marked, 0.5 / share, 0.5 / (1 - share))


def _start() -> dict[str, "Tensor"]:
    import torch

    return {
        "base": torch.tensor(0.0, requires_grad=True),
        "slopes": torch.zeros(len(SIGNALS), requires_grad=True),
        "sharpness": torch.tensor(3.0, requires_grad=True),
    }


if __name__ == "__main__":
    main()
