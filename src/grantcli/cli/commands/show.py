"""`grantcli show`: awards with everything that is known of them."""

from typing import Annotated

from grantcli.cli.command_class import command
from grantcli.cli.options import AllOptionsBut, Explain, ExplainRow, Input, Output
from grantcli.cli.panels import argument
from grantcli.table import Table

_Ids = Annotated[list[str], argument(metavar="ID...", help="the id of an award, in quotes if it begins with # ('#4');"
                                     " `grantcli list` shows them")]  # fmt: skip


@command("Ask")
def show(
    *, ids: _Ids, explain: Explain = False, explain_row: ExplainRow = "",
    source: Annotated[Input, AllOptionsBut("real")], output: Output,
) -> Table:  # fmt: skip
    """Show awards in full: everyone in them, dates, basis, outcome and every source line.

    Example: grantcli show ldf2-repairs
    """
    return output.arrange(source.dataset.show(*ids, explain=explain_row or explain))
