"""Start Passerelle, or test it, on a machine that has nothing but Python 3.11 or later.

python3 run.py         make .venv, install, load the sample corpus on a first start, serve
python3 run.py test    install the test requirements as well, and check everything
"""

import hashlib
import os
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
FIRST_PORT = 8501
PORTS_TO_TRY = 50


def main(arguments: list[str]) -> int:
    """Do what the command line asks; return the exit status."""
    os.chdir(ROOT)
    if sys.version_info < (3, 11):  # noqa: UP036 - an older one must be told
        return complain(f"Python 3.11 or later is needed; this is {sys.version.split()[0]}.")
    if arguments and arguments[0] != "test":
        return complain(f"Unknown: {' '.join(arguments)}. Try: python3 run.py [test]")
    if not make_venv():
        return 1
    return test(arguments[1:]) if arguments else serve()


def serve() -> int:
    """Install, load the sample corpus on a first start, and serve the app."""
    if not install("requirements.txt") or not load_sample():
        return 1
    port = free_port()
    if port is None:
        return complain(f"No free port from {FIRST_PORT} to {FIRST_PORT + PORTS_TO_TRY - 1}.")
    say(f"Passerelle: http://localhost:{port}    (Ctrl+C to stop)")
    command = [str(PYTHON), "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    try:
        return subprocess.call(command)
    except KeyboardInterrupt:
        return 0


def test(arguments: list[str]) -> int:
    """Install the test requirements and run every check; all run, the worst status counts."""
    if not install("requirements.txt", "requirements-test.txt"):
        return 1
    quick = [["ruff", "check", "."], ["ruff", "format", "--check", "."]]
    # Half as many workers again as cores, for tests in a browser wait more than they compute;
    # files stay whole, for their tests share what they load, and in their order, in which the
    # slow ones do not come last.
    workers = str((os.cpu_count() or 1) * 3 // 2 or 1)
    spread = ["--numprocesses", workers, "--dist", "loadfile", "--no-loadscope-reorder"]
    status = max(map(check, quick))
    with (
        begun(["mypy", "."], stdout=subprocess.PIPE) as types,
        begun(["pytest", *spread, *arguments]) as tests,
    ):
        printed, _ = types.communicate()
        say("mypy . says:")
        print(printed, end="", flush=True)
        return max(status, types.returncode, tests.wait())


def check(command: list[str]) -> int:
    """Run a check; return its exit status."""
    with begun(command) as process:
        return process.wait()


def begun(command: list[str], stdout: int | None = None) -> "subprocess.Popen[str]":
    """Begin a check."""
    say(" ".join(command))
    # Tests start the app a hundred times: compiled once, whatever the environment says of it.
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": ""}
    return subprocess.Popen(
        [str(PYTHON), "-m", *command], stdout=stdout, text=True, env=environment
    )


def make_venv() -> bool:
    """Make .venv if it is not there; tell whether it is now."""
    if PYTHON.exists():
        return True
    say("Making .venv")
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False)
    if made.returncode == 0:
        return True
    complain(
        "The virtual environment could not be made. On Debian and Ubuntu, the module is in\n"
        "a package of its own: apt-get install python3-venv. Then start again."
    )
    return False


def install(*files: str) -> bool:
    """Install requirements, unless just these are installed already; tell whether they are."""
    stamp = VENV / f"installed-{Path(files[-1]).stem}"
    digest = hashlib.sha256(b"".join((ROOT / file).read_bytes() for file in files)).hexdigest()
    if stamp.exists() and stamp.read_text("utf-8") == digest:
        return True
    say(f"Installing {', '.join(files)} (some minutes the first time)")
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--quiet"]
    command += ["--progress-bar", "on"]
    for file in files:
        command += ["-r", file]
    if subprocess.call(command) != 0:
        complain(
            "The installation failed; pip says why above. Without a network, give pip a folder\n"
            "of wheels (PIP_NO_INDEX=1 PIP_FIND_LINKS=/folder python3 run.py); see README.md."
        )
        return False
    stamp.write_text(digest, "utf-8")
    return True


def load_sample() -> bool:
    """Load corpus/ into a home that is new, or whose first load was interrupted."""
    home = Path(os.environ.get("KB_HOME", "data"))
    loading = home / "sample-loading"
    used = (home / "catalogue.sqlite").exists() or os.environ.get("KB_DATABASE_URL")
    if used and not loading.exists():
        return True
    say(f"First start: loading the sample corpus into {home.resolve()}")
    home.mkdir(parents=True, exist_ok=True)
    loading.touch()
    # Nobody searches yet: it need not wait until nothing else computes.
    environment = {"KB_BATCH_PRIORITY": "low", **os.environ}
    if subprocess.call([str(PYTHON), "cli.py", "ingest", "corpus"], env=environment) != 0:
        complain("The sample corpus could not be loaded; the reason stands above.")
        return False
    loading.unlink()
    return True


def free_port() -> int | None:
    """Find the first port that nobody listens on."""
    for port in range(FIRST_PORT, FIRST_PORT + PORTS_TO_TRY):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                say(f"Port {port} is taken, trying the next one")
            else:
                return port
    return None


def say(text: str) -> None:
    """Tell what is being done."""
    print(f"» {text}", flush=True)


def complain(text: str) -> int:
    """Tell what is missing; return the exit status that says so."""
    print(text, file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
