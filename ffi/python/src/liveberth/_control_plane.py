"""The control plane, which is closed like a file."""

from __future__ import annotations

import operator
import weakref
from threading import Lock
from types import TracebackType
from typing import NoReturn

from ._library import Text, free_control_plane, handle_of, lend, number_of, text_of

_TIME_MAX_MS = 2**64 - 1
_NEVER = _TIME_MAX_MS


class ControlPlane:
    """Every live deployment of a platform, with the nodes and queues they run on.

    Any thread may call it; calls take turns. A call after `close` raises `ValueError`, as that of
    a closed file does; one that the library refuses raises `Error` and has changed nothing.
    """

    def __init__(self, settings: Text | None = None) -> None:
        """Makes a control plane without nodes, queues or deployments.

        The settings are an object of `limits`, `policy` and `placementPolicy`, each of which may be
        left out.
        """
        self._own(handle_of("control_plane_new", *lend(settings)))

    @classmethod
    def restore(cls, saved: Text) -> ControlPlane:
        """Makes a control plane from what `save` gave.

        After a restart a host then carries out what `resume` answers.
        """
        control_plane = cls.__new__(cls)
        control_plane._own(handle_of("control_plane_restore", *lend(saved)))
        return control_plane

    def _own(self, handle: int) -> None:
        self._lock = Lock()
        self._handle = handle
        self._free = weakref.finalize(self, free_control_plane, handle)
        # At exit a thread may still be inside a call; the memory goes with the process.
        self._free.atexit = False

    def step(self, now_ms: int, input: Text) -> str:
        """Takes one input, such as `{"type": "tick"}`, and answers the effects to carry out.

        `now_ms` is milliseconds on the host's clock.
        """
        now_ms = operator.index(now_ms)
        if not 0 <= now_ms <= _TIME_MAX_MS:
            raise OverflowError(f"{now_ms} ms is no time: it has to fit into 64 bits")
        with self._lock:
            return text_of("control_plane_step", self._open(), now_ms, *lend(input))

    def next_wake(self) -> int | None:
        """When the next tick is due, in milliseconds on the host's clock, to be asked after each
        step; `None` while nothing waits for time to pass."""
        with self._lock:
            wake_ms = number_of("control_plane_next_wake", self._open())
        return None if wake_ms == _NEVER else wake_ms

    def status(self, rid: Text) -> str:
        """Answers a live deployment's status and everything that explains it."""
        return self._read("control_plane_status", *lend(rid))

    def deployment(self, rid: Text) -> str:
        """Answers a live deployment as the API shows it."""
        return self._read("control_plane_deployment", *lend(rid))

    def limits(self, project: Text) -> str:
        """Answers what a project's configurations may ask for: the limits to check them with."""
        return self._read("control_plane_limits", *lend(project))

    def what_if(self, asked: Text) -> str:
        """Answers what would become of a configuration, with nothing changed.

        The question is an object of `project`, `runtimeConfiguration` and, where wanted,
        `replicas`, `placementPolicy` and `consolidationSteps`.
        """
        return self._read("control_plane_what_if", *lend(asked))

    def compare(self, asked: Text) -> str:
        """Answers how placement policies would place a list of deployments, with nothing changed."""
        return self._read("control_plane_compare", *lend(asked))

    def repack(self, asked: Text) -> str:
        """Answers how what runs could be arranged better, with nothing changed.

        The question is an object of `type`, which is `freeNode` with a `node` or `fewestNodes`, and
        `steps`, which says how long to search.
        """
        return self._read("control_plane_repack", *lend(asked))

    def list(self) -> str:
        """Answers every live deployment as the API shows it, in the order of their identifiers."""
        return self._read("control_plane_list")

    def nodes(self) -> str:
        """Answers every node and what runs on it, in the order of their names."""
        return self._read("control_plane_nodes")

    def queues(self) -> str:
        """Answers every queue and how full it is, in the order of their names."""
        return self._read("control_plane_queues")

    def resume(self) -> str:
        """Answers every effect that may not have been carried out before a restart."""
        return self._read("control_plane_resume")

    def save(self) -> str:
        """Answers the whole state, for `restore`."""
        return self._read("control_plane_save")

    def close(self) -> None:
        """Frees the control plane, once no call is under way; again it does nothing."""
        with self._lock:
            self._free()

    def __enter__(self) -> ControlPlane:
        with self._lock:
            self._open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __reduce__(self) -> NoReturn:
        """Two objects must not own one handle."""
        raise TypeError("a control plane cannot be copied: save and restore it")

    def _read(self, name: str, *arguments: object) -> str:
        with self._lock:
            return text_of(name, self._open(), *arguments)

    def _open(self) -> int:
        if not self._free.alive:
            raise ValueError("the control plane is closed")
        return self._handle
