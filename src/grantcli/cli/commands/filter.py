"""`grantcli filter`: awards that match, and how many of how many."""

from typing import Annotated

import typer

from grantcli.cli.command_class import command
from grantcli.cli.options import Filters, Input, Output, Terms
from grantcli.cli.output import takes_stream
from grantcli.cli.panels import option
from grantcli.errors import UsageError
from grantcli.query import EVERYTHING
from grantcli.table import Table, TableStream

_Why = Annotated[bool, option("--why", help="say how many awards each term removes")]


@command("Ask")
def filter_(
    *, context: typer.Context, terms: Terms = None, why: _Why = False,
    filters: Filters, source: Input, output: Output,
) -> Table | TableStream:  # fmt: skip
    """List the awards that match the terms, and say how many of all awards that is.

    Example: grantcli filter stage:beta 'amount>=100k' --why
    """
    where = filters.where(terms)
    if where == EVERYTHING:
        raise UsageError("filter needs a term", hint="for example `grantcli filter council:leeds`; `grantcli list` shows all")
    if takes_stream(context):
        return source.dataset.stream_filter(where, why=why, **output.shape)
    return source.dataset.filter(where, why=why, **output.shape)
