"""The command line as a whole: a group that imports the module of the command that is named, and of no other."""

from importlib import import_module
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperGroup
from typer.main import get_command

from grantcli.cli.command_table import COMMANDS, PANELS, table
from grantcli.cli.panels import Help, option, write_panels

if TYPE_CHECKING:
    from typer._click import HelpFormatter  # only to say what a method takes: Typer has no public name for it

    from grantcli.cli.command_class import Command

_NONE = {"help_option_names": [], "max_content_width": 100}


def load(name: str) -> "Command":
    """Return the command of this name, from `grantcli.cli.commands.NAME`; its function has a `_` where Python has the name."""
    module = import_module(f"grantcli.cli.commands.{name}")
    command: Command = getattr(module, name, None) or getattr(module, f"{name}_")
    return command


class Group(TyperGroup):
    """The commands, each imported when it is named."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]  # Typer's own Context
        """Return the name of every command."""
        return list(COMMANDS)

    def get_command(self, ctx: typer.Context, cmd_name: str) -> "Command | None":  # type: ignore[override]  # as above
        """Return a command, if there is one of this name."""
        return load(cmd_name) if cmd_name in COMMANDS else None

    def format_options(self, ctx: typer.Context, formatter: "HelpFormatter") -> None:  # type: ignore[override]  # as above
        """Write the options of the command line itself, then the commands."""
        write_panels(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: typer.Context, formatter: "HelpFormatter") -> None:  # type: ignore[override]  # as above
        """Write a section for each panel, from the table of commands."""
        for panel, names in PANELS.items():
            with formatter.section(panel):
                formatter.write_dl([(name, table()[name].summary) for name in names])


def _show_version(value: bool) -> None:  # noqa: FBT001 - Typer calls it so
    if value:
        import grantcli
        from grantcli.cli.destination import write_stdout

        write_stdout(f"grantcli {grantcli.__version__} (data {grantcli.open().version})\n")
        raise typer.Exit


Version = Annotated[bool, option("--version", is_eager=True, callback=_show_version, help="show the version of grantcli and of"
                                 " its data")]  # fmt: skip


def grantcli(version: Version = False, help_: Help = False) -> None:  # noqa: FBT002 - Typer's form of a switch
    """Ask about grant awards: list, filter, total and compare, with every figure traceable to its source."""
    del version, help_  # their callbacks have done it all


def group() -> Group:
    """Return the whole command line."""
    app = typer.Typer(cls=Group, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    epilog = "`grantcli COMMAND --help` shows the options of a command, `grantcli help filters` the question language."
    app.callback(context_settings=_NONE, epilog=epilog)(grantcli)
    command_group = get_command(app)
    assert isinstance(command_group, Group)  # noqa: S101 - by `cls`
    return command_group
