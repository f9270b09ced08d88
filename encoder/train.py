"""The command that goes from data to the shipped model folder."""

import argparse
import json
import logging
from pathlib import Path

import numpy as np

from encoder.config import Config, read_config, read_kind
from encoder.contextual.building import build_contextual
from encoder.contextual.config import read_contextual
from encoder.data import Sources, read_sources
from encoder.export import export_model
from encoder.heldout import read_held_out
from encoder.reading import read_model
from encoder.scores import score_model
from encoder.stages import Workplace, ready_samplers, ready_teacher, ready_tokenizer
from encoder.training import train_vectors

_log = logging.getLogger(__name__)


def main() -> None:
    """Train, export and score the model that the command line describes."""
    chosen = _read_arguments()
    chosen.work.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(message)s",
        handlers=[logging.StreamHandler(), logging.FileHandler(chosen.work / "train.log")],
    )
    evaluation = chosen.evaluation or chosen.data.parent / "eval"
    documents = chosen.documents or chosen.data.parent / "documents"
    held_out = read_held_out(evaluation, documents)
    if read_kind(chosen.config) == "contextual":
        contextual = read_contextual(chosen.config)
        sources = read_sources(chosen.data, held_out, contextual.may_quote)
        build_contextual(contextual, sources, chosen.work, chosen.out)
    else:
        config = read_config(chosen.config)
        sources = read_sources(chosen.data, held_out, config.sources.may_quote)
        build_static(config, sources, chosen.work, chosen.out)
    _write_scores(chosen.out, evaluation, chosen.work / "scores.json")


def build_static(config: Config, sources: Sources, work: Path, out: Path) -> None:
    """Go through every stage that the work folder does not hold yet, then export."""
    place = Workplace(work)
    tokenizer = ready_tokenizer(sources, config, place)
    ready_teacher(sources, config, place)
    samplers = ready_samplers(sources, tokenizer, config, place)
    vectors = [
        train_vectors(sampler, tokenizer.get_vocab_size(), place.checkpoint(run))
        for run, sampler in enumerate(samplers)
    ]
    export_model(np.mean(vectors, axis=0), tokenizer, out)
    _log.info("exported %s", out)


def _write_scores(model: Path, evaluation: Path, path: Path) -> None:
    scores = score_model(read_model(model), evaluation)
    path.write_text(json.dumps(scores, indent=2) + "\n", "utf-8")
    for name, score in scores.items():
        _log.info("%-45s %.4f", name, score)


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, required=True, help="the settings of the run")
    parser.add_argument("--data", type=Path, required=True, help="the training data")
    parser.add_argument("--work", type=Path, required=True, help="where stages keep results")
    parser.add_argument("--out", type=Path, required=True, help="the model folder to write")
    parser.add_argument(
        "--evaluation", type=Path, help="sets to hold out and score (default: eval beside data)"
    )
    parser.add_argument(
        "--documents", type=Path, help="documents to hold out (default: documents beside data)"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
