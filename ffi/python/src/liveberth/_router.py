"""Which replica a request goes to."""

from __future__ import annotations

from ctypes import c_size_t, c_uint32, c_uint64, c_void_p
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NoReturn, Optional, Union

from ._effects import Effects
from ._library import NONE, Owned, Slice, declare, handle_of, lend, moment, number_of
from ._turns import Turns

_free_router = declare("router_free", None, c_void_p)
_router_count = declare("router_count", c_size_t, c_void_p)
_free_decisions = declare("decisions_free", None, c_void_p)
_count = declare("decisions_count", c_size_t, c_void_p)
_kind = declare("decisions_kind", c_uint32, c_void_p, c_size_t)
_request = declare("decisions_request", c_uint64, c_void_p, c_size_t)
_replica = declare("decisions_replica", c_uint64, c_void_p, c_size_t)
_refusal = declare("decisions_refusal", c_uint32, c_void_p, c_size_t)
_deployment = declare("decisions_deployment", Slice, c_void_p, c_size_t)


class Refusal(IntEnum):
    """Why a request is refused."""

    #: The deployment is switched off.
    DISABLED = 1
    #: The deployment has failed.
    FAILED = 2
    #: As many of its requests wait as may.
    TOO_MANY_PENDING = 3
    #: A number that is not known here: the library is newer.
    UNKNOWN = 0

    @classmethod
    def _missing_(cls, value: object) -> Refusal:
        return cls.UNKNOWN


@dataclass(frozen=True)
class Forward:
    """Send a request to a replica, then say that it has finished."""

    request: int
    replica: int


@dataclass(frozen=True)
class Wait:
    """Keep a request until a later decision is about it."""

    request: int


@dataclass(frozen=True)
class Refuse:
    """Answer a request at once; it is over."""

    request: int
    refusal: Refusal


@dataclass(frozen=True)
class TimeOut:
    """Answer that a request took too long, and break off what it does; it is over."""

    request: int
    #: Where it had been forwarded; `None` where it had not.
    replica: Optional[int]


@dataclass(frozen=True)
class Tell:
    """Pass this on to the control plane, by `ControlPlane.tell`."""

    #: What it is about.
    deployment: str
    _decisions: Owned = field(repr=False, compare=False)
    _at: int = field(repr=False, compare=False)


#: One thing to do about requests.
Decision = Union[Forward, Wait, Refuse, TimeOut, Tell]


class Router:
    """Says which replica a request goes to: beside the control plane, and never saved.

    Any thread may call it; calls take turns, and one from inside another raises `RuntimeError`. It is
    freed when nothing refers to it any more.
    """

    def __init__(
        self,
        inference_timeout_ms: int = NONE,
        max_pending_requests: int = NONE,
        sample_interval_ms: int = NONE,
    ) -> None:
        """Makes a router without requests.

        A request is answered at the latest `inference_timeout_ms` after its arrival, by default
        300000; at most `max_pending_requests` of one deployment wait at once, by default 1000; and the
        control plane hears of loads every `sample_interval_ms`, by default 10000.
        """
        settings = (inference_timeout_ms, max_pending_requests, sample_interval_ms)
        self._turns = Turns()
        self._owned = Owned(handle_of("router_new", *settings), _free_router)

    def take(self, now_ms: int, effects: Effects) -> list[Decision]:
        """Hears of all effects of a step: where requests may go, and how deployments stand."""
        decisions: list[Decision] = []
        for at in effects._places():
            decisions += self._decisions("take", now_ms, effects._owned.handle, at)
        return decisions

    def arrived(self, now_ms: int, request: int, deployment: str) -> list[Decision]:
        """Says that a request has arrived; its number is higher than every one before."""
        return self._decisions("arrived", now_ms, request, *lend(deployment))

    def finished(self, now_ms: int, request: int) -> list[Decision]:
        """Says that a request is answered, or that its caller has gone."""
        return self._decisions("finished", now_ms, request)

    def tick(self, now_ms: int) -> list[Decision]:
        """Says that time has passed: due at `next_wake`, harmless at any time."""
        return self._decisions("tick", now_ms)

    def next_wake(self) -> int | None:
        """Answers when the next tick is due, to be asked after each call; `None` while none is."""
        with self._turns.take():
            return moment(number_of("router_next_wake", self._owned.handle))

    def __len__(self) -> int:
        """How many requests are under way."""
        with self._turns.take():
            count: int = _router_count(self._owned.handle)
            return count

    def __bool__(self) -> bool:
        """A router without requests is one too."""
        return True

    def __reduce__(self) -> NoReturn:
        """Two objects must not own one handle."""
        raise TypeError("a router cannot be copied")

    def _decisions(self, name: str, now_ms: int, *arguments: object) -> list[Decision]:
        with self._turns.take():
            handle = handle_of(f"router_{name}", self._owned.handle, now_ms, *arguments)
        decisions = Owned(handle, _free_decisions)
        found = (_decision(decisions, at) for at in range(_count(handle)))
        return [decision for decision in found if decision is not None]


def _decision(decisions: Owned, at: int) -> Optional[Decision]:
    """A decision as a value; none of a kind of a newer library."""
    handle = decisions.handle
    kind, request, replica = _kind(handle, at), _request(handle, at), _replica(handle, at)
    if kind == 1:
        return Forward(request, replica)
    if kind == 2:
        return Wait(request)
    if kind == 3:
        return Refuse(request, Refusal(_refusal(handle, at)))
    if kind == 4:
        return TimeOut(request, None if replica == NONE else replica)
    if kind == 5:
        return Tell(str(_deployment(handle, at)), decisions, at)
    return None
