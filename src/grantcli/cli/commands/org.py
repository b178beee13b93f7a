"""`grantcli org`: all that the data say of an organisation."""

from typing import Annotated

from grantcli.cli.command_class import command
from grantcli.cli.options import AllOptionsBut, Filters, Input, Output, Texts
from grantcli.cli.panels import argument, option
from grantcli.table import Table

_Where = Annotated[Texts, option(metavar="TERMS", help="count only the money of awards that match these terms")]


@command("Ask")
def org(
    *, name: Annotated[list[str], argument(metavar="NAME...", help="its full name, now or before, or its identifier")],
    where: _Where = None, filters: Filters, source: Annotated[Input, AllOptionsBut("real")], output: Output,
) -> Table:  # fmt: skip
    """Show what an organisation received and gave, from and to whom, by year, with its names and identifiers.

    Example: grantcli org leeds city council
    """
    return output.arrange(source.dataset.org(*name, where=filters.where(where)))
