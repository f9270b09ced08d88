"""Run a program of ours on a machine whose clock was set back by a day."""

import runpy
import sys
import time
from datetime import datetime, timedelta, tzinfo

BACK = timedelta(days=1)


class Backward(datetime):
    """Tells yesterday's time."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "Backward":
        """Tell the time as the wrong clock does."""
        wrong = datetime.now(tz) - BACK
        return cls.fromtimestamp(wrong.timestamp(), tz)


def set_back() -> None:
    """Set the clock of this process back, for every module that is already there or comes."""
    import datetime as module

    right, named = time.time, datetime
    module.datetime = Backward  # type: ignore[misc]
    for loaded in list(sys.modules.values()):
        if loaded.__name__ != __name__ and vars(loaded).get("datetime") is named:
            vars(loaded)["datetime"] = Backward
    time.time = lambda: right() - BACK.total_seconds()


if __name__ == "__main__":
    set_back()
    sys.argv = ["cli.py", *sys.argv[1:]]
    runpy.run_path("cli.py", run_name="__main__")
