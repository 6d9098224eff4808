"""The checks of documents."""

from __future__ import annotations

from ._library import Text, lend, text_of


def check_runtime_configuration(document: Text, limits: Text | None = None) -> str:
    """Checks a runtime configuration and answers `{"ok", "normalized", "cost", "diagnostics"}`.

    A document with problems raises nothing: `ok` is false then, and the diagnostics name every
    problem. Without limits those of any platform hold; limits that cannot be read raise `Error`.
    """
    return text_of("check_runtime_configuration", *lend(document), *lend(limits))


def check_create_request(document: Text, limits: Text | None = None) -> str:
    """Checks the body of a request to create a deployment."""
    return text_of("check_create_request", *lend(document), *lend(limits))


def check_replace_request(document: Text, limits: Text | None = None) -> str:
    """Checks the body of a request to replace a deployment's configuration."""
    return text_of("check_replace_request", *lend(document), *lend(limits))
