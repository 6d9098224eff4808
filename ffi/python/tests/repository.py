"""What the tests share with those of the other languages."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FFI = Path(__file__).resolve().parents[2]
SCENARIO: dict[str, Any] = json.loads((FFI / "tests/scenario.json").read_text("utf-8"))


def corpus() -> Iterator[dict[str, Any]]:
    """Every entry of the corpus."""
    for file in sorted((FFI.parent / "core/tests/corpus").glob("*.json")):
        yield from json.loads(file.read_text("utf-8"))


def document(entry: dict[str, Any]) -> bytes:
    """The bytes of an entry's document."""
    encoded = entry.get("documentBase64")
    plain: str = entry.get("document", "")
    data = plain.encode() if encoded is None else base64.b64decode(encoded)
    return data.ljust(entry.get("padTo", 0))


def readme_example(readme: str) -> str:
    """The first example of Python in a README."""
    text = (FFI / readme).read_text("utf-8")
    return text.split("```python\n")[1].split("```")[0]


def resident_bytes() -> int | None:
    """How much memory this process holds, where the system says so."""
    try:
        pages = Path("/proc/self/statm").read_text("ascii").split()[1]
    except FileNotFoundError:
        return None
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
