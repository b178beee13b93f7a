"""`grantcli diff`: what one file has changed against another."""

from dataclasses import replace
from typing import Annotated

from grantcli.cli.command import command
from grantcli.cli.options import Filters, Input, Output, Terms, Without
from grantcli.cli.panels import argument, option
from grantcli.table import Table

_File = Annotated[str, argument(metavar="OLD", help="the older file; `bundled` or `example` for ours")]
_NewFile = Annotated[str, argument(metavar="NEW", help="the newer file; `bundled` or `example` for ours")]
_ExitCode = Annotated[bool, option("--exit-code", help="exit 4 when there is any difference")]


@command("Check")
def diff(
    *, old: _File, new: _NewFile, terms: Terms = None, exit_code: _ExitCode = False, filters: Filters,
    source: Annotated[Input, Without("data", "save_map", "rows", "real", "every_spelling")], output: Output,
) -> Table:  # fmt: skip
    """Show which awards one file has added, withdrawn or changed against another, by id.

    Example: grantcli diff 2023.csv 2024.csv funder:lga
    """
    source = replace(source, every_spelling=True)  # what a file says itself
    table = source.of(old).dataset.diff(source.of(new).dataset, filters.where(terms))
    return replace(output.arrange(table), found=exit_code and bool(table.rows))
