"""The decisions behind live deployments of machine-learning models.

There are two heights. By text, what goes in and what comes out is JSON; by typed calls, reports,
inputs and effects are values. Both meet in the same state; see the header `liveberth.h` for the
contract. Calls let other threads of Python run.
"""

from ._check import check_create_request, check_replace_request, check_runtime_configuration
from ._control_plane import ControlPlane, DeploymentStatus
from ._effects import Effect, Effects, Kill, Launch, Log, Route, SetRoutes, StatusChange, Stop
from ._enumerations import LogKind, Reason, Severity, State, Status
from ._library import ABI_VERSION, Error, version
from ._platform import AdmissionOrder, Node, Queue, QueueKind
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

__all__ = [
    "ABI_VERSION",
    "AdmissionOrder",
    "Configuration",
    "ControlPlane",
    "Cost",
    "DeploymentStatus",
    "Diagnostic",
    "Effect",
    "Effects",
    "Error",
    "Gpu",
    "Kill",
    "Launch",
    "Limits",
    "Log",
    "LogKind",
    "Node",
    "Queue",
    "QueueKind",
    "Reason",
    "Report",
    "Resources",
    "Route",
    "Scaling",
    "SetRoutes",
    "Severity",
    "State",
    "Status",
    "StatusChange",
    "Stop",
    "check_create_request",
    "check_replace_request",
    "check_runtime_configuration",
    "report_of_create_request",
    "report_of_replace_request",
    "report_of_runtime_configuration",
    "version",
]
