"""What the names of folders say of the files in them: `year=2019` is a column of all awards there.

Rules to keep: it is added to awards, and decides about no row. It replaces a column of the file that is called the same, which is
said, so that the name alone shows which files a question needs.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from grantcli.fields import EXTRA, VIEW
from grantcli.query import And, Comparison, Filter, Not, Or, Word
from grantcli.query.extra_columns import key
from grantcli.reports.data import FileColumn

if TYPE_CHECKING:
    from grantcli.ingest.options import ReadOptions

_UNKNOWN = "__HIVE_DEFAULT_PARTITION__"
"""What programs that write partitions call a folder of rows without a value."""
_CODE = re.compile("[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file to read: its path, what it is called, how it is read, and the notes about its origin."""

    path: str
    label: str
    options: "ReadOptions"
    notes: tuple[str, ...] = ()
    partitions: Mapping[str, str] = field(default_factory=dict)
    """What the names of its folders say that is no field: the columns of its awards, each with the text that all of them have."""
    columns: tuple[str, ...] = ()
    """What the names of folders of any of the files say: their columns, also where it is unknown."""


def partitions(path: str) -> dict[str, str | None]:
    """Return what the folders of a path say that are named `column=value`, `None` for what is unknown; the innermost counts.

    Characters that no name of a folder can have are written as in addresses.

    >>> partitions("grants/year=2019/place=North%20West/type=__HIVE_DEFAULT_PARTITION__/a.csv")
    {'year': '2019', 'place': 'North West', 'type': None}
    """
    result: dict[str, tuple[str, str | None]] = {}
    for folder in Path(path).parts[:-1]:
        name, _, text = (unquote(part).strip() for part in folder.partition("="))
        if "=" in folder and name:
            result[key(name)] = name, None if text == _UNKNOWN else text or None
    return dict(result.values())


def with_partitions(file: NamedFile, texts: Mapping[str, str | None]) -> NamedFile:
    """Return a file with what its folders say: as fields where `--map` says so, and else as columns."""
    names = {key(name): name for name in texts}
    fields = {each: names[key(heading)] for each, heading in file.options.columns.items() if key(heading) in names}
    columns = {each: heading for each, heading in file.options.columns.items() if each not in fields}
    folders = tuple((each, name, text) for each, name in fields.items() if (text := texts[name]))
    code = next((text for each, _, text in folders if each.casefold() == "currency" and _CODE.fullmatch(text)), "")
    options = replace(file.options, columns=columns, folders=folders, currency=code or file.options.currency)
    others = {name: text for name, text in texts.items() if text and name not in fields.values()}
    mapped = {key(heading) for heading in file.options.columns.values()}
    columns_left = tuple(name for name in file.columns if key(name) not in mapped)
    return replace(file, options=options if fields else file.options, partitions=others, columns=columns_left)


def matching_files(files: Sequence[NamedFile], where: Filter) -> tuple[Sequence[NamedFile], tuple[str, ...]]:
    """Return the files that may have awards of a question, by the names of their folders, and the note on the others.

    All are returned where no file may have any, for only they show what the question should have been.
    """
    matches = [each for each in files if not each.partitions or True in _outcomes(where, each.partitions)]
    count = len(files) - len(matches)
    if not matches or not count:
        return files, ()
    are = "is not read, because the names of its" if count == 1 else "are not read, because the names of their"
    return matches, (f"{count:,} of {len(files):,} files {are} folders show that no award there matches",)


def _outcomes(where: Filter, partitions: Mapping[str, str]) -> frozenset[bool]:
    """Return what a filter may say of the awards of a file."""
    from grantcli.engines.memory import holds
    from grantcli.model import Award

    match where:
        case And(filters) | Or(filters):
            parts = [_outcomes(each, partitions) for each in filters]
            every, some = (True, False) if isinstance(where, And) else (False, True)
            return frozenset({*([every] if all(every in each for each in parts) else []),
                              *([some] if any(some in each for each in parts) else [])})  # fmt: skip
        case Not(inner):
            return frozenset(not each for each in _outcomes(inner, partitions))
        case Comparison(name) if name[: len(EXTRA)].lower() == EXTRA:
            column = next((each for each in partitions if key(each) == key(name[len(EXTRA) :])), None)
            if column is not None:
                return frozenset({holds(replace(where, field=EXTRA + column), Award("", extra=partitions), VIEW)})
        case Comparison() | Word():
            pass
    return frozenset({True, False})


def folder_columns(file: NamedFile) -> Iterator[FileColumn]:
    """Yield the columns that the names of folders are."""
    yield from (FileColumn(name, None, "folder") for name in file.columns)


def add_partitions(extra: Mapping[str, str], partitions: Mapping[str, str]) -> Mapping[str, str]:
    """Return the columns of an award with those of its folders, which replace its own of the same name."""
    keys = set(map(key, partitions))
    return {**{name: text for name, text in extra.items() if key(name) not in keys}, **partitions}


def unread_columns(columns: Iterable[FileColumn], partitions: Mapping[str, str]) -> Iterator[str]:
    """Say which columns of a file are not read because the names of its folders say the same."""
    folders = {key(name): f"{name}={text}" for name, text in partitions.items()}
    for name in dict.fromkeys(column.name for column in columns if column.path is None and key(column.name) in folders):
        yield f"its column `{name}` is not read, because the name of its folder says `{folders[key(name)]}`"
