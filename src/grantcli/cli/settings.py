"""Settings: what options are when a command line does not give them. A flag goes first, then the environment, then files.

A project file is found by where one stands, so it may hold values only: nothing in it runs, writes or calls an address.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from grantcli.backends.address import is_address
from grantcli.cli import places
from grantcli.cli.call import BUNDLED
from grantcli.cli.documents import load
from grantcli.cli.setting import READ, SettingError
from grantcli.errors import DataError, Place, UsageError
from grantcli.loader.compiled import Tree

PROJECT_FILE, USER_FILE, ENVIRONMENT = "project file", "user file", "environment"
_HINT = "`grantcli help settings` shows what may stand there; --no-config asks without settings"


@dataclass(frozen=True, slots=True)
class Value:
    """What a setting is in one place: a text, or the files of `data`."""

    name: str
    value: str | tuple[str, ...]
    origin: str
    place: str
    """The variable, or the file with its line."""
    line: int | None = None

    @property
    def spot(self) -> str:
        """The place with its line."""
        return f"{self.place}:{self.line}" if self.line else self.place


def known(environment: Mapping[str, str]) -> dict[str, list[Value]]:
    """Return what each setting is, in every place that has it, the one that counts first.

    UsageError for a variable that cannot be used, DataError for a file, with every fault.
    """
    found: dict[str, list[Value]] = {name: [] for name in places.VARIABLES}
    path, _ = places.project()
    own = places.user(environment)
    given = [*_variables(environment), *(_in_file(path, PROJECT_FILE) if path else ()),
             *(_in_file(own, USER_FILE) if own.is_file() else ())]  # fmt: skip
    for each in given:
        found[each.name].append(each)
    return found


def _variables(environment: Mapping[str, str]) -> Iterator[Value]:
    for name, variable in places.VARIABLES.items():
        text = environment.get(variable, "")
        if not text:  # as with NO_COLOR, an empty variable is one that is not set
            continue
        try:
            value = READ[name](text)
        except SettingError as error:
            raise UsageError(f"{variable}: {error}", hint=error.hint, did_you_mean=error.near) from error
        yield Value(name, value, ENVIRONMENT, variable)


def _in_file(path: Path, origin: str) -> Iterator[Value]:
    label = shown(path)
    tree = load(path, label, f"{origin} {path.parent}", partial(_check, origin, path.parent), _HINT)
    for name, value in tree["values"].items():
        yield Value(name, tuple(value) if isinstance(value, list) else value, origin, label, tree["lines"].get(name))


def shown(path: Path) -> str:
    """Return how a file is named: from this folder where it is in or above it, else whole."""
    with suppress(OSError, ValueError):
        if path.is_relative_to(Path.cwd()) or Path.cwd().is_relative_to(path.parent):
            return os.path.relpath(path)
    return str(path)


def _check(origin: str, folder: Path, tree: Tree, lines: Mapping[str, int], fault: Any) -> Tree:  # noqa: ANN401 - notes a fault
    """Return the values of a file of settings, and the line of each."""
    values: Tree = {}
    for name, text in tree.items():
        try:
            if name not in READ:
                raise unknown(name)
            value = READ[name](text)
            values[name] = [_placed(one, origin, folder) for one in value] if isinstance(value, tuple) else value
        except SettingError as error:
            fault(name, str(error), error.hint or (f"did you mean `{error.near[0]}`?" if error.near else ""))
    return {"values": values, "lines": {name: lines[name] for name in values}}


def unknown(name: str) -> SettingError:
    """Return what is wrong with a key that is no setting."""
    from grantcli.cli.commands import COMMANDS
    from grantcli.errors import nearest

    dashed = name.replace("_", "-")
    near = nearest(dashed, READ)
    options = {option.name for command in COMMANDS.values() for option in command.options}
    if dashed in options - READ.keys():
        return SettingError(f"`{name}` is an option, no setting", f"settings are {', '.join(READ)}; give --{dashed} when you ask")
    return SettingError(f"unknown setting `{name}`", "" if near else f"settings are {', '.join(READ)}", near)


def _placed(name: str, origin: str, folder: Path) -> str:
    """Return a file as it stands from the folder of the file of settings that names it."""
    if name == BUNDLED:
        return name
    if not is_address(name):
        return os.path.normpath(folder / Path(name).expanduser())
    if origin == PROJECT_FILE:
        hint = "put it into your own file, or into GRANTCLI_DATA"
        raise SettingError("a project file names files, and calls no address", hint)
    return name


def present(value: Value) -> tuple[str, ...]:
    """Return the files that a setting names, as they are called from here; DataError for one that is not there."""
    for name in value.value:
        if name != BUNDLED and not is_address(name) and not Path(name).exists():
            place = Place(value.place, value.line, path="data")
            raise DataError(f"there is no file `{shown(Path(name))}`", place=place, hint="--data FILE asks another one")
    return tuple(name if name == BUNDLED or is_address(name) else shown(Path(name)) for name in value.value)
