"""grantcli: questions about grant awards, with answers that can be traced.

import grantcli

print(grantcli.open().total(by="programme").rows)
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from grantcli.dataset import Dataset

__version__ = "0.1.0"


def open(  # noqa: A001, PLR0913 - the word for it, and every way by keyword
    path: "str | Path | Sequence[str | Path] | None" = None, *, currency: str | None = None, fy_start: int = 4,
    real: str | None = None, columns: "Mapping[str, str] | None" = None, sheet: str | tuple[str, ...] = "",
    dayfirst: bool | None = None, engine: str = "auto", memory: str = "", cache: bool = True,
    decimal: str = "", scale: int | None = None, periods: str = "",
    header: tuple[int, ...] = (), skip: int = 0, every_row: bool = False, one_per: str = "", every_spelling: bool = False,
    organisations: "str | Path | None" = None, century: int = 0, day_numbers: str = "", skip_hidden: bool = False,
    no_fill: bool = False, fill_down: tuple[str, ...] = (), max_unpacked: int = 0, places: "str | Path" = "",
    each: "Sequence[Mapping[str, Any]]" = (),
) -> "Dataset":  # fmt: skip
    """Return the awards in the file at `path`, in several files together, or the bundled ones.

    How to read a table:

    - `columns`: the heading for a field or a path of the standard, `{"amount": "Value agreed"}`.
    - `sheet`: a sheet of a workbook, or several. `skip_hidden` sets hidden rows aside. With `no_fill` a merged cell counts in its
      first row only. `fill_down`: the headings of columns in which a blank cell means the text above it.
    - `header`: the lines of the headings, `(3,)` or `(3, 4)`. `skip`: how many lines at the top to skip. With `every_row` each
      row below the headings is an award, never a total or a note.
    - `dayfirst`: whether 03/04/2019 is 3 April. `periods`: whether 2009-10 is one of `months` or of `years`. `century`: the first
      of the hundred years for years of two digits. `day_numbers`: the year that day numbers count from, `1900`, `1904` or `none`.
    - `decimal`: the decimal sign, `.` or `,`. `scale`: the factor of all figures, whatever headings say. `currency`: the currency
      (ISO 4217) of awards that state none.
    - `max_unpacked`: how many bytes a packed file, a workbook or a pipe may come to, instead of the usual limits.
    - `one_per`: use one award of each identifier: `id` the first, `id:last`, or `id:latest=FIELD`.
    - `every_spelling`: keep apart the names of one organisation. `organisations`: a file of decisions which ones are the same.
    - `places`: a CSV file that says in which district codes and postcodes lie that are not known. It and `organisations` may be
      addresses of the web.
    - `each`: for several files, what differs for each: `[{"sheet": "2019"}, {"decimal": ","}]`.

    How to answer: a financial year begins in month `fy_start`; with `real`, a financial year such as `2024-25`, totals are in the
    prices of that year. `engine` is `auto`, `memory` or `duckdb`; `memory` limits DuckDB (`2GB`); with `cache` false no copy of a
    large file is stored.

    `grantcli.errors.DataError` when a file cannot be read.
    """
    from grantcli.dataset import open_dataset

    return open_dataset(path, currency=currency, fy_start=fy_start, real=real, columns=columns, sheet=sheet, dayfirst=dayfirst,
                        engine=engine, memory=memory, cache=cache, decimal=decimal, scale=scale, periods=periods,
                        header=header, skip=skip, every_row=every_row, one_per=one_per,
                        every_spelling=every_spelling, organisations=organisations, century=century, day_numbers=day_numbers,
                        skip_hidden=skip_hidden, no_fill=no_fill, fill_down=fill_down, max_unpacked=max_unpacked,
                        places=places,
                        each=each)  # fmt: skip
