"""`grantcli filter`: awards that match, and how many of how many."""

from typing import Annotated

from grantcli.cli.command import command
from grantcli.cli.options import Filters, Input, Output, Terms
from grantcli.cli.panels import option
from grantcli.errors import UsageError
from grantcli.query import EVERYTHING
from grantcli.table import Table


@command("Ask")
def filter_(
    *, terms: Terms = None, why: Annotated[bool, option("--why", help="say how many awards each term removes")] = False,
    filters: Filters, source: Input, output: Output,
) -> Table:  # fmt: skip
    """List the awards that the terms ask for, and say how many of how many match.

    Example: grantcli filter stage:beta 'amount>=100k' --why
    """
    where = filters.where(terms)
    if where == EVERYTHING:
        raise UsageError("filter needs a term", hint="for example `grantcli filter council:leeds`; `grantcli list` shows all")
    return source.dataset.filter(where, why=why, **output.shape)
