"""Logs for programs: one object a line, and nothing in it that anybody wrote or asked."""

import json
import logging
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TextIO

from kb.errors import PasserelleError
from kb.settings import Settings

_ROOT = Path(__file__).resolve().parents[1]
_OURS = ("kb", "ingest", "search", "ui")
_LOG = logging.getLogger(__name__)


class JsonFormatter(logging.Formatter):
    """Write a record without the values it was given.

    Our own events are fixed texts; other libraries put values into theirs, so that of these only
    the place is told. Of an exception its type and place are told, never its message: that may
    hold a question, or the parameters of a statement.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Write one line."""
        facts: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event(record),
        }
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            facts |= _told(error)
        return json.dumps(facts, ensure_ascii=False)


def set_up_logs(settings: Settings, stream: TextIO | None = None) -> None:
    """Have everything that is logged written as the settings say; by default, as it comes."""
    if settings.log_format != "json":
        return
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(min(root.level, logging.INFO) or logging.INFO)
    # Servers and Streamlit bring handlers of their own, which would write what they are given.
    for name in list(root.manager.loggerDict):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    logging.captureWarnings(True)
    threading.excepthook = _ended
    sys.excepthook = _failed


def _event(record: logging.LogRecord) -> str:
    if record.name.split(".")[0] in _OURS:
        return str(record.msg)
    return f"{record.module}:{record.lineno}"


def _told(error: BaseException) -> dict[str, object]:
    told: dict[str, object] = {"exception": type(error).__name__, "at": _place(error)}
    if isinstance(error, PasserelleError):
        told["code"] = error.problem.code
    if error.__cause__ is not None:
        told["cause"] = type(error.__cause__).__name__
    return told


def _place(error: BaseException) -> str:
    """Name the innermost line of ours that an exception came through, or else the innermost."""
    ours, last, step = "", "", error.__traceback__
    while step is not None:
        path = Path(step.tb_frame.f_code.co_filename)
        last = f"{path.name}:{step.tb_lineno}"
        if path.is_relative_to(_ROOT) and ".venv" not in path.parts:
            ours = f"{path.relative_to(_ROOT).as_posix()}:{step.tb_lineno}"
        step = step.tb_next
    return ours or last


def _ended(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        _LOG.error("a thread ended by an exception", exc_info=args.exc_value)


def _failed(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    _LOG.error("the process ended by an exception", exc_info=error)
