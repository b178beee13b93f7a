"""Settings: the values of options that a command line does not give. A flag goes first, then the environment, then files.

They reach Typer as the defaults of a context (`default_map`). A project file is found from the current folder, so somebody else
may have written it: it may have values only, and nothing in it runs, writes or calls an address.
"""

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from grantcli.backends.address import is_address, is_server
from grantcli.cli import config_files, terminal
from grantcli.cli.command_table import table
from grantcli.cli.data_input import BUNDLED, OURS
from grantcli.cli.destination import TAKES, export, is_file
from grantcli.cli.user_file import load
from grantcli.errors import DataError, Place, UsageError, nearest
from grantcli.fields import EXTRA, suggestions
from grantcli.fields import find_field as known_field
from grantcli.loader.compiled_cache import Tree
from grantcli.render import FORMATS
from grantcli.sizes import size

PROJECT_FILE, USER_FILE, ENVIRONMENT = "project file", "user file", "environment"
_HINT = "`grantcli help settings` shows what can be there; --no-config ignores settings"
_LISTS = ("list", "filter")
"""Commands whose columns are fields of awards; those of others are measures, and a setting cannot know which."""
_FORMATS = tuple(name for name, each in FORMATS.items() if not each.binary)
"""Formats that can be what stdout gets by default: those that a terminal can show."""
COLORS = ("auto", "always", "never")
_LAST = 12


class SettingError(ValueError):
    """A fault of a setting: what is wrong, what to do, and the names that it looks like."""

    def __init__(self, message: str, hint: str = "", near: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.hint = hint
        self.near = tuple(near)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        message = "should be one value, not a list or a mapping" if isinstance(value, list | dict) else "has no value"
        raise SettingError(message, "write a value after it, or take the line out")
    return value.strip()


def _texts(value: object) -> list[str]:
    return [_text(part) for part in value] if isinstance(value, list) and value else [_text(value)]


def _format(value: object) -> str:
    return _choose(_text(value), _FORMATS, "others are written with `-o FILE`")


def _color(value: object) -> str:
    return _choose(_text(value), COLORS, "")


def _choose(text: str, choices: Sequence[str], more: str) -> str:
    if text in choices:
        return text
    near = nearest(text, choices, most=1)
    raise SettingError(f"`{text}` is not one of {', '.join(choices)}", "" if near else more, near)


def _columns(value: object) -> str:
    names = [name.strip() for text in _texts(value) for name in text.split(",") if name.strip()]
    for name in names:
        if not name.lower().startswith(EXTRA) and known_field(name) is None:
            near = suggestions(name)
            raise SettingError(f"unknown field `{name}`", "" if near else "`grantcli help fields` lists them", near)
    return ",".join(names)


def _month(value: object) -> str:
    text = _text(value)
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= _LAST):
        raise SettingError(f"`{text}` is not a month: 1 to 12", "4 is April")
    return text


def _data(value: object) -> tuple[str, ...]:
    names = _texts(value)
    if "-" in names:
        raise SettingError("standard input cannot be a setting", "give `--data -` when there is something in it")
    if BUNDLED in names and len(names) > 1:
        raise SettingError(f"`{BUNDLED}` cannot be combined with a file")
    return tuple(names)


def _size(value: object) -> str:
    text = _text(value)
    try:
        size(text, "--max-size")
    except UsageError as error:
        raise SettingError(f"`{text}` is not a size", "for example 2GB") from error
    return text


READ: dict[str, Callable[[object], str | tuple[str, ...]]] = {
    "format": _format, "columns": _columns, "fy-start": _month, "color": _color, "data": _data,
    "registry": _text, "max-size": _size, "organisations": _text,
}  # fmt: skip
"""Every setting: what reads its value; SettingError where it cannot."""


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


def read_values(environment: Mapping[str, str]) -> dict[str, list[Value]]:
    """Return what each setting is, in every place that has it, the one that counts first.

    UsageError for a variable that cannot be used, DataError for a file, with every fault.
    """
    values: dict[str, list[Value]] = {name: [] for name in config_files.VARIABLES}
    path, _ = config_files.project()
    own = config_files.user(environment)
    sources = [*_variables(environment), *(_in_file(path, PROJECT_FILE) if path else ()),
             *(_in_file(own, USER_FILE) if own.is_file() else ())]  # fmt: skip
    for each in sources:
        values[each.name].append(each)
    return values


def _variables(environment: Mapping[str, str]) -> Iterator[Value]:
    for name, variable in config_files.VARIABLES.items():
        text = environment.get(variable, "")
        if not text:  # as with NO_COLOR, an empty variable is one that is not set
            continue
        try:
            value = READ[name](text)
        except SettingError as error:
            raise UsageError(f"{variable}: {error}", hint=error.hint, did_you_mean=error.near) from error
        yield Value(name, value, ENVIRONMENT, variable)


def _in_file(path: Path, origin: str) -> Iterator[Value]:
    label = relative_path(path)
    tree = load(path, label, f"{origin} {path.parent}", partial(_check, origin, path.parent), _HINT)
    for name, value in tree["values"].items():
        yield Value(name, tuple(value) if isinstance(value, list) else value, origin, label, tree["lines"].get(name))


def relative_path(path: Path) -> str:
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
            values[name] = [_resolve_path(one, name, origin, folder) for one in value] if isinstance(value, tuple) else value
            if name in {"registry", "organisations"}:
                values[name] = _resolve_path(str(value), name, origin, folder)
        except SettingError as error:
            fault(name, str(error), error.hint or (f"did you mean `{error.near[0]}`?" if error.near else ""))
    return {"values": values, "lines": {name: lines[name] for name in values}}


def unknown(name: str) -> SettingError:
    """Return the message for a key that is not a setting."""
    dashed = name.replace("_", "-")
    near = nearest(dashed, READ)
    options = {option.name.replace("_", "-") for command in table().values() for option in command.options}
    if dashed in options - READ.keys():
        return SettingError(
            f"`{name}` is an option, not a setting", f"settings are {', '.join(READ)}; give --{dashed} to a command"
        )
    return SettingError(f"unknown setting `{name}`", "" if near else f"settings are {', '.join(READ)}", near)


def _resolve_path(name: str, setting: str, origin: str, folder: Path) -> str:
    """Return a file name relative to the folder of the settings file that names it in this setting."""
    if name in OURS:
        return name
    if not is_address(name):
        return os.path.normpath(folder / Path(name).expanduser())
    if origin == PROJECT_FILE:
        hint = f"set it in your user file, or in {config_files.VARIABLES[setting]}"
        raise SettingError("a project file can name files, but not an address", hint)
    return name


def existing_files(value: Value) -> tuple[str, ...]:
    """Return the files that a setting names, as they are called from here; DataError for one that is not there."""
    for name in value.value:
        if name not in OURS and not is_address(name) and not Path(name).exists():
            place = Place(value.place, value.line, path="data")
            raise DataError(f"there is no file `{relative_path(Path(name))}`", place=place, hint="--data FILE reads another one")
    return tuple(name if name in OURS or is_address(name) else relative_path(Path(name)) for name in value.value)


def defaults(command: str, names: Collection[str] = tuple(config_files.VARIABLES)) -> dict[str, Any]:
    """Return the settings of these names as defaults of a command's options; UsageError and DataError as `read_values`."""
    values_named = {name: values[0] for name, values in read_values(os.environ).items() if values and name in names}
    if command not in _LISTS:
        values_named.pop("columns", None)
    if "data" in values_named and values_named["data"].value == (BUNDLED,):
        del values_named["data"]
    values: dict[str, Any] = {name.replace("-", "_"): value.value for name, value in values_named.items() if name != "data"}
    return {**values, "data": partial(existing_files, values_named["data"])} if "data" in values_named else values


def inapplicable(names: Collection[str], params: Mapping[str, Any]) -> list[str]:
    """Return those settings that are not meant for a command line: what is typed is never turned into a mistake by a setting."""
    target, values = params.get("output") or "", {**params, "format": params.get("format") or ""}
    takes = [formats for switch, formats in TAKES.items() if values.get(switch.replace("-", "_"))]
    fits = {
        "format": not is_file(target) and all(values["format"] in formats for formats in takes),
        "color": not is_file(target) and (bool(os.environ.get("GRANTCLI_COLOR")) or terminal.colour_choice(os.environ) is None),
        "columns": not values.get("rows") and not export("" if "format" in names else values["format"], target),
        "organisations": not values.get("every_spelling") and not any(map(is_server, values.get("data") or ())),
    }
    return [name for name in names if not fits.get(name, True)]


def hidden_settings(values: Mapping[str, list[Value]]) -> Iterator[str]:
    """Say which settings do not count because another one goes before them."""
    for name, (first, *others) in ((name, each) for name, each in values.items() if each):
        for other in others:
            yield f"`{name}` in {other.spot} has no effect: {first.spot} overrules it"
