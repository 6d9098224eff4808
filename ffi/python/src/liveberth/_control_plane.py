"""The control plane, which is closed like a file."""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from ctypes import Structure, c_char_p, c_uint32, c_uint64, c_void_p, cast
from dataclasses import dataclass
from types import TracebackType
from typing import NoReturn, Optional

from ._effects import Effects, take_effects
from ._enumerations import Reason, State
from ._library import (
    NONE,
    Slice,
    Text,
    declare,
    handle_of,
    lend,
    moment,
    number_of,
    standing_of,
    text_of,
    whole,
)
from ._platform import Node, Queue, lent_node
from ._report import Limits, Report
from ._router import Tell
from ._turns import Turns

_free_control_plane = declare("control_plane_free", None, c_void_p)


class _InFlight(Structure):
    _fields_ = [("replica", c_uint64), ("requests", c_uint32)]


@dataclass(frozen=True)
class DeploymentStatus:
    """How a deployment stands."""

    state: State
    reason: Reason
    #: Whether a request would be routed to a replica now.
    ready: bool
    desired_replicas: int
    ready_replicas: int
    #: When a failed replica is tried again; `None` where none waits for that.
    next_try_at_ms: Optional[int]
    #: When it counts as failed unless a replica is ready by then; `None` while one is, or while none
    #: has a place yet.
    fails_after_ms: Optional[int]
    #: How often it has failed since it last had a ready replica for long.
    failures_in_a_row: int


class ControlPlane:
    """Every live deployment of a platform, with the nodes and queues they run on.

    It takes an input by a method of its own, such as `create` and `tick`, which answers the effects to
    carry out in their order; or as text, by `step`. Times are milliseconds on the host's clock.

    Any thread may call it; calls take turns. One from inside another, as a signal handler's may be,
    raises `RuntimeError`. A call after `close` raises `ValueError`, as that of a closed file does; one
    that the library refuses raises `Error`. All of these have changed nothing.
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
        self._turns = Turns()
        self._handle = handle
        self._free = weakref.finalize(self, _free_control_plane, handle)
        # At exit a thread may still be inside a call; the memory goes with the process.
        self._free.atexit = False

    def step(self, now_ms: int, input: Text) -> str:
        """Takes one input, such as `{"type": "tick"}`, and answers the effects to carry out.

        `now_ms` is milliseconds on the host's clock.
        """
        with self._turns.take():
            return text_of("control_plane_step", self._open(), now_ms, *lend(input))

    def take(self, now_ms: int, input: Text) -> Effects:
        """Takes one input as text, as `step` does."""
        return self._step("step_text", now_ms, *lend(input))

    def create(self, now_ms: int, rid: str, project: str, report: Report) -> Effects:
        """Creates a deployment, as an accepted report of a request to create one says.

        The host makes its identifier, and the project pays for it.
        """
        return self._step("create", now_ms, *lend(rid), *lend(project), report._owned.handle)

    def replace(self, now_ms: int, rid: str, report: Report) -> Effects:
        """Replaces a deployment's configuration by that of an accepted report of any kind."""
        return self._step("replace", now_ms, *lend(rid), report._owned.handle)

    def disable(self, now_ms: int, rid: str) -> Effects:
        """Switches a deployment off."""
        return self._step("disable", now_ms, *lend(rid))

    def start(self, now_ms: int, rid: str) -> Effects:
        """Switches a deployment on, or has a failed one try again."""
        return self._step("start", now_ms, *lend(rid))

    def replica_ready(self, now_ms: int, replica: int, attempt: int) -> Effects:
        """Says that a replica answers its readiness probe."""
        return self._step("replica_ready", now_ms, replica, attempt)

    def replica_unready(self, now_ms: int, replica: int, attempt: int) -> Effects:
        """Says that a replica no longer answers its readiness probe."""
        return self._step("replica_unready", now_ms, replica, attempt)

    def replica_exited(
        self, now_ms: int, replica: int, attempt: int, reason: str, retryable: bool
    ) -> Effects:
        """Says that a replica's process ended by itself, or could not be started.

        The reason is shown to users as it is. `retryable` says whether another try may help; it does
        not for a missing image or a bad entry point.
        """
        return self._step("replica_exited", now_ms, replica, attempt, *lend(reason), retryable)

    def replica_stopped(self, now_ms: int, replica: int, attempt: int) -> Effects:
        """Says that a replica is gone for certain and holds nothing on its node any more."""
        return self._step("replica_stopped", now_ms, replica, attempt)

    def tell(self, now_ms: int, decision: Tell) -> Effects:
        """Hears what a router has for it."""
        return self._step("tell", now_ms, decision._decisions.handle, decision._at)

    def move(self, now_ms: int, replica: int, node: str) -> Effects:
        """Has a ready replica run on another node: its replacement starts there first."""
        return self._step("move", now_ms, replica, *lend(node))

    def load_sample(
        self,
        now_ms: int,
        rid: str,
        running: int,
        queued: int = 0,
        in_flight: Mapping[int, int] | None = None,
    ) -> Effects:
        """Says what a deployment is working on: how many requests replicas work on now, how many
        wait for a free replica, and how many are in flight on each; one left out has none."""
        pairs = [
            _InFlight(whole(c_uint64, replica), whole(c_uint32, requests))
            for replica, requests in (in_flight or {}).items()
        ]
        lent = (_InFlight * len(pairs))(*pairs)
        return self._step("load_sample", now_ms, *lend(rid), running, queued, lent, len(pairs))

    def request_arrived(self, now_ms: int, rid: str) -> Effects:
        """Says that a request came for a deployment that has no replicas."""
        return self._step("request_arrived", now_ms, *lend(rid))

    def tick(self, now_ms: int) -> Effects:
        """Says that time has passed: due at `next_wake`, harmless at any time."""
        return self._step("tick", now_ms)

    def node_up(self, now_ms: int, node: Node) -> Effects:
        """Says that a node is there, for the first time, again, or with another shape."""
        with lent_node(node) as handle:
            return self._step("node_up", now_ms, handle)

    def node_down(self, now_ms: int, node: str) -> Effects:
        """Says that a node is gone, and with it every replica on it."""
        return self._step("node_down", now_ms, *lend(node))

    def cordon(self, now_ms: int, node: str, on: bool) -> Effects:
        """Has nothing new placed on a node, or again; what runs there stays."""
        return self._step("cordon", now_ms, *lend(node), on)

    def queue_set(self, now_ms: int, queue: Queue) -> Effects:
        """Says that a queue exists, or has changed."""
        texts = [lend(group) for group in queue.compute_groups]
        slices = [Slice(cast(c_char_p(data), c_void_p), length) for data, length in texts]
        lent = (Slice * len(slices))(*slices)
        named = (*lend(queue.name), queue.kind, queue.limit, queue.order)
        return self._step("queue_set", now_ms, *named, lent, len(slices))

    def enrollment_set(
        self, now_ms: int, vcpu: int | None = None, vgpu: int | None = None
    ) -> Effects:
        """Says the most that all queues of a kind may be given together, in millicores and in GPUs;
        `None` for no limit."""
        limits = (NONE if limit is None else limit for limit in (vcpu, vgpu))
        return self._step("enrollment_set", now_ms, *limits)

    def project_set(
        self, now_ms: int, project: str, vcpu: str, vgpu: str | None = None
    ) -> Effects:
        """Says which queues a project's replicas are charged to: those without GPUs to `vcpu`, those
        with to `vgpu`; without it the project runs none with GPUs."""
        return self._step("project_set", now_ms, *lend(project), *lend(vcpu), *lend(vgpu))

    def version_published(
        self, now_ms: int, model: str, branch: str, version: str, sequence: int
    ) -> Effects:
        """Says that a model version was published on a branch.

        The sequence is its place in the branch's history: a lower or equal one is old news.
        """
        named = (*lend(model), *lend(branch), *lend(version))
        return self._step("version_published", now_ms, *named, sequence)

    def resume_effects(self) -> Effects:
        """Every effect that may not have been carried out before a restart."""
        with self._turns.take():
            return take_effects(handle_of("control_plane_resume_effects", self._open()))

    def deployment_status(self, rid: str) -> DeploymentStatus:
        """How a live deployment stands; `status` explains it."""
        with self._turns.take():
            it = standing_of(self._open(), *lend(rid))
        return DeploymentStatus(
            state=State(it.state),
            reason=Reason(it.reason),
            ready=it.is_ready,
            desired_replicas=it.desired_replicas,
            ready_replicas=it.ready_replicas,
            next_try_at_ms=moment(it.next_try_at_ms),
            fails_after_ms=moment(it.fails_after_ms),
            failures_in_a_row=it.failures_in_a_row,
        )

    def limits_of(self, project: str) -> Limits:
        """The limits of a project's configurations, as its queues and the nodes stand."""
        with self._turns.take():
            return Limits._of(handle_of("limits_of_project", self._open(), *lend(project)))

    def next_wake(self) -> int | None:
        """When the next tick is due, in milliseconds on the host's clock, to be asked after each
        step; `None` while nothing waits for time to pass."""
        with self._turns.take():
            wake_ms = number_of("control_plane_next_wake", self._open())
        return moment(wake_ms)

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

        The question is an object of `type`, which is `freeNode` with a `node`, `fewestNodes`, or
        `cheapestNodes` with `prices`, which say what a node of each compute group costs; and `steps`,
        which says how long to search.
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
        with self._turns.take():
            self._free()

    def __enter__(self) -> ControlPlane:
        with self._turns.take():
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
        with self._turns.take():
            return text_of(name, self._open(), *arguments)

    def _step(self, name: str, now_ms: int, *arguments: object) -> Effects:
        """Makes a call that takes one input."""
        with self._turns.take():
            called = f"control_plane_{name}"
            return take_effects(handle_of(called, self._open(), now_ms, *arguments))

    def _open(self) -> int:
        if not self._free.alive:
            raise ValueError("the control plane is closed")
        return self._handle
