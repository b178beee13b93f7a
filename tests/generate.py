"""Writes what is generated in README.md and docs/: the output of every example, and the reference.

Run it after a change that a user can see: `.venv/bin/python tests/generate.py`. `tests/test_docs.py` compares.
"""

import os
import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import command_rows
import manual
from grantcli.charts import CHARTS
from grantcli.cli.command_table import COMMANDS, PATH, OptionRow, table
from grantcli.cli.topics import TOPICS
from grantcli.exports import EXPORTS
from grantcli.fields import FIELDS, OPERATORS
from grantcli.render import FORMATS

ROOT = Path(__file__).parents[1]
_BLOCK = re.compile(r"```console\n(\$ .*?)```\n", re.DOTALL)


def answer(command: str, folder: str) -> str:
    """Return what a command of the manual prints, stdout before stderr; settings and questions are kept in `folder`."""
    words = shlex.split(command)
    assert words[0] == "grantcli", command
    env = {name: os.environ[name] for name in ("PATH", "HOME", "XDG_CACHE_HOME") if name in os.environ}
    run = [sys.executable, "-m", "grantcli", *words[1:]]
    done = subprocess.run(
        run, env={**env, "LANG": "C.UTF-8", "XDG_CONFIG_HOME": folder}, capture_output=True, check=False, cwd=ROOT
    )
    return (done.stdout.decode() + done.stderr.decode()).replace(folder, "~/.config")


def examples(text: str) -> str:
    """Return a page with the output of each `$ grantcli …` in its console blocks."""

    def block(match: re.Match[str]) -> str:
        commands = [line[2:] for line in match[1].split("\n") if line.startswith("$ ")]
        return "```console\n" + "\n".join(f"$ {command}\n{answer(command, folder)}" for command in commands) + "```\n"

    with TemporaryDirectory() as folder:
        return _BLOCK.sub(block, text)


def reference() -> str:
    """Return docs/reference.md."""
    parts = ["# Reference\n\nGenerated from the program by `tests/generate.py`.\n\n## Commands\n"]
    parts += [_command(name) for name in COMMANDS]
    parts.append("## Fields\n\n| field | kind | operators | several values | what it is |\n|---|---|---|---|---|\n" + _fields())
    parts.append("## Formats\n\n| format | suffixes | for | what it is |\n|---|---|---|---|\n" + _formats())
    parts += [f"## {name}: {about}\n\n```text\n{text()}```\n" for name, (about, text) in TOPICS.items() if name != "fields"]
    return "\n".join(parts)


def _command(name: str) -> str:
    command = table()[name]
    options = "\n".join(_option(option) for option in command.options)
    head = f"### grantcli {name} {command.arguments}\n\n{command.summary}\n\nExample: `{command.example}`\n"
    return f"{head}\n| option | what it does |\n|---|---|\n{options}\n"


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


@cache
def pages() -> dict[Path, str]:
    """Return every generated page and what it should hold."""
    readme = ROOT / "README.md"
    return {
        PATH: command_rows.text(),
        readme: examples(readme.read_text(encoding="utf-8")),
        ROOT / "docs" / "reference.md": reference(),
        ROOT / "docs" / "grantcli.1": manual.page(),
    }


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
