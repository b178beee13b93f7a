"""`grantcli org`: all that the data say of an organisation."""

from typing import Annotated

from grantcli.cli.command import command
from grantcli.cli.options import AllOptionsBut, Input, Output
from grantcli.cli.panels import argument
from grantcli.table import Table


@command("Ask")
def org(
    *, name: Annotated[list[str], argument(metavar="NAME...", help="a whole name that it has or had, or its identifier")],
    source: Annotated[Input, AllOptionsBut("real")], output: Output,
) -> Table:  # fmt: skip
    """Show what an organisation received and gave, from and to whom, by year, with its names and identifiers.

    Example: grantcli org leeds city council
    """
    return output.arrange(source.dataset.org(*name))
