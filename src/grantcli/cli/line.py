"""A question as the command line that asks it again: what a chart and a page say of where their figures come from."""

from collections.abc import Mapping
from shlex import join

from grantcli.cli.call import Call
from grantcli.cli.commands import COMMANDS
from grantcli.errors import visible

_ELSEWHERE = frozenset({
    "format", "output", "chart", "color", "no_pager", "errors", "debug", "fail_empty", "vertical", "excel", "raw", "title",
    "template", "today", "save_map", "memory", "no_cache", "engine", "timeout",
})  # fmt: skip
"""Options that say where an answer goes or how it looks, and change no figure in it."""


def line(call: Call, command: str = "", **instead: object) -> str:
    """Return the command line of a call, safe to show, or that of another command about the same awards, with these options."""
    known = COMMANDS[command or call.command].options
    given: Mapping[str, object] = {**call.options, **instead}
    words = ["grantcli", command or call.command, *call.words]
    for option in known:
        value = given.get(option.key)
        if value and option.key not in _ELSEWHERE:
            flag = f"--{option.name}"
            words += [flag] if value is True else [part for each in _values(value) for part in (flag, each)]
    return visible(join(words))


def _values(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]
