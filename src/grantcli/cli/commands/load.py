"""`grantcli load`: awards into a cluster or a database."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Annotated

from grantcli.bundle import bundled_file
from grantcli.cache_folder import file_checksum
from grantcli.cli.command_class import command
from grantcli.cli.data_input import OF_A_FILE, require_file
from grantcli.cli.interrupts import interruptible
from grantcli.cli.mapping import read_mapping
from grantcli.cli.options import AllOptionsBut, Input, Output, Texts
from grantcli.cli.panels import argument, option
from grantcli.cli.progress import show_progress
from grantcli.errors import DataError, GrantcliError, UsageError
from grantcli.published import is_published
from grantcli.reports.data import Data
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
    if not paths:
        require_file(vars(source), "a file", "name it: `grantcli load FILE --to ADDRESS`")
    _check_files(paths)
    source = replace(source, data=paths, memory=source.memory or _MEMORY)
    writer = loader(place)
    with interruptible(), show_progress(", ".join(paths) or str(place)) as progress, closing(writer), writer.translate_errors():
        on_progress = progress.on_progress if progress else None
        data = source.open(on_progress).data
        table = Load(data, writer, str(place), _fingerprint(source, data), on_progress).run(replace=replace_)
    return output.arrange(table)


_MEMORY = "300MB"
"""What DuckDB may take unless `--memory` says otherwise: with what goes to the server, the process stays within 512 MB."""
_READ_OPTIONS = (*OF_A_FILE, "every_spelling", "one_per")
"""The options that say how files are read."""


def _check_files(names: Sequence[str]) -> None:
    """Refuse input that cannot be read twice."""
    for name in names:
        if not Path(name).is_file():
            raise _unreadable(name)


def _fingerprint(source: Input, data: Data) -> str:
    """Return what identifies these awards: their files, how they are read, and what is known of places and organisations."""
    options = {name: getattr(source, name) for name in _READ_OPTIONS}
    options["map"] = sorted(read_mapping(source.map or ()).items())
    parts = [
        repr(sorted((name, value) for name, value in options.items() if value)),
        f"places {data.view.places.identity}",
        f"organisations {replace(data.decisions, label='')}",
        f"sources {data.book.sources}",
        *(file_checksum(Path(name)) for name in source.files or (bundled_file(),)),
    ]
    return sha256("\0".join(parts).encode()).hexdigest()[:32]


def _unreadable(name: str) -> GrantcliError:
    """Return the error for input that cannot be read twice."""
    if is_published(name):
        return UsageError(f"`{name}` is not loaded from the web", hint="`grantcli get` fetches it; load the file that it writes")
    hint = "it is read again where a load goes on" if Path(name).exists() or name == "-" else "see that the name is right"
    return DataError(f"`{name}` is not a file", hint=hint)
