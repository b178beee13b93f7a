"""`grantcli duplicates`: organisations that may be one."""

from typing import Annotated

from grantcli.cli.command import command
from grantcli.cli.options import AllOptionsBut, Input, Output
from grantcli.table import Table


@command("Check")
def duplicates(*, source: Annotated[Input, AllOptionsBut("real", "every_spelling")], output: Output) -> Table:
    """List recipients that may be one organisation, by name and by number, for you to decide.

    Example: grantcli duplicates --data example
    """
    return output.arrange(source.dataset.duplicates())
