"""Writes what is generated in README.md and docs/: the output of every example, and the reference.

Run it after a change that a user can see: `.venv/bin/python tests/support/generate.py`. `tests/project/test_docs.py` compares.
"""

import os
import re
import shlex
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

import command_rows
import manual
from running import in_this_process

from grantcli.charts import CHARTS
from grantcli.cli.command_table import COMMANDS, PATH, OptionRow, table
from grantcli.cli.topics import TOPICS
from grantcli.exports import EXPORTS
from grantcli.fields import FIELDS, OPERATORS
from grantcli.render import FORMATS

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"```console\n(\$ .*?)```\n", re.DOTALL)


def answer(command: str, folder: str) -> str:
    """Return what a command of the manual prints, stdout before stderr; settings and questions are kept in `folder`."""
    words = shlex.split(command)
    assert words[0] == "grantcli", command
    env = {name: os.environ[name] for name in ("PATH", "HOME", "XDG_CACHE_HOME") if name in os.environ}
    done = in_this_process(tuple(words[1:]), {**env, "XDG_CONFIG_HOME": folder}, ROOT)
    return (done.out + done.err).replace(folder, "~/.config")


def examples(text: str) -> str:
    """Return a page with the output of each `$ grantcli …` in its console blocks."""

    def block(match: re.Match[str]) -> str:
        commands = [line[2:] for line in match[1].split("\n") if line.startswith("$ ")]
        return "```console\n" + "\n".join(f"$ {command}\n{answer(command, folder)}" for command in commands) + "```\n"

    with TemporaryDirectory() as folder:
        return _BLOCK.sub(block, text)


def reference() -> str:
    """Return docs/reference.md: an option that several commands share stands once, with its panel."""
    parts = ["# Reference\n\nGenerated from the program by `tests/support/generate.py`.\n\n## Commands\n"]
    parts += [_command(name) for name in COMMANDS]
    parts.append("Every command takes `--help` and `-h`, which show its help.\n")
    parts += [_panel(panel) for panel in _PANELS]
    parts.append("## Fields\n\n| field | kind | operators | several values | what it is |\n|---|---|---|---|---|\n" + _fields())
    parts.append("## Formats\n\n| format | suffixes | for | what it is |\n|---|---|---|---|\n" + _formats())
    parts += [f"## {name}: {about}\n\n```text\n{text()}```\n" for name, (about, text) in TOPICS.items() if name != "fields"]
    return "\n".join(parts)


def _command(name: str) -> str:
    command = table()[name]
    head = f"### grantcli {name} {command.arguments}".rstrip() + f"\n\n{command.summary}\n\nExample: `{command.example}`\n"
    own = [
        option
        for option in command.options
        if len(_commands_by_option()[_key(option)]) < (_MANY if option.panel in _PANELS else len(COMMANDS))
    ]
    panels = [panel for panel in _PANELS if any(option.panel == panel and option not in own for option in command.options)]
    rows = "".join(f"{_option(option)}\n" for option in own)
    table_of_own = f"\n| option | what it does |\n|---|---|\n{rows}" if own else ""
    links = ", ".join(f"[{panel}](#{panel.lower()}-options)" for panel in panels)
    return f"{head}{table_of_own}\nShared options: {links}.\n" if links else f"{head}{table_of_own}"


_PANELS = ("Filter", "Input", "Output", "Advanced")
_MANY = 4
"""An option of these panels that so many commands take stands once, in the table of its panel."""


def _key(option: OptionRow) -> tuple[str, ...]:
    return (*option.flags, option.panel)


@cache
def _commands_by_option() -> dict[tuple[str, ...], list[str]]:
    """Return the commands that take each option."""
    names_by_option: dict[tuple[str, ...], list[str]] = {}
    for name, command in table().items():
        for option in command.options:
            names_by_option.setdefault(_key(option), []).append(name)
    return names_by_option


def _panel(panel: str) -> str:
    options = {_key(option): option for command in table().values() for option in command.options if option.panel == panel}
    shared = [(option, _commands_by_option()[key]) for key, option in options.items() if len(_commands_by_option()[key]) >= _MANY]
    rows = "".join(f"{_option(option)} {_takers(names)} |\n" for option, names in shared)
    return f"## {panel} options\n\n| option | what it does | commands |\n|---|---|---|\n{rows}"


def _takers(names: list[str]) -> str:
    """Return the commands that take an option, or those that do not where they are fewer."""
    others = [name for name in COMMANDS if name not in names]
    if not others:
        return "all"
    return f"all but {', '.join(others)}" if len(others) < len(names) else ", ".join(names)


def _option(option: OptionRow) -> str:
    written = ", ".join(f"`{flag}{' ' + option.metavar if option.metavar else ''}`" for flag in option.flags)
    return f"| {written} | {option.help} |"


def _fields() -> str:
    return "".join(
        f"| `{field.name}` | {field.kind.value} | {' '.join(f'`{op}`' for op in OPERATORS[field.kind])} | "
        f"{'yes' if field.many else 'no'} | {field.help} |\n"
        for field in FIELDS.values()
    )


def _formats() -> str:
    return (
        "".join(
            f"| `{name}` | {' '.join(f'`{suffix}`' for suffix in each.suffixes)} | "
            f"{'people' if each.for_people else 'programs'} | {each.help} |\n"
            for name, each in FORMATS.items()
        )
        + "".join(
            f"| `{name}` | {' '.join(f'`{suffix}`' for suffix in (*each.suffixes, *each.also))} | "
            f"programs, `list` only | {each.help} |\n"
            for name, each in EXPORTS.items()
        )
        + "".join(
            f"| `{name}` | {' '.join(f'`{suffix}`' for suffix in each.suffixes)} | "
            f"people, `total` and `compare` only | {each.help} |\n"
            for name, each in CHARTS.items()
        )
    )


def _regenerate(page: Path) -> str:
    return examples(page.read_text(encoding="utf-8"))


_README, _RECIPES = ROOT / "README.md", ROOT / "docs" / "recipes.md"
PAGES: dict[Path, Callable[[], str]] = {
    PATH: command_rows.text,
    _README: partial(_regenerate, _README),
    _RECIPES: partial(_regenerate, _RECIPES),
    ROOT / "docs" / "reference.md": reference,
    ROOT / "docs" / "grantcli.1": manual.page,
}
"""Every generated page and what makes the text that it should hold."""


if __name__ == "__main__":
    PATH.write_text(command_rows.text(), encoding="utf-8")  # the other pages are made from it
    table.cache_clear()
    for path, text in PAGES.items():
        path.write_text(text(), encoding="utf-8")
