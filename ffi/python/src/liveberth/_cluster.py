"""Placement without deployments."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import c_size_t, c_uint32, c_void_p
from dataclasses import dataclass, field
from typing import NoReturn, Optional

from ._library import Owned, Slice, call, declare, handle_of, lend, text_of
from ._platform import Node, ZoneMode, lent_node
from ._turns import Turns

_free_cluster = declare("cluster_free", None, c_void_p)
_free_request = declare("request_free", None, c_void_p)
_free_placement = declare("placement_free", None, c_void_p)
_node = declare("placement_node", Slice, c_void_p)
_device_count = declare("placement_device_count", c_size_t, c_void_p)
_device = declare("placement_device", c_uint32, c_void_p, c_size_t)


@dataclass(frozen=True)
class ZonePreference:
    """Which zones a replica would rather be in: it goes elsewhere where they have no room."""

    mode: ZoneMode
    #: How many replicas of its kind each zone holds; none in one that is left out.
    replicas: dict[str, int]


@dataclass(frozen=True)
class Request:
    """What a replica needs of a node."""

    cpu_millicores: int
    memory_bytes: int
    #: Where it may run.
    compute_groups: tuple[str, ...]
    #: Whole GPUs, all on one node and of one type.
    gpus: int = 0
    #: A share of one GPU in thousandths, from 1 to 1000, in place of whole ones.
    gpu_share: Optional[int] = None
    #: Those that will do, such as "T4"; any without one.
    gpu_types: tuple[str, ...] = ()
    #: What the node's labels have to be.
    labels: dict[str, str] = field(default_factory=dict)
    #: Which of the GPU types that will do it stays with as long as it fits.
    preferred_gpu_type: Optional[str] = None
    #: Which zones it would rather be in.
    zones: Optional[ZonePreference] = None


@dataclass(frozen=True)
class Placement:
    """Where a replica runs."""

    node: str
    #: The numbers on that node of the GPUs that it gets.
    devices: tuple[int, ...]


class Cluster:
    """Nodes and what is reserved on them.

    Any thread may call it; calls take turns, and one from inside another raises `RuntimeError`. It is
    freed when nothing refers to it any more.
    """

    def __init__(self, policy: str = "adaptive") -> None:
        """Makes a cluster without nodes; the policy chooses among those with room."""
        self._turns = Turns()
        self._owned = Owned(handle_of("cluster_new", *lend(policy)), _free_cluster)

    def set_node(self, node: Node) -> None:
        """Puts a node there: for the first time, back, or in another shape."""
        with lent_node(node) as lent, self._turns.take():
            call("cluster_set_node", self._owned.handle, lent)

    def node_down(self, node: str) -> None:
        """Takes a node down and forgets what was reserved on it; it stays known by its shape."""
        with self._turns.take():
            call("cluster_node_down", self._owned.handle, *lend(node))

    def cordon(self, node: str, on: bool) -> None:
        """Has nothing new placed on a node, or again; what is reserved there stays."""
        with self._turns.take():
            call("cluster_cordon", self._owned.handle, *lend(node), on)

    def place(self, replica: int, request: Request) -> Placement:
        """Finds a place for a replica and reserves it.

        Where no node has room it raises `Error` with `Status.NO_ROOM`, which `explain` explains;
        where the best one holds a replica of this number, with `Status.REPLICA_EXISTS`.
        """
        with _lent(request) as lent, self._turns.take():
            placement = handle_of("cluster_place", self._owned.handle, replica, lent)
        try:
            devices = (_device(placement, at) for at in range(_device_count(placement)))
            return Placement(str(_node(placement)), tuple(devices))
        finally:
            _free_placement(placement)

    def release(self, node: str, replica: int) -> None:
        """Gives back what a replica has on a node."""
        with self._turns.take():
            call("cluster_release", self._owned.handle, *lend(node), replica)

    def explain(self, request: Request, replicas: int = 1) -> str:
        """Answers why replicas fit or do not, which nearest changes would do, and why this node."""
        with _lent(request) as lent, self._turns.take():
            return text_of("cluster_explain", self._owned.handle, lent, replicas)

    def what_if(self, request: Request, replicas: int = 1) -> str:
        """Answers where replicas would run, with nothing reserved."""
        with _lent(request) as lent, self._turns.take():
            return text_of("cluster_what_if", self._owned.handle, lent, replicas)

    def repack(self, request: Request, replicas: int, steps: int) -> str:
        """Answers replicas packed from scratch onto the fewest nodes.

        `steps` says how long to search.
        """
        with _lent(request) as lent, self._turns.take():
            return text_of("cluster_repack", self._owned.handle, lent, replicas, steps)

    def __reduce__(self) -> NoReturn:
        """Two objects must not own one handle."""
        raise TypeError("a cluster cannot be copied")


@contextmanager
def _lent(request: Request) -> Iterator[int]:
    """The request as the library describes it."""
    handle = handle_of("request_new", request.cpu_millicores, request.memory_bytes)
    try:
        for group in request.compute_groups:
            call("request_add_compute_group", handle, *lend(group))
        if request.gpu_share is not None:
            call("request_set_gpu_share", handle, request.gpu_share)
        elif request.gpus:
            call("request_set_gpus", handle, request.gpus)
        for gpu_type in request.gpu_types:
            call("request_accept_gpu_type", handle, *lend(gpu_type))
        for key, value in request.labels.items():
            call("request_require_label", handle, *lend(key), *lend(value))
        if request.preferred_gpu_type is not None:
            call("request_prefer_gpu_type", handle, *lend(request.preferred_gpu_type))
        if request.zones is not None:
            call("request_prefer_zones", handle, request.zones.mode)
            for zone, replicas in request.zones.replicas.items():
                call("request_count_in_zone", handle, *lend(zone), replicas)
        yield handle
    finally:
        _free_request(handle)
