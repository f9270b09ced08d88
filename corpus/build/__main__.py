"""Make the sample corpus, or check it: `python -m corpus.build [--check]`."""

import argparse
import logging
import sys
from pathlib import Path

from corpus.build.check import check
from corpus.build.folders import Folders
from corpus.build.make import make

_ROOT = Path(__file__).resolve().parents[1]


def main(arguments: list[str] | None = None) -> int:
    """Make or check; the exit status is 1 where something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m corpus.build", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, say what is wrong")
    parser.add_argument("--root", type=Path, default=_ROOT, help="the corpus's folder")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    problems = (check if options.check else make)(Folders(options.root))
    for problem in problems:
        logging.error(problem)
    logging.info("%d problem(s)", len(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
