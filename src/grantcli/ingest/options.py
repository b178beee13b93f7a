"""The options for reading a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """The options of reading; what is not given is found out from the file."""

    sheet: str | tuple[str, ...] = ""
    """The sheet of a workbook that has the awards, or several."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """The heading of a column, by the field, path or title of the standard that it is read as."""
    dayfirst: bool | None = None
    """Whether `01/02/2015` is 1 February (`True`) or 2 January (`False`)."""
    decimal: str = ""
    """The decimal sign of figures, `.` or `,`; the other one groups digits."""
    scale: int = 0
    """What figures are times, whatever headings say; 0 where they decide."""
    periods: str = ""
    """What `2009-10` is in a column of dates: `months` or `years`."""
    currency: str = ""
    """The code that a mark such as `$` means where nothing in the file states the currency."""
    fy_start: int = 4
    """The month in which a financial year begins."""
    header: tuple[int, ...] = ()
    """The first and the last line, or row of a sheet, that has the headings."""
    skip: int = 0
    """This many lines, or rows of a sheet, at the top are skipped."""
    every_row: bool = False
    """Whether each row below the headings is an award, whatever it looks like."""
    century: int = 0
    """The first of the hundred years that a year of two digits is one of; 0 where the column shows it."""
    day_numbers: str = ""
    """The year from which numbers in place of dates count, `1900` or `1904`; `none` where they are not dates."""
    skip_hidden: bool = False
    """Whether the hidden rows of a workbook are set aside."""
    no_fill: bool = False
    """Whether a merged cell of a workbook counts in its first row alone."""
    fill_down: tuple[str, ...] = ()
    """Headings or fields of columns in which a blank cell means the text above it."""
    max_unpacked: int = 0
    """The bytes that a packed file, a workbook or a pipe may come to; 0 for the limits of `file_kind` and `workbook_details`."""
    folders: tuple[tuple[str, str, str], ...] = ()
    """What names of folders say that is read as a field: the field, the name and the text of each."""
