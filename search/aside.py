"""Something done beside its caller while nobody else asks, and in its turn otherwise."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Lock
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")


class Aside:
    """Hold the thread for what may be done beside.

    Many who ask at once keep the processor busy by themselves: more threads would only wait for
    each other.
    """

    def __init__(self) -> None:
        """Prepare; the thread is begun when it is first needed."""
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="aside")
        self._asking = 0
        self._lock = Lock()

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Count somebody as asking."""
        with self._lock:
            self._asking += 1
        try:
            yield
        finally:
            with self._lock:
                self._asking -= 1

    def begin_early(
        self, do: Callable[Given, Result], /, *args: Given.args, **kwargs: Given.kwargs
    ) -> "Future[Result] | None":
        """Begin to do what may turn out to be in vain; nothing where others ask as well."""
        return self._thread.submit(do, *args, **kwargs) if self._asking <= 1 else None

    def begin(
        self, do: Callable[Given, Result], /, *args: Given.args, **kwargs: Given.kwargs
    ) -> "Future[Result]":
        """Begin to do something, or do it now where others ask as well."""
        if self._asking <= 1:
            return self._thread.submit(do, *args, **kwargs)
        done: Future[Result] = Future()
        try:
            done.set_result(do(*args, **kwargs))
        except Exception as error:
            done.set_exception(error)
        return done
