"""`grantcli fields`: what can be asked."""

from typing import Annotated

from grantcli.cli.command_class import command
from grantcli.cli.options import AllOptionsBut, Input, Output
from grantcli.cli.panels import argument
from grantcli.table import Table


@command("Ask")
def fields(
    *, field: Annotated[str, argument(metavar="[FIELD]", help="a field, to see its values")] = "",
    source: Annotated[Input, AllOptionsBut("real")], output: Output,
) -> Table:  # fmt: skip
    """List the fields that you can ask about; for one field, its values with counts.

    Example: grantcli fields council
    """
    return output.arrange(source.dataset.fields(*([field] if field else [])))
