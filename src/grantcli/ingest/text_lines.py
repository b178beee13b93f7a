"""Holds the rows that DuckDB reads of a text against its lines: none may be lost, and each has to be named by its own line."""

from dataclasses import replace
from typing import TYPE_CHECKING

from grantcli.ingest.stage import StagedRows, TextScan

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection


class IrregularTextError(Exception):
    """DuckDB reads a text otherwise than the row reader; says what is irregular about it."""


def check_lines(connection: "DuckDBPyConnection", staged: StagedRows, scan: TextScan, rows: int) -> None:
    """Raise IrregularTextError where DuckDB may have read a text otherwise than Python does, or lost rows of it."""
    if scan.is_misread:
        raise IrregularTextError("blanks before a quotation mark, or a line end within a row")
    if rows == scan.lines:
        return
    if not rows or not 0 <= scan.lines - rows - _lines_within(connection, staged) <= scan.blank:
        raise IrregularTextError("lines that are no rows")


def with_line_numbers(connection: "DuckDBPyConnection", staged: StagedRows, rows: int) -> StagedRows:
    """Return it with places that are right; IrregularTextError where its lines are neither rows nor parts of cells."""
    if staged.lines is None or (lines := staged.lines()) == rows:
        return replace(staged, lines=None)
    if lines != rows + _lines_within(connection, staged):
        raise IrregularTextError("empty lines among the rows")
    ends = _line_ends(staged)
    # In the order of the file, row by row as their numbers are: windows with an ORDER BY sort the rows, with all of their texts.
    before = f"SUM({ends}) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) - ({ends})"
    return replace(staged, place=f"CAST({staged.place} + {before} AS BIGINT)", lines=None)


def _lines_within(connection: "DuckDBPyConnection", staged: StagedRows) -> int:
    """Return how many lines of a text end within a cell."""
    ((within,),) = connection.execute(f"SELECT COALESCE(SUM({_line_ends(staged)}), 0) FROM {staged.relation}").fetchall()
    return int(within)


def _line_ends(staged: StagedRows) -> str:
    """Return the SQL of how many line ends the cells of a row have."""
    return " + ".join(line_ends(f"c{index}") for index in range(len(staged.headings)))


def line_ends(cell: str) -> str:
    """Return the SQL of how many line ends a cell has."""
    return f"CASE WHEN CONTAINS({cell}, CHR(10)) THEN STRLEN({cell}) - STRLEN(REPLACE({cell}, CHR(10), '')) ELSE 0 END"
