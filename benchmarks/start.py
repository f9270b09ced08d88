"""How long the terminal takes from a warm start to its answer, as whole processes."""

import os
import subprocess
import sys
from functools import partial
from tempfile import TemporaryDirectory

from benchmarks.figures import CORPUS, line, milliseconds

_RUNS = 10


def main() -> None:
    """Load the sample corpus through the terminal, then time searches."""
    with TemporaryDirectory(prefix="passerelle-benchmark-") as home:
        run = partial(
            subprocess.run,
            cwd=CORPUS.parent,
            env=os.environ | {"KB_HOME": home},
            check=True,
            capture_output=True,
        )
        run([sys.executable, "cli.py", "ingest", "corpus"])
        search = [sys.executable, "cli.py", "search", "recruter sans CV", "--json"]
        run(search)
        timings = milliseconds([partial(run, search)] * _RUNS)
        sys.stdout.write(line("cli.py search, start to answer", timings) + "\n")


if __name__ == "__main__":
    main()
