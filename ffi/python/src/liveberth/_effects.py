"""Effects: what a host must do after a step, as values of Python."""

from __future__ import annotations

from ctypes import Structure, c_bool, c_size_t, c_uint32, c_uint64, c_void_p
from dataclasses import dataclass
from typing import Any, Union

from ._enumerations import LogKind, Reason, State
from ._library import Owned, Slice, declare
from ._report import Resources


class _Route(Structure):
    _fields_ = [("replica", c_uint64), ("priority", c_uint32), ("max_in_flight", c_uint32)]


def _part(name: str, result: type) -> Any:
    return declare(name, result, c_void_p, c_size_t)


def _item(name: str, result: type) -> Any:
    return declare(name, result, c_void_p, c_size_t, c_size_t)


_free = declare("effects_free", None, c_void_p)
_count = declare("effects_count", c_size_t, c_void_p)
_kind = _part("effects_kind", c_uint32)
_replica = _part("effects_replica", c_uint64)
_attempt = _part("effects_attempt", c_uint32)
_deployment = _part("effects_deployment", Slice)
_node = _part("effects_node", Slice)
_grace_ms = _part("effects_grace_ms", c_uint64)
_log_kind = _part("effects_log_kind", c_uint32)
_message = _part("effects_message", Slice)
_state = _part("effects_state", c_uint32)
_reason = _part("effects_reason", c_uint32)
_is_ready = _part("effects_is_ready", c_bool)
_route_count = _part("effects_route_count", c_size_t)
_route = _item("effects_route", _Route)
_device_count = _part("launch_device_count", c_size_t)
_device = _item("launch_device", c_uint32)
_version = _part("launch_version", Slice)
_thread_count = _part("launch_thread_count", c_uint32)
_cpu_millicores = _part("launch_cpu_millicores", c_uint64)
_memory_bytes = _part("launch_memory_bytes", c_uint64)
_source_count = _part("launch_source_count", c_size_t)
_source = _item("launch_source", Slice)
_variable_count = _part("launch_variable_count", c_size_t)
_variable_name = _item("launch_variable_name", Slice)
_variable_value = _item("launch_variable_value", Slice)


@dataclass(frozen=True)
class Launch:
    """Start a replica, then say that it is ready or has exited."""

    replica: int
    #: From 1.
    attempt: int
    #: What the replica is of.
    deployment: str
    #: Where it runs.
    node: str
    #: The numbers on that node of the GPUs that it gets.
    devices: tuple[int, ...]
    #: The model version that it serves.
    version: str
    #: All else that it gets.
    resources: Resources


@dataclass(frozen=True)
class Stop:
    """Have a replica end by itself, then say that it has stopped."""

    replica: int
    attempt: int
    #: How long it may take.
    grace_ms: int


@dataclass(frozen=True)
class Kill:
    """End a replica at once, then say that it has stopped."""

    replica: int
    attempt: int


@dataclass(frozen=True)
class Route:
    """Where requests may go."""

    replica: int
    #: 0 is preferred while it has room; then 1, and so on.
    priority: int
    #: The most requests at once.
    max_in_flight: int


@dataclass(frozen=True)
class SetRoutes:
    """Send a deployment's requests to these replicas and no others."""

    deployment: str
    #: The preferred ones first.
    routes: tuple[Route, ...]


@dataclass(frozen=True)
class StatusChange:
    """A deployment's status has changed."""

    deployment: str
    state: State
    reason: Reason
    #: Whether a request would be routed to a replica.
    ready: bool


@dataclass(frozen=True)
class Log:
    """Something worth a line in the log, with nothing to do. What it does not have is 0 or empty."""

    kind: LogKind
    replica: int
    attempt: int
    #: Where the replica moved, or was to.
    node: str
    #: What the host knew of the cause when a replica exited.
    message: str


#: One thing that the host must do after a step.
Effect = Union[Launch, Stop, Kill, SetRoutes, StatusChange, Log]

class Effects(list[Effect]):
    """To be carried out in this order; for a router, to be heard of."""

    def __init__(self, owned: Owned) -> None:
        found = (_effect(owned.handle, at) for at in range(_count(owned.handle)))
        # Kinds of a newer library are left out.
        super().__init__(effect for effect in found if effect is not None)
        self._owned = owned

    def _places(self) -> range:
        """The places of the effects as the library has them."""
        return range(_count(self._owned.handle))


def take_effects(handle: int) -> Effects:
    """Reads effects, which are freed with the list."""
    return Effects(Owned(handle, _free))


def _effect(effects: int, at: int) -> Effect | None:
    replica, attempt = _replica(effects, at), _attempt(effects, at)
    deployment, node = str(_deployment(effects, at)), str(_node(effects, at))
    kind = _kind(effects, at)
    if kind == 1:
        devices = tuple(_device(effects, at, it) for it in range(_device_count(effects, at)))
        version, resources = str(_version(effects, at)), _resources(effects, at)
        return Launch(replica, attempt, deployment, node, devices, version, resources)
    if kind == 2:
        return Stop(replica, attempt, _grace_ms(effects, at))
    if kind == 3:
        return Kill(replica, attempt)
    if kind == 4:
        found = (_route(effects, at, it) for it in range(_route_count(effects, at)))
        routes = tuple(Route(it.replica, it.priority, it.max_in_flight) for it in found)
        return SetRoutes(deployment, routes)
    if kind == 5:
        state, reason = State(_state(effects, at)), Reason(_reason(effects, at))
        return StatusChange(deployment, state, reason, _is_ready(effects, at))
    if kind == 6:
        log_kind = LogKind(_log_kind(effects, at))
        return Log(log_kind, replica, attempt, node, str(_message(effects, at)))
    return None


def _resources(effects: int, at: int) -> Resources:
    variables = range(_variable_count(effects, at))
    return Resources(
        cpu_millicores=_cpu_millicores(effects, at),
        memory_bytes=_memory_bytes(effects, at),
        thread_count=_thread_count(effects, at),
        sources=tuple(str(_source(effects, at, it)) for it in range(_source_count(effects, at))),
        environment_variables={
            str(_variable_name(effects, at, it)): str(_variable_value(effects, at, it))
            for it in variables
        },
    )
