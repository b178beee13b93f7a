"""`grantcli sources`: where figures come from."""

from typing import Annotated

from grantcli.cli.command_class import command
from grantcli.cli.options import AllOptionsBut, Input, Output, Texts
from grantcli.cli.panels import argument
from grantcli.errors import UsageError
from grantcli.table import Table

_Words = Annotated[Texts, argument(metavar="[ID | verify DIR]", help="a source, to see its claims; or a folder of documents")]


@command("Check")
def sources(*, words: _Words = None, source: Annotated[Input, AllOptionsBut("real")], output: Output) -> Table:
    """List documents and pages; show what one claims; verify claims against documents.

    Example: grantcli sources verify documents/
    """
    match words or []:
        case ["verify", folder]:
            return output.arrange(source.dataset.verify(folder))
        case [] | [_] if words != ["verify"]:
            return output.arrange(source.dataset.sources(*(words or ())))
        case _:
            raise UsageError("sources takes one source, or `verify` and a folder", hint="`grantcli sources verify DIR`")
