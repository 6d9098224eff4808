"""Reports: what a check found, as values of Python."""

from __future__ import annotations

import weakref
from ctypes import c_bool, c_double, c_size_t, c_uint32, c_uint64, c_void_p, string_at
from dataclasses import dataclass
from enum import IntEnum
from typing import Union

from ._enumerations import Severity
from ._library import Slice, Text, declare, free_limits, free_report, handle_of, lend

_NONE = 2**64 - 1

#: A figure or a name that a diagnostic is about.
Parameter = Union[float, str, tuple[str, ...]]

_count = declare("report_count", c_size_t, c_void_p)
_ok = declare("report_ok", c_bool, c_void_p)
_severity = declare("report_severity", c_uint32, c_void_p, c_size_t)
_code = declare("report_code", c_uint32, c_void_p, c_size_t)
_code_name = declare("code_name", c_void_p, c_uint32)
_path = declare("report_path", Slice, c_void_p, c_size_t)
_message = declare("report_message", Slice, c_void_p, c_size_t)
_parameter_count = declare("report_parameter_count", c_size_t, c_void_p, c_size_t)
_parameter_name = declare("report_parameter_name", Slice, c_void_p, c_size_t, c_size_t)
_parameter_kind = declare("report_parameter_kind", c_uint32, c_void_p, c_size_t, c_size_t)
_parameter_number = declare("report_parameter_number", c_double, c_void_p, c_size_t, c_size_t)
_item_count = declare("report_parameter_item_count", c_size_t, c_void_p, c_size_t, c_size_t)
_item = declare("report_parameter_item", Slice, c_void_p, c_size_t, c_size_t, c_size_t)
_value = declare("report_value", c_uint64, c_void_p, c_uint32)


class Field(IntEnum):
    """A number of an accepted configuration."""

    MIN_REPLICAS = 1
    MAX_REPLICAS = 2
    CPU_MILLICORES = 3
    MEMORY_BYTES = 4
    GPU_COUNT = 5
    THREAD_COUNT = 6
    SCALE_UP_DELAY_MS = 7
    SCALE_DOWN_DELAY_MS = 8
    HOURLY_COST_AT_MIN_REPLICAS_THOUSANDTHS = 9
    HOURLY_COST_AT_MAX_REPLICAS_THOUSANDTHS = 10


@dataclass(frozen=True)
class Diagnostic:
    """One problem of a document, or advice on it."""

    severity: Severity
    #: What is wrong, in one stable word.
    code: str
    #: Where: a JSON Pointer, empty for the whole document.
    path: str
    #: What is wrong, in words for people.
    message: str
    parameters: dict[str, Parameter]


@dataclass(frozen=True)
class Report:
    """What a check found: every problem, and what the platform will run if there is none."""

    #: Whether the document is accepted.
    ok: bool
    #: Errors first.
    diagnostics: tuple[Diagnostic, ...]
    #: The numbers of the accepted configuration, defaults filled in.
    values: dict[Field, int]


class Limits:
    """What a platform permits and what it fills in, read once and used for many checks."""

    def __init__(self, text: Text | None = None) -> None:
        """Reads limits from their JSON; those of any platform without one."""
        self._handle = handle_of("limits_new", *lend(text))
        weakref.finalize(self, free_limits, self._handle).atexit = False


def report_of_runtime_configuration(document: Text, limits: Limits | None = None) -> Report:
    """Checks a runtime configuration."""
    return _report("report_of_runtime_configuration", document, limits)


def report_of_create_request(document: Text, limits: Limits | None = None) -> Report:
    """Checks the body of a request to create a deployment."""
    return _report("report_of_create_request", document, limits)


def report_of_replace_request(document: Text, limits: Limits | None = None) -> Report:
    """Checks the body of a request to replace a deployment's configuration."""
    return _report("report_of_replace_request", document, limits)


def _report(name: str, document: Text, limits: Limits | None) -> Report:
    handle = handle_of(name, *lend(document), None if limits is None else limits._handle)
    try:
        values = {field: _value(handle, field) for field in Field}
        return Report(
            ok=bool(_ok(handle)),
            diagnostics=tuple(_diagnostic(handle, at) for at in range(_count(handle))),
            values={field: value for field, value in values.items() if value != _NONE},
        )
    finally:
        free_report(handle)


def _diagnostic(report: int, at: int) -> Diagnostic:
    parameters = range(_parameter_count(report, at))
    return Diagnostic(
        severity=Severity(_severity(report, at)),
        code=string_at(_code_name(_code(report, at))).decode(),
        path=str(_path(report, at)),
        message=str(_message(report, at)),
        parameters={
            str(_parameter_name(report, at, it)): _parameter(report, at, it) for it in parameters
        },
    )


def _parameter(report: int, at: int, parameter: int) -> Parameter:
    items = (_item(report, at, parameter, it) for it in range(_item_count(report, at, parameter)))
    texts = tuple(str(item) for item in items)
    kind = _parameter_kind(report, at, parameter)
    if kind == 1:
        number: float = _parameter_number(report, at, parameter)
        return number
    return texts[0] if kind == 2 else texts
