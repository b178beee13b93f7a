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
    no_fill: bool = False,
    each: "Sequence[Mapping[str, Any]]" = (),
) -> "Dataset":  # fmt: skip
    """Return the awards in the file at `path`, in several files together, or the bundled ones, ready to be asked.

    Awards without a currency are assumed to be in `currency`; a financial year begins in month `fy_start`; with
    `real` (a financial year such as `2024-25`) totals are in the prices of that year. Of a table, `columns` says which
    heading a field is taken from (`{"amount": "Value agreed"}`), `sheet` which sheet of a workbook, or which several, and
    `dayfirst` whether 03/04/2019 is in April; `decimal` is the decimal sign (`,`), `scale` what figures are times, and `periods`
    whether 2009-10 is one of `months` or of `years`. `engine` is `auto`, `memory` or `duckdb`; `memory` bounds
    DuckDB (`2GB`), and with
    `cache` false no copy of a large file is kept. `header=(3,)` or `(3, 4)` says in which lines the headings are, `skip`
    how many lines at the top are left out; with `every_row` no row is taken for a total or a note.
    `one_per` keeps one award of each identifier: `id` the first, `id:last`, or `id:latest=FIELD`.
    Names of one organisation, by its identifier, are one, unless `every_spelling` is true; `organisations` is a file of
    decisions which organisations are one.
    `century` is the first of the hundred years that a year of two digits is one of, `day_numbers` what day numbers count from
    (`1900`, `1904`, or `none`); of a workbook `skip_hidden` sets hidden rows aside, and with `no_fill` a merged cell counts in
    its first row alone.
    Of several files, `each` has what is otherwise for each: `[{"sheet": "2019"}, {"decimal": ","}]`.
    `grantcli.errors.DataError` when a file cannot be read.
    """
    from grantcli.dataset import open_dataset

    return open_dataset(path, currency=currency, fy_start=fy_start, real=real, columns=columns, sheet=sheet, dayfirst=dayfirst,
                        engine=engine, memory=memory, cache=cache, decimal=decimal, scale=scale, periods=periods,
                        header=header, skip=skip, every_row=every_row, one_per=one_per,
                        every_spelling=every_spelling, organisations=organisations, century=century, day_numbers=day_numbers,
                        skip_hidden=skip_hidden, no_fill=no_fill, each=each)  # fmt: skip
