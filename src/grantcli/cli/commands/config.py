"""`grantcli config`: what each setting is, and where it comes from."""

import os
from collections.abc import Iterator, Mapping

import typer

from grantcli.backends.address import mask_passwords
from grantcli.cli import config_files, terminal
from grantcli.cli.command_class import command
from grantcli.cli.data_input import BUNDLED
from grantcli.cli.options import Output
from grantcli.cli.settings import ENVIRONMENT, Value, hidden_settings, read_values, relative_path
from grantcli.published.options import REGISTRY
from grantcli.table import Column, Kind, Table

_DEFAULTS = {"format": "table", "columns": None, "fy-start": "4", "color": "auto", "data": BUNDLED,
             "registry": REGISTRY, "max-size": "1GB", "organisations": "none"}  # fmt: skip
_COLUMNS = (
    Column("setting", Kind.ID),
    Column("value", Kind.ID, missing="those of the command"),
    Column("from", Kind.ID),
    Column("place", Kind.ID, missing="–"),
)


@command("Set up")
def config(*, context: typer.Context, output: Output) -> Table:
    """Show what each setting is, and where it comes from: a variable or a file.

    Example: grantcli config
    """
    ignored = bool(context.params["no_config"])
    values: Mapping[str, list[Value]] = {} if ignored else read_values(os.environ)
    rows = tuple(_row(name, values.get(name, [])) for name in _DEFAULTS)
    notes = ("--no-config ignores files and variables",) if ignored else (*hidden_settings(values), *_files())
    return output.arrange(Table(_COLUMNS, rows, "settings", tuple(mask_passwords(note) for note in notes)))


def _row(name: str, values: list[Value]) -> tuple[str | None, ...]:
    if name == "color" and (decided := terminal.colour_choice(os.environ)) and (not values or values[0].origin != ENVIRONMENT):
        return name, *decided[:1], ENVIRONMENT, decided[1]
    if not values:
        return name, _DEFAULTS[name], "built in", None
    value = values[0].value
    return name, mask_passwords(value if isinstance(value, str) else "; ".join(value)), values[0].origin, values[0].spot


def _files() -> Iterator[str]:
    """Say where files of settings are, or would be."""
    own, (project, ignored_files) = config_files.user(os.environ), config_files.project()
    yield f"user file: {own}" + ("" if own.is_file() else " (not there)")
    yield (
        f"project file: {relative_path(project)}"
        if project
        else f"project file: no {config_files.PROJECT} in this folder or above"
    )
    for path in ignored_files:
        yield f"{relative_path(path)} is not read: anyone may write into its folder"
