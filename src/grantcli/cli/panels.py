"""Help in panels, as Typer's `rich_help_panel` names them: a section each. Rich would draw boxes, and take as long again."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from typer._click import HelpFormatter  # only to say what is written to: Typer has no public name for it

FILTER, INPUT, OUTPUT, ADVANCED = "Filter", "Input", "Output", "Advanced"
"""The panels of options that commands share; an option of one command alone is under `Options`."""
_PANELS = ("Arguments", "Options", FILTER, INPUT, OUTPUT, ADVANCED)

option = partial(typer.Option, show_default=False)
argument = partial(typer.Argument, show_default=False)


def write_panels(context: typer.Context, formatter: "HelpFormatter") -> None:
    """Write a section for the arguments of a command, and for each panel of its options."""
    panels: dict[str, list[tuple[str, str]]] = {name: [] for name in _PANELS}
    for param in context.command.get_params(context):
        if record := param.get_help_record(context):
            is_argument = param.param_type_name == "argument"
            panels["Arguments" if is_argument else getattr(param, "rich_help_panel", "") or "Options"].append(record)
    for name, records in panels.items():
        if records:
            with formatter.section(name):
                formatter.write_dl(records)


def _show_help(context: typer.Context, value: bool) -> None:  # noqa: FBT001 - Typer calls it so
    if value:
        from grantcli.cli.destination import write_stdout

        write_stdout(f"{context.get_help()}\n")
        raise typer.Exit


Help = Annotated[bool, option("--help", "-h", is_eager=True, callback=_show_help, help="show this help")]
