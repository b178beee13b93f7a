"""`grantcli get`: published files, into a folder."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from grantcli.cli.command_class import command
from grantcli.cli.commands.registry import FETCHING
from grantcli.cli.data_input import fetch_options
from grantcli.cli.options import AllOptionsBut, Input, OnlyOptions, Output
from grantcli.cli.panels import argument, option
from grantcli.cli.progress import download_progress, show_progress
from grantcli.published import is_web
from grantcli.published.options import FetchOptions
from grantcli.published.registry import Licence, Registry, RegistryEntry, read
from grantcli.table import Table

_Names = Annotated[
    list[str], argument(metavar="NAME...", help="publishers, prefixes or identifiers of the registry, or addresses")
]
_Folder = Annotated[str, option("--output", "-o", metavar="DIR", help="the folder to write the files into")]


@command("Published files")
def get(
    *,
    names: _Names,
    folder: _Folder = ".",
    source: Annotated[Input, OnlyOptions(*FETCHING, "max_unpacked")],
    output: Annotated[Output, AllOptionsBut("output")],
) -> Table:
    """Download published files into a folder, with a manifest; next time only those that have changed.

    Example: grantcli get 360G-bcf -o grants
    """
    from grantcli.published.collection import gather
    from grantcli.reports.published import fetch_results

    with show_progress(", ".join(names)):
        options = fetch_options(vars(source), download_progress())
        entries, notes = _entries(names, options)
        outcomes = list(gather(entries, Path(folder), options))
    return output.arrange(fetch_results(outcomes, folder.rstrip("/") or "/", notes))


def _entries(names: Sequence[str], options: FetchOptions) -> tuple[list[RegistryEntry], tuple[str, ...]]:
    """Return the files that these names mean, each once, and the notes about the registry if it was used."""
    listing: Registry | None = None
    entries: dict[str, RegistryEntry] = {}
    for name in names:
        if is_web(name):
            entries.setdefault(name, RegistryEntry("", "", "", "", "", Licence(), "", name))
            continue
        listing = listing or read(options)
        for each in listing.find(name.removeprefix("360g:")):
            entries.setdefault(each.address or f"{each.identifier} {each.page}", each)
    return list(entries.values()), listing.notes if listing else ()
