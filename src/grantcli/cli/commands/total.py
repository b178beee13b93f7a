"""`grantcli total`: how many awards, and how much money."""

from dataclasses import replace
from typing import Annotated

import typer

from grantcli.cli.command_class import command
from grantcli.cli.options import (
    MEASURES,
    By,
    Chart,
    Explain,
    ExplainRow,
    Filters,
    Input,
    Measure,
    Output,
    Split,
    StatedOnly,
    Terms,
    Title,
    Top,
)
from grantcli.cli.output import takes_stream
from grantcli.cli.panels import option
from grantcli.errors import UsageError
from grantcli.table import Table, TableStream

_Across = Annotated[str, option(metavar="FIELD", help="show the values of this field as columns")]
_Measure = Annotated[Measure | None, option(metavar="NAME", help=f"what a cross table shows: one of {', '.join(MEASURES)}")]

_PerHead = Annotated[bool, option("--per-head", help="with --by district, region, nation, grant_county or the like, divide each"
                                  " total by the people who live there")]  # fmt: skip


@command("Ask")
def total(
    *, context: typer.Context,
    terms: Terms = None, by: By = "", across: _Across = "", measure: _Measure = None, top: Top = None, split: Split = False,
    per_head: _PerHead = False, stated_only: StatedOnly = False, chart: Chart = False, title: Title = "",
    explain: Explain = False, explain_row: ExplainRow = "", filters: Filters, source: Input, output: Output,
) -> Table | TableStream:  # fmt: skip
    """Count and add up awards, by any fields.

    Example: grantcli total funder:lga --by programme
    """
    del chart, title  # `output` draws it
    if measure and not across:
        raise UsageError("--measure goes with --across", hint="`--columns` chooses the measures of a plain total")
    # Only measures that are shown or sorted by are worked out; none, which means all, unless they are chosen.
    columns = output.columns if output.columns not in {"all", "*"} else ""
    measures = f"{columns},{output.sort.replace('-', '')}" if columns else ""
    where = filters.where(terms)
    if by and not (across or top is not None or per_head or output.sort) and takes_stream(context):
        return output.arrange(
            source.dataset_for(where).stream_total(where, by=by, split=split, stated_only=stated_only, measures=measures)
        )
    table = source.dataset_for(where).total(
        where, by=by, across=across, measure=measure or "total", top=top, split=split, stated_only=stated_only,
        explain=explain_row or explain, measures=measures, per_head=per_head,
    )  # fmt: skip
    if top is not None and output.sort:
        from grantcli.reports.arrange import top_notes

        table = replace(table, notes=(*top_notes(table, top, output.sort), *table.notes))
    return output.arrange(table)
