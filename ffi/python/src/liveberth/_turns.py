"""Who may use a handle when."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock


class Turns:
    """Calls take turns: those of other threads wait, and one from inside a call is refused.

    A signal handler or a finalizer runs in the midst of whatever its thread does. To wait there would be
    to wait for ever, and to go ahead could free what the call is about to use.
    """

    def __init__(self) -> None:
        # Lets the thread that holds it in again, so that it can be told.
        self._lock = RLock()
        self._taken = False

    @contextmanager
    def take(self) -> Iterator[None]:
        """The turn of one call."""
        with self._lock:
            if self._taken:
                raise RuntimeError("a call from inside another one on the same object")
            try:
                self._taken = True
                yield
            finally:
                self._taken = False
