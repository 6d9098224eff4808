"""Reports: what a check found, as values of Python."""

from __future__ import annotations

from ctypes import c_bool, c_double, c_size_t, c_uint32, c_uint64, c_void_p, string_at
from dataclasses import dataclass, field
from typing import Optional, Union

from ._enumerations import Severity
from ._library import Owned, Slice, Text, declare, handle_of, lend, text_of

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
_error_name = declare("report_error_name", Slice, c_void_p, c_size_t)
_value = declare("report_value", c_uint64, c_void_p, c_uint32)
_scale_up_load_threshold = declare("report_scale_up_load_threshold", c_double, c_void_p)
_gpu_type = declare("report_gpu_type", Slice, c_void_p)
_source_count = declare("report_source_count", c_size_t, c_void_p)
_source = declare("report_source", Slice, c_void_p, c_size_t)
_variable_count = declare("report_variable_count", c_size_t, c_void_p)
_variable_name = declare("report_variable_name", Slice, c_void_p, c_size_t)
_variable_value = declare("report_variable_value", Slice, c_void_p, c_size_t)
_model = declare("report_model", Slice, c_void_p)
_branch = declare("report_branch", Slice, c_void_p)
_free_limits = declare("limits_free", None, c_void_p)
_free_report = declare("report_free", None, c_void_p)

(
    _MIN_REPLICAS,
    _MAX_REPLICAS,
    _CPU_MILLICORES,
    _MEMORY_BYTES,
    _GPU_COUNT,
    _THREAD_COUNT,
    _SCALE_UP_DELAY_MS,
    _SCALE_DOWN_DELAY_MS,
    _COST_AT_MIN_REPLICAS,
    _COST_AT_MAX_REPLICAS,
) = range(1, 11)


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
    #: The name of the error that the API answers to this problem; `None` for advice.
    error: Optional[str]
    #: The figures and names that it is about.
    parameters: dict[str, Parameter]


@dataclass(frozen=True)
class Resources:
    """What a replica gets, whatever its place."""

    cpu_millicores: int
    memory_bytes: int
    #: How many requests it serves at once.
    thread_count: int
    #: What it may read.
    sources: tuple[str, ...]
    #: What it starts with. Values may be secrets, so that they are not shown.
    environment_variables: dict[str, str] = field(repr=False)


@dataclass(frozen=True)
class Gpu:
    """So many GPUs."""

    count: int
    #: One such as `T4`; `None` where any will do.
    type: Optional[str] = None


@dataclass(frozen=True)
class Scaling:
    """When replicas are added and removed."""

    #: The load at or above which a replica is added, from 0 to 1.
    up_load_threshold: float
    #: How long the load must stay high before that.
    up_delay_ms: int
    #: How long it must stay low before one is removed.
    down_delay_ms: int


@dataclass(frozen=True)
class Configuration:
    """An accepted configuration, with every default filled in."""

    min_replicas: int
    max_replicas: int
    resources: Resources
    gpu: Optional[Gpu]
    scaling: Optional[Scaling]


@dataclass(frozen=True)
class Cost:
    """What a configuration costs, in thousandths of compute-seconds an hour."""

    at_min_replicas: int
    at_max_replicas: int


@dataclass(frozen=True)
class Report:
    """What a check found: every problem, and what the platform will run if there is none."""

    #: Whether the document is accepted.
    ok: bool
    #: Errors first.
    diagnostics: tuple[Diagnostic, ...]
    #: What the platform will run; `None` where the document is not accepted.
    configuration: Optional[Configuration]
    #: What that costs; `None` too where the rate of the GPUs is not known.
    cost: Optional[Cost]
    #: The model that an accepted request to create a deployment is for.
    model: Optional[str]
    #: The branch that such a request follows.
    branch: Optional[str]
    _owned: Owned = field(repr=False, compare=False)

    @property
    def problems(self) -> tuple[Diagnostic, ...]:
        """That for which the document is refused."""
        return tuple(it for it in self.diagnostics if it.severity == Severity.ERROR)

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """That which is advice."""
        return tuple(it for it in self.diagnostics if it.severity == Severity.WARNING)

    def text(self) -> str:
        """The whole report: the same text as `check_runtime_configuration` and its like answer."""
        return text_of("report_text", self._owned.handle)


class Limits:
    """What a platform permits and what it fills in, read once and used for many checks."""

    def __init__(self, text: Text | None = None) -> None:
        """Reads limits from their JSON; those of any platform without one."""
        self._owned = Owned(handle_of("limits_new", *lend(text)), _free_limits)

    @classmethod
    def _of(cls, handle: int) -> Limits:
        limits = cls.__new__(cls)
        limits._owned = Owned(handle, _free_limits)
        return limits


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
    lent = None if limits is None else limits._owned.handle
    owned = Owned(handle_of(name, *lend(document), lent), _free_report)
    handle = owned.handle
    ok = bool(_ok(handle))
    return Report(
        ok=ok,
        diagnostics=tuple(_diagnostic(handle, at) for at in range(_count(handle))),
        configuration=_configuration(handle) if ok else None,
        cost=_cost(handle),
        model=str(_model(handle)) or None,
        branch=str(_branch(handle)) or None,
        _owned=owned,
    )


def _configuration(report: int) -> Configuration:
    gpu_count: int = _value(report, _GPU_COUNT)
    threshold: float = _scale_up_load_threshold(report)
    variables = range(_variable_count(report))
    return Configuration(
        min_replicas=_value(report, _MIN_REPLICAS),
        max_replicas=_value(report, _MAX_REPLICAS),
        resources=Resources(
            cpu_millicores=_value(report, _CPU_MILLICORES),
            memory_bytes=_value(report, _MEMORY_BYTES),
            thread_count=_value(report, _THREAD_COUNT),
            sources=tuple(str(_source(report, at)) for at in range(_source_count(report))),
            environment_variables={
                str(_variable_name(report, at)): str(_variable_value(report, at))
                for at in variables
            },
        ),
        gpu=None if gpu_count == _NONE else Gpu(gpu_count, str(_gpu_type(report)) or None),
        scaling=None
        if threshold < 0
        else Scaling(
            up_load_threshold=threshold,
            up_delay_ms=_value(report, _SCALE_UP_DELAY_MS),
            down_delay_ms=_value(report, _SCALE_DOWN_DELAY_MS),
        ),
    )


def _cost(report: int) -> Cost | None:
    cost = Cost(_value(report, _COST_AT_MIN_REPLICAS), _value(report, _COST_AT_MAX_REPLICAS))
    return None if _NONE in (cost.at_min_replicas, cost.at_max_replicas) else cost


def _diagnostic(report: int, at: int) -> Diagnostic:
    parameters = range(_parameter_count(report, at))
    return Diagnostic(
        severity=Severity(_severity(report, at)),
        code=string_at(_code_name(_code(report, at))).decode(),
        path=str(_path(report, at)),
        message=str(_message(report, at)),
        error=str(_error_name(report, at)) or None,
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
