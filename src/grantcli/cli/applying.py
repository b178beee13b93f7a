"""Gives a call the settings that its command takes and its command line leaves open."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace

from grantcli.cli import terminal
from grantcli.cli.call import BUNDLED, Call
from grantcli.cli.commands import Command
from grantcli.cli.output import TAKES, is_file
from grantcli.cli.saving import export
from grantcli.cli.settings import ENVIRONMENT, Value, known, present

_LISTS = ("list", "filter")
"""Commands whose columns are fields of awards; those of others are measures, and a setting cannot know which."""


def applied(command: Command, call: Call, names: tuple[str, ...] = ()) -> Call:
    """Return the call with its settings, or only those of these names; UsageError and DataError as `settings.known`."""
    keys = {option.name: option.key for option in command.options}
    wanted = [name for name in names or keys if name in keys and not call.options.get(keys[name])]
    found = {name: values[0] for name, values in known(os.environ).items() if values and name in wanted}
    set_to = {keys[name]: value.value for name, value in found.items() if _fits(value, command, call)}
    if "data" in set_to:
        set_to["data"] = present(found["data"])
    return replace(call, options={**call.options, **set_to})


def _fits(value: Value, command: Command, call: Call) -> bool:
    """Say whether a setting is meant for this call: what is given on a command line is never turned into a mistake by one."""
    on_stdout = not is_file(call.text("output"))
    match value.name:
        case "format":
            return on_stdout and all(value.value in takes for switch, takes in TAKES.items() if call.on(switch))
        case "color":
            return on_stdout and (value.origin == ENVIRONMENT or terminal.decided(os.environ) is None)
        case "columns":
            return command.name in _LISTS and not call.on("rows") and not export(call)
        case _:
            return value.value != (BUNDLED,)


def shadowed(values: Mapping[str, list[Value]]) -> Iterator[str]:
    """Say which settings do not count because another one goes before them."""
    for name, (first, *others) in ((name, each) for name, each in values.items() if each):
        for other in others:
            yield f"`{name}` in {other.spot} does not count: {first.spot} goes before it"
