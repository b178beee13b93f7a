"""Typer, built from the tables of commands and options for the one command that runs.

Building every command takes longer than answering; so a command line gets the command and the options that it names,
and only `--help` and mistakes get them all. Values are declared as text and read by us: Typer's number errors hide the bad value.
"""

import inspect
import re
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from grantcli.cli.call import Call
from grantcli.cli.commands import COMMANDS, Command
from grantcli.cli.options import Option

MARK = "\0"
"""Stands before a term that begins with `-`, so that it is not taken for options; no argument can hold it."""
_DENIED = re.compile(r"-(?:[A-Za-z_]\w+[:=<>]|[Xx]:|\()")

Run = Callable[[Command, Call], None]


def build(argv: Sequence[str], run: Run, version: Callable[[], str]) -> typer.Typer:
    """Return the app with the command that `argv` names, or with all of them; `run` gets the command and its call."""
    app = typer.Typer(
        name="grantcli",
        add_completion=False,
        rich_markup_mode=None,  # `[field:value]` in help is text, and help takes half the time
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback(invoke_without_command=True, help=_HELP, epilog=_EPILOG)(_root(version))
    named = next((word for word in argv if not word.startswith("-")), "")
    chosen = [COMMANDS[named]] if named in COMMANDS and argv[0] == named else COMMANDS.values()
    for command in chosen:
        app.command(command.name, help=f"{command.help}\n\nExample: {command.example}", short_help=command.help)(
            _function(command, _options(command, argv), run)
        )
    return app


_HELP = "Ask about grant awards: list, filter, total and compare, with every figure traceable to its source."
_EPILOG = "`grantcli COMMAND --help` shows the options of a command, `grantcli help filters` the question language."


def _root(version: Callable[[], str]) -> Callable[..., None]:
    def main(
        context: typer.Context,
        show: Annotated[bool, typer.Option("--version", help="Show the version of grantcli and of the data.")] = False,  # noqa: FBT002 - Typer's form of a switch
    ) -> None:
        if show:
            typer.echo(version())
        elif context.invoked_subcommand is None:
            typer.echo(context.get_help())

    return main


def _options(command: Command, argv: Sequence[str]) -> Sequence[Option]:
    """Return the options that stand in `argv`, or all of them where it holds any that the command does not know."""
    given = [word for word in argv if word.startswith("-") and not _DENIED.match(word)]
    found = {word: option for word in given for option in command.options if word.partition("=")[0] in option.flags}
    return tuple(dict.fromkeys(found.values())) if len(found) == len(set(given)) else command.options


def _function(command: Command, options: Sequence[Option], run: Run) -> Callable[..., None]:
    """Return a function whose signature is the options of the command, as Typer wants to see it."""

    def function(**given: Any) -> None:  # noqa: ANN401 - text, switch or list, by option
        clean = {name: _unmarked(value) for name, value in given.items()}
        run(command, Call(tuple(clean.pop("words") or ()), clean, command=command.name))

    words = Annotated[list[str] | None, typer.Argument(metavar=command.metavar, show_default=False)]
    parameters = [_parameter("words", words, None), *(_option(option) for option in options)]
    function.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # Typer reads it
    function.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return function


def _parameter(name: str, annotation: object, default: object) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _option(option: Option) -> inspect.Parameter:
    about = typer.Option(*option.flags, metavar=option.metavar or None, help=option.help, show_default=False)
    if not option.metavar:
        return _parameter(option.key, Annotated[bool, about], default=False)
    kind: Any = list[str] if option.many else str
    return _parameter(option.key, Annotated[kind | None, about], default=None)


def marked(argv: Sequence[str]) -> list[str]:
    """Return the arguments with those terms marked that begin with `-`: `-stage:beta`, `-(a or b)`."""
    end = argv.index("--") if "--" in argv else len(argv)
    return [MARK + word if place < end and _DENIED.match(word) else word for place, word in enumerate(argv)]


def _unmarked(value: Any) -> Any:  # noqa: ANN401 - text, switch or list, by option
    if isinstance(value, str):
        return value.removeprefix(MARK)
    return [part.removeprefix(MARK) for part in value] if isinstance(value, list) else value


def shown(text: str) -> str:
    """Return a message of Typer's without our marks."""
    return text.replace(MARK, "").replace("\\x00", "")
