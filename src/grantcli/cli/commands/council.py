"""`grantcli council`: who a council is and was."""

from typing import Annotated

from grantcli.cli.command_class import command
from grantcli.cli.options import AllOptionsBut, Input, Output
from grantcli.cli.panels import argument, option
from grantcli.table import Table

_Names = Annotated[
    list[str],
    argument(
        metavar="NAME...", help="a name that a council has or had, or its code; or the code of a ward or an area of the census"
    ),
]


@command("Check")
def council(
    *, names: _Names, on: Annotated[str, option(metavar="DATE", help="a date on which the council existed")] = "",
    source: Annotated[Input, AllOptionsBut("real")], output: Output,
) -> Table:  # fmt: skip
    """Show who a council is and was, and its awards under every name it has had.

    Example: grantcli council buckinghamshire --on 2019-09
    """
    return output.arrange(source.dataset.council(*names, on=on or None))
