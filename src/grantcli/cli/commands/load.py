"""`grantcli load`: awards into a cluster or a database."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Annotated

from grantcli.cache_folder import file_checksum
from grantcli.cli.command_class import command
from grantcli.cli.interrupts import interruptible
from grantcli.cli.options import AllOptionsBut, Input, Output, Texts
from grantcli.cli.panels import argument, option
from grantcli.cli.progress import show_progress
from grantcli.errors import DataError, GrantcliError, UsageError
from grantcli.published import is_published
from grantcli.table import Table

_Files = Annotated[Texts, argument(metavar="[FILE]...", help="the files to load; none for the bundled awards")]
_To = Annotated[str, option(metavar="ADDRESS", help="where the awards go: postgresql://, clickhouse:// or sc:// (Spark), without"
                            " a password")]  # fmt: skip
_Replace = Annotated[bool, option("--replace", help="replace awards that were loaded there before")]


@command("Set up", live=True)
def load(
    *, files: _Files = None, to: _To, replace_: _Replace = False,
    source: Annotated[Input, AllOptionsBut("data", "save_map", "rows", "sql", "real", "currency", "fy_start", "engine",
                                            "timeout")],
    output: Output,
) -> Table:  # fmt: skip
    """Load awards into a database or a cluster, to ask about them there with --data.

    Example: grantcli load awards.csv --to 'postgresql://db.example/grants?table=awards'
    """
    from grantcli.backends.address import address
    from grantcli.backends.bulk_load import Load
    from grantcli.backends.connect import loader

    place, paths = address(to), files or []
    of = _fingerprint(source, paths)
    writer = loader(place)
    with interruptible(), show_progress(", ".join(paths) or str(place)) as progress, closing(writer), writer.translate_errors():
        on_progress = progress.on_progress if progress else None
        data = replace(source, data=paths, memory=source.memory or _MEMORY).open(on_progress).data
        table = Load(data, writer, str(place), of, on_progress).run(replace=replace_)
    return output.arrange(table)


_MEMORY = "300MB"
"""What DuckDB may take unless `--memory` says otherwise: with what goes to the server, the process stays within 512 MB."""
_READ_OPTIONS = (
    "map", "sheet", "header", "skip", "every_row", "skip_hidden", "no_fill", "fill_down", "every_spelling", "dayfirst",
    "monthfirst", "periods", "century", "day_numbers", "decimal", "scale",
)  # fmt: skip
"""The options that say how files are read."""


def _fingerprint(source: Input, names: Sequence[str]) -> str:
    """Return what identifies these awards: the bytes of their files, and the options of reading."""
    options = {name: getattr(source, name) for name in _READ_OPTIONS}
    parts = [repr(sorted((name, value) for name, value in options.items() if value))]
    for name in names:
        if not Path(name).is_file():
            raise _unreadable(name)
        parts.append(file_checksum(Path(name)))
    if source.organisations and Path(source.organisations).is_file():
        parts.append(f"organisations {file_checksum(Path(source.organisations))}")
    return sha256("\0".join(parts).encode()).hexdigest()[:32] if names else "bundled"


def _unreadable(name: str) -> GrantcliError:
    """Return the error for input that cannot be read twice."""
    if is_published(name):
        return UsageError(f"`{name}` is not loaded from the web", hint="`grantcli get` fetches it; load the file that it writes")
    hint = "it is read again where a load goes on" if Path(name).exists() or name == "-" else "see that the name is right"
    return DataError(f"`{name}` is not a file", hint=hint)
