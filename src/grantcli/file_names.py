"""Which files the names that are given mean: a file, those of a folder or of a pattern, or files on the web.

A rule to keep: a file that is there is meant by its name, whatever characters are in it; only where there is none, `*`, `?` and
`[` make a pattern. Nothing of a folder is left out in silence.
"""

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING

from grantcli.cache_folder import file_checksum
from grantcli.errors import DataError
from grantcli.file_partitions import NamedFile, partitions, with_partitions
from grantcli.published import is_published
from grantcli.table import Detail

if TYPE_CHECKING:
    from grantcli.ingest.options import ReadOptions
    from grantcli.published.options import FetchOptions

_PATTERN = re.compile(r"[*?[]")
_ENDINGS = frozenset(
    ".csv .tsv .tab .json .jsonl .ndjson .xlsx .xlsm .xls .xlsb .ods .parquet .gz .zip".split()  # noqa: SIM905 - as read
)
"""How the names of the files end that are read of a folder."""
_TEXT = ".txt"
"""How those of tables end too, and of what says what is in a folder: they are read where nothing else is."""
_MANIFEST, _FIRST = b'"grantcli manifest ', 100
"""What the list of files that `get` writes has among its first bytes."""
_FEW = 3
_HINT = "give the path of a data file to --data"


def named_files(name: str, options: "ReadOptions", fetching: "FetchOptions") -> Iterator[NamedFile]:
    """Yield the files that a name means, those of a folder or pattern by name; DataError where a pattern or folder has none."""
    if is_published(name):
        from grantcli.published import files

        for each in files.files(name, fetching):
            yield NamedFile(str(each.path), each.label, options, each.notes)
    elif os.path.isdir(name):  # noqa: PTH112 - a path that no file can have is no folder, where pathlib raises
        yield from _of_folder(name, options)
    elif name != "-" and _PATTERN.search(name) and not os.path.exists(name):  # noqa: PTH110 - as above
        every = sorted(path for path in glob(name, recursive=True) if Path(path).is_file())  # noqa: PTH207 - text as it was given
        matches = [path for path in every if not _is_manifest(Path(path))]
        if not matches:
            raise DataError(f"no file is called `{name}`, and none matches it as a pattern", hint=_HINT)
        others = [Path(path).name for path in every if path not in matches]
        yield from _with_note(name, matches, options, tuple(_other_notes(name, others)))
    else:
        yield NamedFile(name, "standard input" if name == "-" else name, options)


def _of_folder(name: str, options: "ReadOptions") -> Iterator[NamedFile]:
    """Yield the files of data in a folder, and in folders in it that are named `column=value`, as partitions are."""
    place = Path(name)
    try:
        every = [path for path in _walk(place) if not path.name.startswith((".", "_"))]
        folders = [path.name for path in sorted(place.iterdir()) if path.is_dir() and "=" not in path.name]
    except OSError as error:
        raise DataError(f"cannot read `{name}`: {(error.strerror or str(error)).lower()}", hint=_HINT) from error
    data = [path for path in every if not _is_manifest(path)]
    matches = [path for path in data if path.suffix.lower() in _ENDINGS] or [
        path for path in data if path.suffix.lower() == _TEXT
    ]
    if not matches:
        raise DataError(f"no file of data is in the folder `{name}`", hint=_HINT)
    notes = [*_other_notes(name, [path.name for path in every if path not in matches])]
    if folders := [folder for folder in folders if not folder.startswith((".", "_"))]:
        what = "1 folder" if len(folders) == 1 else f"{len(folders):,} folders"
        notes.append(f"{what} in `{name}` {'is' if len(folders) == 1 else 'are'} not read ({_list(folders)})")
    yield from _with_note(name, [str(path) for path in matches], options, tuple(notes))


def _other_notes(name: str, others: Sequence[str]) -> Iterator[str]:
    """Say which files are not read."""
    if others:
        what = "1 other file" if len(others) == 1 else f"{len(others):,} other files"
        yield f"{what} in `{name}` {'is' if len(others) == 1 else 'are'} not read ({_list(others)})"


def _is_manifest(path: Path) -> bool:
    """Say whether a file is the list of files that `get` writes beside them."""
    if path.name != "manifest.json":
        return False
    try:
        with path.open("rb") as file:
            return _MANIFEST in file.read(_FIRST)
    except OSError:  # who reads the file says so
        return False


def _walk(folder: Path) -> Iterator[Path]:
    """Yield files by name, those of partitions after the folder's own."""
    inside = sorted(folder.iterdir())
    yield from (path for path in inside if path.is_file())
    for path in inside:
        if path.is_dir() and "=" in path.name:
            yield from _walk(path)


def _with_note(name: str, paths: Sequence[str], options: "ReadOptions", notes: tuple[str, ...] = ()) -> Iterator[NamedFile]:
    """Yield files, with a note of what the name means, and what the names of their folders say."""
    count = "1 file" if len(paths) == 1 else f"{len(paths):,} files"
    notes = (Detail(f"`{name}` is {count} ({_list([Path(path).name for path in paths])})"), *notes)
    names_by_path = {path: partitions(path) for path in paths}
    if columns := dict.fromkeys(column for each in names_by_path.values() for column in each):
        notes = (*notes, Detail(f"the names of folders say what {_list(list(columns))} {'is' if len(columns) == 1 else 'are'}"))
    for path in paths:
        yield with_partitions(NamedFile(path, path, options, notes, columns=tuple(columns)), names_by_path[path])


def _list(names: Sequence[str]) -> str:
    return ", ".join(f"`{each}`" for each in names[:_FEW]) + (", …" if len(names) > _FEW else "")


def repetitions(files: Sequence[NamedFile]) -> Iterator[str]:
    """Say which file is given more than once, and which has the same bytes as another."""
    counts = Counter(os.path.realpath(each.path) for each in files if each.path != "-")
    for each in files:
        if (count := counts.pop(os.path.realpath(each.path), 1)) > 1:
            times = "twice" if count == 2 else f"{count} times"  # noqa: PLR2004 - as it is called
            yield f"`{each.label}` is given {times}, and its awards are counted {times}"
    yield from _copies(files)


def _copies(files: Sequence[NamedFile]) -> Iterator[str]:
    """Say which file has the same bytes as one before it, under another name: only those of equal size are read."""
    by_path = {Path(os.path.realpath(each.path)): each for each in files}
    sizes = {path: path.stat().st_size for path in by_path if path.is_file() and os.access(path, os.R_OK)}
    counts = Counter(sizes.values())
    first: dict[str, NamedFile] = {}
    for path, size in sizes.items():
        if size and counts[size] > 1 and (other := first.setdefault(file_checksum(path), by_path[path])) is not by_path[path]:
            yield f"`{by_path[path].label}` has the same bytes as `{other.label}`, and its awards are counted again"
