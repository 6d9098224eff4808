"""What a platform consists of, as values of Python."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import c_void_p
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Optional

from ._library import call, declare, handle_of, lend
from ._report import Gpu

_free_node = declare("node_free", None, c_void_p)


@dataclass(frozen=True)
class Node:
    """A machine: what replicas may use of it and where it belongs."""

    #: It decides between equals.
    name: str
    compute_group: str
    cpu_millicores: int
    memory_bytes: int
    #: Device numbers 0, 1 and so on, in this order; each needs a type.
    gpus: tuple[Gpu, ...] = ()
    #: Where machines fail together.
    zone: Optional[str] = None
    #: What requests may ask for.
    labels: dict[str, str] = field(default_factory=dict)


class QueueKind(IntEnum):
    """What a queue counts."""

    #: Millicores of replicas without GPUs.
    VCPU = 1
    #: GPUs of replicas that have any.
    VGPU = 2


class AdmissionOrder(IntEnum):
    """Whether a waiting replica that does not fit holds up the younger ones."""

    #: It does: first come, first served.
    STRICT_FIFO = 1
    #: It does not: a younger one that fits goes ahead.
    BEST_EFFORT = 2


class ZoneMode(IntEnum):
    """Whether replicas of a kind keep together or apart."""

    #: Rather where there are fewest, so that one zone's failure takes few.
    SPREAD = 1
    #: Rather where there are most, so that they are near each other.
    PACK = 2


@dataclass(frozen=True)
class Queue:
    """How much may be used at once, and where."""

    name: str
    kind: QueueKind
    #: In millicores or GPUs.
    limit: int
    order: AdmissionOrder
    #: Where its replicas run.
    compute_groups: tuple[str, ...]


@contextmanager
def lent_node(node: Node) -> Iterator[int]:
    """The node as the library describes it."""
    handle = handle_of(
        "node_new",
        *lend(node.name),
        *lend(node.compute_group),
        node.cpu_millicores,
        node.memory_bytes,
    )
    try:
        for gpu in node.gpus:
            call("node_add_gpus", handle, *lend(gpu.type or ""), gpu.count)
        if node.zone is not None:
            call("node_set_zone", handle, *lend(node.zone))
        for key, value in node.labels.items():
            call("node_set_label", handle, *lend(key), *lend(value))
        yield handle
    finally:
        _free_node(handle)
