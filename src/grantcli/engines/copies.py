"""The normalised copy of a dataset: the tables of `engines.relations` as Parquet files in a folder.

Awards are written as they come, some ten thousand at a time, so that a copy takes no more memory than that, whatever its size.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING

from grantcli.engines import awarded
from grantcli.engines.relations import AWARDS, TABLES, Layout
from grantcli.model import Award

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection

_PART = 20_000
_LEAST = 1 << 20
_ABOUT = "copy.json"


def write(awards: Iterable[Award], headings: Iterable[str], folder: Path, connection: "DuckDBPyConnection") -> None:
    """Write the awards into an empty folder; columns of headings that come up on the way join those that are given."""
    counts, named = dict.fromkeys(TABLES, 0), list(headings)
    numbered = enumerate(awards)
    part = 0
    while batch := list(islice(numbered, _PART)):
        named += dict.fromkeys(heading for _, award in batch for heading in award.extra if heading not in named)
        for name, count in _write_part(batch, named, folder, part, connection).items():
            counts[name] += count
        part += 1
    about = {"headings": named, "counts": counts}
    (folder / _ABOUT).write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")


def _write_part(
    batch: Sequence[tuple[int, Award]], headings: Sequence[str], folder: Path, part: int, connection: "DuckDBPyConnection"
) -> Mapping[str, int]:
    import msgspec

    counts = dict.fromkeys(TABLES, 0)
    encoder, longest = msgspec.json.Encoder(), _LEAST
    with ExitStack() as stack:
        files: dict[str, IO[bytes]] = {name: stack.enter_context((folder / f"{name}.jsonl").open("wb")) for name in TABLES}
        for number, award in batch:
            for name, record in awarded.records(number, award, headings):
                line = encoder.encode(record) + b"\n"
                longest = max(longest, len(line))
                files[name].write(line)
                counts[name] += 1
    for name in TABLES:
        lines = folder / f"{name}.jsonl"
        if counts[name]:
            target = _quoted(str(folder / f"{name}-{part:05}.parquet"))
            connection.execute(f"COPY (SELECT * FROM {_lines(name, lines, headings, longest)}) TO '{target}' (FORMAT parquet)")
        lines.unlink()
    return counts


def columns(name: str, headings: Sequence[str]) -> Mapping[str, str]:
    """Return the columns of a table and their types."""
    return {**AWARDS, **{f"x{place}": "VARCHAR" for place in range(len(headings))}} if name == "awards" else TABLES[name]


def _lines(name: str, path: Path, headings: Sequence[str], longest: int) -> str:
    typed = ", ".join(f"{column}: '{kind}'" for column, kind in columns(name, headings).items())
    return (
        f"read_json('{_quoted(str(path))}', format = 'newline_delimited', columns = {{{typed}}}, maximum_object_size = {longest})"
    )


def _quoted(text: str) -> str:
    return text.replace("'", "''")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Copy:
    """The tables of a copy in a connection."""

    connection: "DuckDBPyConnection"
    layout: Layout

    def ready(self, text: str) -> None:
        """Do nothing: Parquet gives the columns that a statement names, and no others are read."""

    def whole(self, numbers: Sequence[int], ask: awarded.Ask) -> Iterator[Award]:
        """Yield the awards with these numbers, in their order."""
        return awarded.read(numbers, self.layout.headings, ask, lone=self.layout.lone)


def open_copy(folder: Path, connection: "DuckDBPyConnection") -> Copy:
    """Put the tables of a copy into a connection, the awards as `held`."""
    about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
    headings, counts = about["headings"], about["counts"]
    for name in TABLES:
        files = f"SELECT * FROM read_parquet('{_quoted(str(folder / name))}-*.parquet', union_by_name = true)"
        text = files if counts[name] else _empty(name, headings)
        connection.execute(f"CREATE OR REPLACE VIEW {'held' if name == 'awards' else name} AS {text}")
    leads = connection.execute("SELECT COUNT(lead) FROM held").fetchall()[0][0]
    return Copy(connection, Layout.of(headings, counts, leads))


def put_awards(connection: "DuckDBPyConnection", currency: str | None) -> None:
    """Make `awards` of the awards that are `held`: those without a currency are taken to be in `currency`."""
    assumed = f" REPLACE (COALESCE(currency, '{_quoted(currency)}') AS currency)" if currency else ""
    connection.execute(f"CREATE OR REPLACE VIEW awards AS SELECT *{assumed} FROM held")


def _empty(name: str, headings: Sequence[str]) -> str:
    typed = ", ".join(f"CAST(NULL AS {kind}) AS {column}" for column, kind in columns(name, headings).items())
    return f"SELECT {typed} WHERE FALSE"
