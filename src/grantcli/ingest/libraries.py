"""Loads libraries of the extra `grantcli[files]` when a file needs one."""

from importlib import import_module
from typing import Any

from grantcli.errors import missing


def library(name: str, what: str) -> Any:  # noqa: ANN401 - a module has any names
    """Return the module of this name; GrantcliError that names the extra when it is missing, `what` being what needs it."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise missing(name, what) from error
