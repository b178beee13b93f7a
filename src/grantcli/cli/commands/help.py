"""`grantcli help`: a topic, or the help of a command."""

import os
import re
import sys
from collections.abc import Iterator
from textwrap import TextWrapper
from typing import Annotated

import typer

from grantcli.cli import app, terminal
from grantcli.cli.command_class import command
from grantcli.cli.command_table import COMMANDS
from grantcli.cli.options import OnlyOptions, Output, Texts
from grantcli.cli.panels import argument
from grantcli.cli.topics import TOPICS, topic

_ENTRY = re.compile(r" +\S.* {2,}(?=\S)")
"""What is before the explanation of an entry: its name, with two blanks or more on either side."""
_WIDEST = 100
_Words = Annotated[Texts, argument(metavar="[TOPIC]", help="a topic or a command; none for the list of topics")]


@command("Set up")
def help_(*, words: _Words = None, output: Annotated[Output, OnlyOptions("no_pager")]) -> str:
    """Explain a topic: filters, files, formats, fields, settings, and more.

    Example: grantcli help filters
    """
    del output  # it says whether the text is paged
    name = " ".join(words or ())
    if name not in COMMANDS or name in TOPICS:
        return fit(topic(name), min(_WIDEST, terminal.size(sys.stdout, os.environ)[0]))
    named_command = app.load(name)
    with typer.Context(named_command, info_name=f"grantcli {name}", max_content_width=100, help_option_names=[]) as context:
        return f"{named_command.get_help(context)}\n"


def fit(text: str, width: int) -> str:
    """Return a topic in lines of `width` columns, broken only at blanks, with explanations below each other.

    Lines that are not indented are one paragraph. A line that begins below the explanation of an entry goes on with it.
    Every other line is by itself, such as a command to type.
    """
    return "".join(f"{wrapper.fill(words)}\n" for wrapper, words in _blocks(text, width))


def _blocks(text: str, width: int) -> Iterator[tuple[TextWrapper, str]]:
    """Yield each paragraph, entry or line, and what breaks it into lines."""
    lines = text.splitlines()
    while lines:
        line = lines.pop(0)
        indent, entry = _indent(line), _ENTRY.match(line)
        first = entry[0] if entry else " " * indent
        words = [line[len(first) :]]
        while (entry or not indent) and line and lines and lines[0] and _indent(lines[0]) == len(first):
            words.append(lines.pop(0).strip())
        later = " " * (min(len(first), width // 2) if entry else indent + 4 if indent else 0)
        wrapper = TextWrapper(width, first, later, break_long_words=False, break_on_hyphens=False)
        yield wrapper, " ".join(words)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
