"""`grantcli duplicates`: organisations that may be one."""

from typing import Annotated

from grantcli.cli.command_class import command
from grantcli.cli.options import AllOptionsBut, Input, Output
from grantcli.cli.panels import option
from grantcli.table import Table


@command("Check")
def duplicates(
    *, funders: Annotated[bool, option("--funders", help="look at funders instead of recipients")] = False,
    source: Annotated[Input, AllOptionsBut("real", "every_spelling")], output: Output,
) -> Table:  # fmt: skip
    """List recipients, or funders, that may be one organisation, by name and by number, for you to decide.

    Example: grantcli duplicates --data example
    """
    return output.arrange(source.dataset.duplicates(funders=funders))
