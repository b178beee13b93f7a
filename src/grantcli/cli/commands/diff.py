"""`grantcli diff`: what one file has changed against another."""

from dataclasses import replace
from typing import Annotated

from grantcli.cli.command_class import command
from grantcli.cli.options import Filters, Input, OriginalNames, Output, Terms
from grantcli.cli.panels import argument, option
from grantcli.cli.progress import show_progress
from grantcli.errors import UsageError
from grantcli.published import is_published
from grantcli.table import Table

_File = Annotated[str, argument(metavar="OLD", help="the older file; `bundled` or `example` for ours")]
_NewFile = Annotated[str, argument(metavar="[NEW]", help="the newer file; leave it out to compare what OLD was when it was last"
                                   " downloaded with what it is now")]  # fmt: skip
_ExitCode = Annotated[bool, option("--exit-code", help="exit 4 when there is any difference")]


@command("Check")
def diff(
    *, old: _File, new: _NewFile = "", terms: Terms = None, exit_code: _ExitCode = False, filters: Filters,
    source: Annotated[Input, OriginalNames("data", "save_map", "rows", "sql", "real")],
    output: Output,
) -> Table:  # fmt: skip
    """Show which awards one file has added, withdrawn or changed against another, by id.

    Example: grantcli diff 2023.csv 2024.csv funder:lga
    """
    if new and source.from_cache:
        raise UsageError(
            "--from-cache goes with one address", hint="`grantcli diff https://...` compares what was fetched before"
        )
    sides = (source.of(old).with_original_names, source.of(new).with_original_names) if new else _versions(source, old)
    with show_progress(", ".join(filter(None, (old, new)))):
        older, newer = (side.dataset for side in sides)
        table = older.diff(newer, filters.where(terms))
    return replace(output.arrange(table), has_faults=exit_code and bool(table.rows))


def _versions(source: Input, name: str) -> tuple[Input, Input]:
    """Return the file of the web as it was fetched before, and as it is now; what is there now is fetched first."""
    if not is_published(name):
        hint = "`grantcli diff OLD NEW`; only a file from the web can be compared with what it was before"
        raise UsageError("diff needs NEW", hint=hint)
    newer = source.of(name).with_original_names
    _ = newer.dataset
    return replace(newer, from_cache="previous"), newer
