"""`grantcli list`: awards, a row each."""

from typing import TYPE_CHECKING

import typer

from grantcli.cli.command_class import command
from grantcli.cli.destination import export
from grantcli.cli.options import Explain, ExplainRow, Filters, Input, Output, Terms
from grantcli.cli.output import require_whole, takes_stream
from grantcli.table import Table, TableStream

if TYPE_CHECKING:
    from grantcli.reports.listing import WholeAwards


@command("Ask")
def list_(
    *, context: typer.Context, terms: Terms = None, explain: Explain = False, explain_row: ExplainRow = "",
    filters: Filters, source: Input, output: Output,
) -> "Table | TableStream | WholeAwards":  # fmt: skip
    """List awards: all of them, or those that match the terms.

    Example: grantcli list council:leeds --sort -amount
    """
    where = filters.where(terms)
    if name := export(output.format, output.output):
        require_whole(name, output, context.params)
        return source.dataset_for(where).export(where, sort=output.sort, limit=output.limit)
    if takes_stream(context):
        return source.dataset_for(where).stream_list(where, **output.shape)
    return source.dataset_for(where).list(where, **output.shape, explain=explain_row or explain)
