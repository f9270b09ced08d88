"""How long the guests' pages take to run again, on the sample corpus, without a browser."""

import os
import subprocess
import sys
from tempfile import TemporaryDirectory

from benchmarks.figures import CORPUS, line, milliseconds

_RUNS = 30
_QUESTIONS = (
    "mentorat",
    "recruter sans CV",
    "labour needs survey",
    "jumelage",
    "digital inclusion",
)


def main() -> None:
    """Run each page many times; the search page with a new question each time."""
    from streamlit.testing.v1 import AppTest

    with TemporaryDirectory(prefix="passerelle-benchmark-") as home:
        os.environ["KB_HOME"] = home
        command = [sys.executable, "cli.py", "ingest", "corpus"]
        subprocess.run(command, cwd=CORPUS.parent, check=True, capture_output=True)
        face = str(CORPUS.parent / "ui" / "face.py")
        for page in ("pages/search.py", "pages/themes.py"):
            test = AppTest.from_file(face, default_timeout=60)
            test.run()
            test.switch_page(page).run()
            timings = milliseconds([test.run] * _RUNS)
            sys.stdout.write(line(f"rerun of {page}", timings) + "\n")
        test = AppTest.from_file(face, default_timeout=60).run()
        timings = []
        for number in range(_RUNS):
            question = f"{_QUESTIONS[number % len(_QUESTIONS)]} {number}"
            test.text_input(key="question").set_value(question)
            timings += milliseconds([test.run])
        sys.stdout.write(line("rerun of the search page, new question", timings) + "\n")


if __name__ == "__main__":
    main()
