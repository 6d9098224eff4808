"""The decisions behind live deployments of machine-learning models.

There are two heights. By text, what goes in and what comes out is JSON; by typed calls, reports,
inputs and effects are values. Both meet in the same state; see the header `liveberth.h` for the
contract. Calls let other threads of Python run.
"""

from ._check import check_create_request, check_replace_request, check_runtime_configuration
from ._cluster import Cluster, Placement, Request, ZonePreference
from ._control_plane import ControlPlane, DeploymentStatus
from ._effects import Effect, Effects, Kill, Launch, Log, Route, SetRoutes, StatusChange, Stop
from ._enumerations import LogKind, Reason, Severity, State, Status
from ._library import ABI_VERSION, Error, version
from ._platform import AdmissionOrder, Node, Queue, QueueKind, ZoneMode
from ._report import (
    Configuration,
    Cost,
    Diagnostic,
    Gpu,
    Limits,
    Report,
    Resources,
    Scaling,
    report_of_create_request,
    report_of_replace_request,
    report_of_runtime_configuration,
)
from ._router import Decision, Forward, Refusal, Refuse, Router, Tell, TimeOut, Wait

__all__ = [
    "ABI_VERSION",
    "AdmissionOrder",
    "Cluster",
    "Configuration",
    "ControlPlane",
    "Cost",
    "Decision",
    "DeploymentStatus",
    "Diagnostic",
    "Effect",
    "Effects",
    "Error",
    "Forward",
    "Gpu",
    "Kill",
    "Launch",
    "Limits",
    "Log",
    "LogKind",
    "Node",
    "Placement",
    "Queue",
    "QueueKind",
    "Reason",
    "Refusal",
    "Refuse",
    "Report",
    "Request",
    "Resources",
    "Route",
    "Router",
    "Scaling",
    "SetRoutes",
    "Severity",
    "State",
    "Status",
    "StatusChange",
    "Stop",
    "Tell",
    "TimeOut",
    "Wait",
    "ZoneMode",
    "ZonePreference",
    "check_create_request",
    "check_replace_request",
    "check_runtime_configuration",
    "report_of_create_request",
    "report_of_replace_request",
    "report_of_runtime_configuration",
    "version",
]
