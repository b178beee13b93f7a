"""`grantcli help`: a topic, or the help of a command."""

from typing import Annotated

import typer

from grantcli.cli import app
from grantcli.cli.command_class import command
from grantcli.cli.command_table import COMMANDS
from grantcli.cli.options import OnlyOptions, Output, Texts
from grantcli.cli.panels import argument
from grantcli.cli.topics import TOPICS, topic

_Words = Annotated[Texts, argument(metavar="[TOPIC]", help="a topic or a command; none for the list of topics")]


@command("Set up")
def help_(*, words: _Words = None, output: Annotated[Output, OnlyOptions("no_pager")]) -> str:
    """Explain a topic: filters, files, formats, fields, settings, and more.

    Example: grantcli help filters
    """
    del output  # it says whether the text is paged
    name = " ".join(words or ())
    if name not in COMMANDS or name in TOPICS:
        return topic(name)
    named_command = app.load(name)
    with typer.Context(named_command, info_name=f"grantcli {name}", max_content_width=100, help_option_names=[]) as context:
        return f"{named_command.get_help(context)}\n"
