"""The C library: found, declared, called."""

from __future__ import annotations

import json
import operator
import sys
import weakref
from collections.abc import Callable
from ctypes import (
    CDLL,
    POINTER,
    Structure,
    byref,
    c_bool,
    c_char_p,
    c_size_t,
    c_uint32,
    c_uint64,
    c_void_p,
    sizeof,
    string_at,
)
from pathlib import Path
from typing import Any, NoReturn, Union

from ._enumerations import Status

#: A text: a `str`, or its bytes in UTF-8.
Text = Union[str, bytes]

#: The version of the binary interface that these modules are written for.
ABI_VERSION = 0

#: The number of what is not there, and of a time that does not come.
NONE = 2**64 - 1

_FILES = {"darwin": "libliveberth.dylib", "win32": "liveberth.dll"}
_OUT = POINTER(c_void_p)
_TEXT = (c_char_p, c_size_t)
#: A control plane or a router, and a time.
_STEP = (c_void_p, c_uint64)

#: What every function that can fail takes before `out` and `error`.
_PARAMETERS: dict[str, tuple[type, ...]] = {
    "check_create_request": (*_TEXT, *_TEXT),
    "check_replace_request": (*_TEXT, *_TEXT),
    "check_runtime_configuration": (*_TEXT, *_TEXT),
    "control_plane_compare": (c_void_p, *_TEXT),
    "control_plane_deployment": (c_void_p, *_TEXT),
    "control_plane_limits": (c_void_p, *_TEXT),
    "control_plane_what_if": (c_void_p, *_TEXT),
    "control_plane_repack": (c_void_p, *_TEXT),
    "control_plane_list": (c_void_p,),
    "control_plane_new": _TEXT,
    "control_plane_next_wake": (c_void_p,),
    "control_plane_nodes": (c_void_p,),
    "control_plane_queues": (c_void_p,),
    "control_plane_restore": _TEXT,
    "control_plane_resume": (c_void_p,),
    "control_plane_save": (c_void_p,),
    "control_plane_status": (c_void_p, *_TEXT),
    "control_plane_step": (c_void_p, c_uint64, *_TEXT),
    "control_plane_create": (*_STEP, *_TEXT, *_TEXT, c_void_p),
    "control_plane_replace": (*_STEP, *_TEXT, c_void_p),
    "control_plane_disable": (*_STEP, *_TEXT),
    "control_plane_start": (*_STEP, *_TEXT),
    "control_plane_replica_ready": (*_STEP, c_uint64, c_uint32),
    "control_plane_replica_unready": (*_STEP, c_uint64, c_uint32),
    "control_plane_replica_exited": (*_STEP, c_uint64, c_uint32, *_TEXT, c_bool),
    "control_plane_replica_stopped": (*_STEP, c_uint64, c_uint32),
    "control_plane_move": (*_STEP, c_uint64, *_TEXT),
    "control_plane_load_sample": (*_STEP, *_TEXT, c_uint64, c_uint64, c_void_p, c_size_t),
    "control_plane_request_arrived": (*_STEP, *_TEXT),
    "control_plane_node_up": (*_STEP, c_void_p),
    "control_plane_node_down": (*_STEP, *_TEXT),
    "control_plane_cordon": (*_STEP, *_TEXT, c_bool),
    "control_plane_queue_set": (
        *(*_STEP, *_TEXT),
        *(c_uint32, c_uint64, c_uint32, c_void_p, c_size_t),
    ),
    "control_plane_enrollment_set": (*_STEP, c_uint64, c_uint64),
    "control_plane_project_set": (*_STEP, *_TEXT, *_TEXT, *_TEXT),
    "control_plane_version_published": (*_STEP, *_TEXT, *_TEXT, *_TEXT, c_uint64),
    "control_plane_step_text": (*_STEP, *_TEXT),
    "control_plane_tick": _STEP,
    "control_plane_resume_effects": (c_void_p,),
    "control_plane_deployment_status": (c_void_p, *_TEXT),
    "control_plane_tell": (*_STEP, c_void_p, c_size_t),
    "cluster_new": _TEXT,
    "cluster_set_node": (c_void_p, c_void_p),
    "cluster_node_down": (c_void_p, *_TEXT),
    "cluster_cordon": (c_void_p, *_TEXT, c_bool),
    "cluster_place": (c_void_p, c_uint64, c_void_p),
    "cluster_release": (c_void_p, *_TEXT, c_uint64),
    "cluster_explain": (c_void_p, c_void_p, c_uint32),
    "cluster_what_if": (c_void_p, c_void_p, c_uint32),
    "cluster_repack": (c_void_p, c_void_p, c_uint32, c_uint32),
    "limits_new": _TEXT,
    "limits_of_project": (c_void_p, *_TEXT),
    "node_add_gpus": (c_void_p, *_TEXT, c_uint32),
    "node_set_label": (c_void_p, *_TEXT, *_TEXT),
    "node_set_zone": (c_void_p, *_TEXT),
    "node_new": (*_TEXT, *_TEXT, c_uint64, c_uint64),
    "request_new": (c_uint64, c_uint64),
    "request_add_compute_group": (c_void_p, *_TEXT),
    "request_set_gpus": (c_void_p, c_uint32),
    "request_set_gpu_share": (c_void_p, c_uint32),
    "request_accept_gpu_type": (c_void_p, *_TEXT),
    "request_require_label": (c_void_p, *_TEXT, *_TEXT),
    "request_prefer_gpu_type": (c_void_p, *_TEXT),
    "request_prefer_zones": (c_void_p, c_uint32),
    "request_count_in_zone": (c_void_p, *_TEXT, c_uint32),
    "router_new": (c_uint64, c_uint64, c_uint64),
    "router_take": (*_STEP, c_void_p, c_size_t),
    "router_arrived": (*_STEP, c_uint64, *_TEXT),
    "router_finished": (*_STEP, c_uint64),
    "router_tick": _STEP,
    "router_next_wake": (c_void_p,),
    "report_text": (c_void_p,),
    "report_of_create_request": (*_TEXT, c_void_p),
    "report_of_replace_request": (*_TEXT, c_void_p),
    "report_of_runtime_configuration": (*_TEXT, c_void_p),
}


class Slice(Structure):
    """A text that belongs to a handle."""

    _fields_ = [("data", c_void_p), ("length", c_size_t)]

    def __str__(self) -> str:
        return string_at(self.data, self.length).decode() if self.length else ""


class Standing(Structure):
    """How a deployment stands."""

    _fields_ = [
        ("state", c_uint32),
        ("reason", c_uint32),
        ("desired_replicas", c_uint32),
        ("ready_replicas", c_uint32),
        ("next_try_at_ms", c_uint64),
        ("fails_after_ms", c_uint64),
        ("failures_in_a_row", c_uint32),
        ("is_ready", c_bool),
    ]


#: What a function answers that is no handle.
_RESULTS: dict[str, Any] = {
    "control_plane_next_wake": c_uint64,
    "control_plane_deployment_status": Standing,
    "router_next_wake": c_uint64,
}
_WITHOUT_RESULT = {
    "cluster_cordon",
    "cluster_node_down",
    "cluster_release",
    "cluster_set_node",
    "node_add_gpus",
    "node_set_label",
    "node_set_zone",
    "request_accept_gpu_type",
    "request_add_compute_group",
    "request_count_in_zone",
    "request_prefer_gpu_type",
    "request_prefer_zones",
    "request_require_label",
    "request_set_gpu_share",
    "request_set_gpus",
}


class Error(Exception):
    """A call that did not succeed, and so has changed nothing."""

    #: How the call ended.
    status: Status
    #: The name of the failure, the same in every language; `status` in lower case.
    code: str
    #: One line for people, which names the value that is at fault.
    message: str

    def __init__(self, status: Status, code: str, message: str) -> None:
        super().__init__(status, code, message)
        self.status = status
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


def _load() -> CDLL:
    path = Path(__file__).with_name(_FILES.get(sys.platform, "libliveberth.so"))
    library = CDLL(str(path))
    library.liveberth_abi_version.restype = c_uint32
    if library.liveberth_abi_version() != ABI_VERSION:
        raise ImportError(f"{path} has another binary interface than {ABI_VERSION}")
    library.liveberth_version.restype = c_char_p
    library.liveberth_text_data.argtypes = [c_void_p]
    library.liveberth_text_data.restype = c_void_p
    library.liveberth_text_length.argtypes = [c_void_p]
    library.liveberth_text_length.restype = c_size_t
    library.liveberth_text_free.argtypes = [c_void_p]
    library.liveberth_text_free.restype = None
    for name, parameters in _PARAMETERS.items():
        function = library[f"liveberth_{name}"]
        function.argtypes = [*parameters, *_out(name), _OUT]
        function.restype = c_uint32
        _functions[name] = function
    return library


def _out(name: str) -> list[Any]:
    """Where a function writes its result, if it has one."""
    if name in _WITHOUT_RESULT:
        return []
    return [POINTER(_RESULTS[name]) if name in _RESULTS else _OUT]


_functions: dict[str, Callable[..., int]] = {}
_library = _load()

def declare(name: str, result: type | None, *parameters: type) -> Callable[..., Any]:
    """A function that gives a part of something, and cannot fail."""
    function = _library[f"liveberth_{name}"]
    function.argtypes = list(parameters)
    function.restype = result
    return function


class Owned:
    """A handle that is freed when nothing refers to it any more."""

    def __init__(self, handle: int, free: Callable[[int], None]) -> None:
        self.handle = handle
        # At exit a thread may still be inside a call; the memory goes with the process.
        weakref.finalize(self, free, handle).atexit = False

    def __reduce__(self) -> NoReturn:
        """Two objects must not own one handle."""
        raise TypeError("what the library holds cannot be copied")


def version() -> str:
    """The version of the library, such as "0.1.0"."""
    text: bytes = _library.liveberth_version()
    return text.decode()


def moment(time_ms: int) -> int | None:
    """A time, where it comes."""
    return None if time_ms == NONE else time_ms


def lend(text: Text | None) -> tuple[bytes | None, int]:
    """A text as the library takes it; `None` is NULL."""
    if text is None:
        return None, 0
    if not isinstance(text, (str, bytes)):
        raise TypeError(f"a text is str or bytes, not {type(text).__name__}")
    data = text.encode() if isinstance(text, str) else text
    return data, len(data)


def text_of(name: str, *arguments: object) -> str:
    """Calls a function that gives a text."""
    return _take(handle_of(name, *arguments))


def handle_of(name: str, *arguments: object) -> int:
    """Calls a function that gives a handle."""
    out = c_void_p()
    _call(name, arguments, out)
    assert out.value is not None, "a call that succeeds writes its result"
    return out.value


def number_of(name: str, *arguments: object) -> int:
    """Calls a function that gives a number."""
    out = c_uint64()
    _call(name, arguments, out)
    return out.value


def standing_of(*arguments: object) -> Standing:
    """How a deployment stands."""
    out = Standing()
    _call("control_plane_deployment_status", arguments, out)
    return out


def call(name: str, *arguments: object) -> None:
    """Calls a function without a result."""
    _call(name, arguments)


def _call(name: str, arguments: tuple[object, ...], *out: Any) -> None:
    given = map(whole, _PARAMETERS[name], arguments)
    error = c_void_p()
    number = _functions[name](*given, *map(byref, out), byref(error))
    if number != Status.OK:
        assert error.value is not None, "a call that fails says why"
        explained = json.loads(_take(error.value))
        raise Error(Status(number), explained["code"], explained["message"])


def whole(kind: type, argument: Any) -> Any:
    """An argument as the library takes it: a number must not be cut to another one."""
    if kind not in (c_uint32, c_uint64):
        return argument
    number, bits = operator.index(argument), 8 * sizeof(kind)
    if not 0 <= number < 2**bits:
        raise OverflowError(f"{number} does not fit into {bits} bits without a sign")
    return number


def _take(text: int) -> str:
    """A text of the library as one of Python's."""
    try:
        data = _library.liveberth_text_data(text)
        return string_at(data, _library.liveberth_text_length(text)).decode()
    finally:
        _library.liveberth_text_free(text)
