"""Makes `cli/commands.json`, what is known of every command without importing any, from the commands themselves."""

import json
from typing import Any

import typer

from grantcli.cli import app
from grantcli.cli.command_table import COMMANDS


def text() -> str:
    """Return the content of the file: an object a command, a line an option."""
    parts = [f"{json.dumps(name)}: {_command(name)}" for name in COMMANDS]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _command(name: str) -> str:
    command = app.load(name)
    context = typer.Context(command, info_name=name)
    summary, _, example = (command.help or "").partition("\n\nExample: ")
    arguments = [param.make_metavar(context) for param in command.params if param.param_type_name == "argument"]
    head = {"summary": summary, "example": example, "arguments": " ".join(arguments)}
    options = ",\n  ".join(json.dumps(_option(param)) for param in command.params if param.param_type_name == "option")
    return f'{json.dumps(head)[:-1]}, "options": [\n  {options}\n]}}'


def _option(param: Any) -> list[Any]:
    metavar = "" if param.is_flag else param.metavar
    choices = list(getattr(param.type, "choices", ()))
    return [param.name, param.opts, metavar, param.help, param.rich_help_panel or "Options", param.multiple, choices]
