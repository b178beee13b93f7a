"""`grantcli compare`: questions side by side."""

from typing import Annotated

from grantcli.cli.command_class import command
from grantcli.cli.options import By, Chart, Explain, ExplainRow, Filters, Input, Output, Split, StatedOnly, Texts, Title
from grantcli.cli.panels import argument, option
from grantcli.table import Table

_Sides = Annotated[Texts, argument(metavar="A B [C]...", help="questions, each in one argument; or values of --on FIELD")]
_On = Annotated[str, option(metavar="FIELD", help="the words to compare are values of this field")]


@command("Ask")
def compare(
    *, sides: _Sides = None, on: _On = "",
    by: By = "", split: Split = False, stated_only: StatedOnly = False, chart: Chart = False, title: Title = "",
    explain: Explain = False, explain_row: ExplainRow = "", filters: Filters, source: Input, output: Output,
) -> Table:  # fmt: skip
    """Compare two or more questions, or values of a field, side by side.

    Example: grantcli compare programme:round-2 programme:round-3 --by stage
    """
    del chart, title  # `output` draws it
    return output.arrange(source.dataset.compare(
        *(sides or ()), on=on or None, where=filters.where(), by=by, split=split, stated_only=stated_only,
        explain=explain_row or explain,
    ))  # fmt: skip
