"""The decisions behind live deployments of machine-learning models.

What goes in and what comes out is JSON text, as the C library has it, but for reports, which can be
had as values; see the header `liveberth.h` for the contract. Calls let other threads of Python run.
"""

from ._check import check_create_request, check_replace_request, check_runtime_configuration
from ._control_plane import ControlPlane
from ._enumerations import LogKind, Reason, Severity, State, Status
from ._library import ABI_VERSION, Error, version
from ._report import (
    Diagnostic,
    Field,
    Limits,
    Report,
    report_of_create_request,
    report_of_replace_request,
    report_of_runtime_configuration,
)

__all__ = [
    "ABI_VERSION",
    "ControlPlane",
    "Diagnostic",
    "Error",
    "Field",
    "Limits",
    "LogKind",
    "Reason",
    "Report",
    "Severity",
    "State",
    "Status",
    "check_create_request",
    "check_replace_request",
    "check_runtime_configuration",
    "report_of_create_request",
    "report_of_replace_request",
    "report_of_runtime_configuration",
    "version",
]
