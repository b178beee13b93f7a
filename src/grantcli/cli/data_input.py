"""The awards that a command line asks about. Completion uses this too, so nothing here needs Typer."""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from grantcli.backends.address import is_server
from grantcli.bundle import bundled_file
from grantcli.dataset import Dataset, open_dataset
from grantcli.errors import UsageError
from grantcli.published.options import LARGEST, REGISTRY, SECONDS, FetchOptions, OnProgress
from grantcli.query import EVERYTHING, Filter
from grantcli.sizes import size

BUNDLED = "bundled"
EXAMPLE = "example"
OURS = frozenset({BUNDLED, EXAMPLE})
"""Names of data that come with the program, where a file could be named: the bundled awards, and a small table to try things
on. A file that is called so is `./bundled` or `./example`."""
OF_A_FILE = ("map", "sheet", "header", "skip", "every_row", "skip_hidden", "no_fill", "fill_down", "dayfirst", "monthfirst",
             "periods", "century", "day_numbers", "decimal", "scale")  # fmt: skip
"""Input options that say how one file is read: each `--data` can have its own."""
_FOR_FILES = (*OF_A_FILE, "max_unpacked", "save_map", "every_spelling", "one_per", "rows", "from_cache")
"""Input options that only make sense with a file."""


class DataFile(str):
    """The name of a file among several, with the options that say how it alone is read."""

    __slots__ = ("own",)
    own: Mapping[str, Any]

    @classmethod
    def with_options(cls, name: str, own: Mapping[str, Any]) -> "DataFile":
        """Return a name with these options."""
        file = cls(name)
        file.own = own
        return file


def files(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the files that `--data` names; none for the bundled awards."""
    paths = tuple(values.get("data") or ())
    return () if paths == (BUNDLED,) else tuple(str(bundled_file("example.csv")) if name == EXAMPLE else name for name in paths)


def groups(args: Sequence[str]) -> list[list[str]]:
    """Return arguments in parts: those before the first `--data`, then each `--data` with all that follows it."""
    result: list[list[str]] = [[]]
    for word in args[: args.index("--") if "--" in args else len(args)]:
        if word == "--data" or word.startswith("--data="):
            result.append([])
        result[-1].append(word)
    return result


def spread(args: Sequence[str], folder: str | os.PathLike[str] = "") -> list[str]:
    """Return the arguments with `--data` before each file, as named from `folder`, that follows another one.

    This is what a shell makes of `--data *.csv`.
    """
    end = args.index("--") if "--" in args else len(args)
    result: list[str] = []
    for word in args[:end]:
        if result[-2:-1] == ["--data"] and re.search(r"[./]", word) and os.path.isfile(os.path.join(folder, word)):  # noqa: PTH113, PTH118 - a word
            result.append("--data")
        result.append(word)
    return [*result, *args[end:]]


def dataset(
    values: Mapping[str, Any], on_progress: Callable[[int], None] | None = None, on_bytes: OnProgress | None = None,
    only: Filter = EVERYTHING,
) -> Dataset:  # fmt: skip
    """Open the awards of the input options; call back with the number of awards read, and the bytes of downloads.

    `only` is what all questions are about.
    """
    paths = files(values)
    start = values.get("fy_start")
    each = [dict(_read_options(name.own)) for name in values.get("data") or () if isinstance(name, DataFile)]
    if each:
        values = {**values, **dict.fromkeys(OF_A_FILE)}
    options = _read_options(values) if paths else require_file(values)
    return open_dataset(
        paths or None, currency=values.get("currency") or None, fy_start=4 if start is None else int(start),
        organisations=values.get("organisations") or None, real=values.get("real") or None, places=values.get("places") or "",
        engine=_engine(values, paths), memory=values.get("memory") or "",
        cache=not values.get("no_cache"), on_progress=on_progress, timeout=values.get("timeout"),
        fetching=fetch_options(values, on_bytes), only=only,
        each=[{name: own[name] for name in own if name not in _OF_ALL} for own in each],
        **options,
    )  # fmt: skip


def _engine(values: Mapping[str, Any], paths: Sequence[str]) -> str:
    """Return the engine; with `--sql`, one that speaks SQL."""
    engine = str(values.get("engine") or "auto")
    if not values.get("sql") or any(map(is_server, paths)):
        return engine
    if engine == "memory":
        raise UsageError("--sql and --engine memory do not go together", hint="DuckDB answers in SQL")
    return "duckdb"


def fetch_options(values: Mapping[str, Any], on_progress: OnProgress | None = None) -> FetchOptions:
    """Return how files are fetched from the web, as options say."""
    seconds, limit = values.get("timeout"), values.get("max_size")
    return FetchOptions(
        size=size(limit, "--max-size") if limit else LARGEST, unpacked=_unpack_limit(values),
        seconds=SECONDS if seconds is None else seconds, keep=not values.get("no_cache"),
        from_cache=values.get("from_cache") or "", registry=values.get("registry") or REGISTRY, on_progress=on_progress,
    )  # fmt: skip


def _unpack_limit(values: Mapping[str, Any]) -> int:
    """Return the bytes that `--max-unpacked` allows; 0 where it is not given."""
    return size(values["max_unpacked"], "--max-unpacked") if values.get("max_unpacked") else 0


_OF_ALL = frozenset(("one_per", "every_spelling", "max_unpacked"))


def _read_options(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of reading, as `open_dataset` takes them."""
    if values.get("dayfirst") and values.get("monthfirst"):
        raise UsageError("--dayfirst and --monthfirst do not go together", hint="give the one that the file's dates have")
    columns = {}
    if values.get("map"):
        from grantcli.cli.mapping import read_mapping

        columns = read_mapping(values["map"])
    dayfirst = True if values.get("dayfirst") else False if values.get("monthfirst") else None
    return {
        "columns": columns,
        "sheet": tuple(values.get("sheet") or ()),
        "fill_down": tuple(values.get("fill_down") or ()),
        "dayfirst": dayfirst,
        "max_unpacked": _unpack_limit(values),
        "header": _header(values.get("header") or ""),
        "scale": int(values["scale"]) if values.get("scale") else None,
        **{name: int(values.get(name) or 0) for name in ("skip", "century")},
        **{name: values.get(name) or "" for name in ("decimal", "periods", "day_numbers", "one_per")},
        **{name: bool(values.get(name)) for name in ("every_row", "every_spelling", "skip_hidden", "no_fill")},
    }


def _header(text: str) -> tuple[int, ...]:
    """Return the first and the last line that `--header` names."""
    lines = re.fullmatch(r"([1-9]\d{0,5})(?:-(\d{1,6}))?", text)
    if text and (not lines or int(lines[1]) > int(lines[2] or lines[1])):
        raise UsageError(f"--header: `{text}` is not a line", hint="for example --header 3, or --header 3-4")
    return (int(lines[1]), int(lines[2] or lines[1])) if lines else ()


def require_file(values: Mapping[str, Any], what: str = "--data", hint: str = "name the file with --data FILE") -> dict[str, Any]:
    """Refuse an option that says how to read a file, where no file is given; `what` gives one."""
    for name in _FOR_FILES:
        if values.get(name):
            raise UsageError(f"--{name.replace('_', '-')} goes with {what}", hint=hint)
    return {}
