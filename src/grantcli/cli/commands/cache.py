"""`grantcli cache`: the copies of large files."""

from typing import Annotated, Literal

from grantcli.cli.command import command
from grantcli.cli.options import Output
from grantcli.cli.panels import argument
from grantcli.ingest import cache as store
from grantcli.reports.copies import cleared, copies
from grantcli.table import Table

_Action = Annotated[Literal["clear"] | None, argument(metavar="[clear]", help="remove every copy")]


@command("Set up")
def cache(*, action: _Action = None, output: Output) -> Table:
    """Show the copies of large files that answer sooner next time; remove them all.

    Example: grantcli cache clear
    """
    if action == "clear":
        return output.arrange(cleared(store.clear()))
    return output.arrange(copies([(each.of, each.size, each.day) for each in store.kept()], str(store.folder())))
