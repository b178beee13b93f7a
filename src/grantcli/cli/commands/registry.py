"""`grantcli registry`: who publishes which files."""

from typing import Annotated

from grantcli.cli.command_class import command
from grantcli.cli.data_input import fetch_options
from grantcli.cli.options import Input, OnlyOptions, Output, Texts
from grantcli.cli.panels import argument
from grantcli.cli.progress import download_progress, show_progress
from grantcli.table import Table

_Words = Annotated[Texts, argument(metavar="[WORDS]...", help="words of a publisher, a title, a prefix or an identifier")]
FETCHING = ("from_cache", "max_size", "timeout", "no_cache", "registry")
"""The input options that say how files are fetched."""


@command("Published files")
def registry(*, words: _Words = None, source: Annotated[Input, OnlyOptions(*FETCHING)], output: Output) -> Table:
    """List the files of the 360Giving registry: publisher, title, licence, when modified and where.

    Example: grantcli registry community foundation
    """
    from grantcli.published.registry import read
    from grantcli.reports.published import registry as report

    with show_progress("the registry"):
        listing = read(fetch_options(vars(source), download_progress()))
    return output.arrange(report(listing, words or ()))
