"""`grantcli cache`: the copies of large files, and the files fetched from the web."""

from typing import Annotated, Literal

from grantcli import cache_folder
from grantcli.backends.address import mask_passwords
from grantcli.cli.command_class import command
from grantcli.cli.options import Output
from grantcli.cli.panels import argument
from grantcli.ingest import cache as store
from grantcli.published import downloads
from grantcli.reports.published import clear_result, copies
from grantcli.table import Table

_Action = Annotated[Literal["clear"] | None, argument(metavar="[clear]", help="remove all of them")]


@command("Set up")
def cache(*, action: _Action = None, output: Output) -> Table:
    """Show the copies of large files and downloads that make the next answer faster, or remove them.

    Example: grantcli cache clear
    """
    if action == "clear":
        return output.arrange(clear_result([*store.clear(), *downloads.clear()]))
    sizes = downloads.sizes()
    of_web = [
        (mask_passwords(each.address), sizes[each.address], each.confirmed[:10], "download") for each in downloads.entries()
    ]
    rows = [*((each.of, each.size, each.day, "copy") for each in store.entries()), *of_web]
    return output.arrange(copies(rows, str(cache_folder.folder())))
