"""Holds the rows that DuckDB reads of a text against its lines: none may be lost, and each has to be named by its own line."""

from dataclasses import replace
from typing import TYPE_CHECKING

from grantcli.ingest.stage import StagedRows, TextScan

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection


class IrregularTextError(Exception):
    """DuckDB reads a text otherwise than the row reader; says what is irregular about it."""


def check_lines(connection: "DuckDBPyConnection", staged: StagedRows, scan: TextScan, rows: int) -> None:
    """Raise IrregularTextError where DuckDB may have read a text otherwise than Python does, or lost rows of it.

    Those that it has lost were below lines that it had to skip, or all of them.
    """
    if scan.is_misread:
        raise IrregularTextError("blanks before a quotation mark, or a line end within a row")
    if rows and (rows == scan.lines or not staged.above):  # to count the lines within cells reads the whole text again
        return
    within, blank = _lines_within(connection, staged)
    if not rows or not 0 <= scan.lines - rows - within <= scan.blank - blank:
        raise IrregularTextError("lines that are no rows")


def with_line_numbers(connection: "DuckDBPyConnection", staged: StagedRows, rows: int) -> StagedRows:
    """Return it with places that are right; IrregularTextError where its lines are neither rows nor parts of cells."""
    if staged.lines is None or (lines := staged.lines()) == rows:
        return replace(staged, lines=None)
    if lines != rows + _lines_within(connection, staged)[0]:
        raise IrregularTextError("empty lines among the rows")
    ends = _line_ends(staged)
    # In the order of the file, row by row as their numbers are: windows with an ORDER BY sort the rows, with all of their texts.
    before = f"SUM({ends}) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) - ({ends})"
    return replace(staged, place=f"CAST({staged.place} + {before} AS BIGINT)", lines=None)


def _lines_within(connection: "DuckDBPyConnection", staged: StagedRows) -> tuple[int, int]:
    """Return how many lines of a text end within a cell, and how many of these are blank, as `TextScan` counts them."""
    cells = [f"c{index}" for index in range(len(staged.headings))]
    blank = " + ".join(
        f"{_times(cell, two)}" for cell in cells for two in ("CHR(10) || CHR(10)", "CHR(10) || CHR(13) || CHR(10)")
    )
    sums = ", ".join(f"CAST(COALESCE(SUM({each}), 0) AS BIGINT)" for each in (_line_ends(staged), blank))
    ((within, blank_within),) = connection.execute(f"SELECT {sums} FROM {staged.relation}").fetchall()
    return within, blank_within


def _line_ends(staged: StagedRows) -> str:
    """Return the SQL of how many line ends the cells of a row have."""
    return " + ".join(line_ends(f"c{index}") for index in range(len(staged.headings)))


def line_ends(cell: str) -> str:
    """Return the SQL of how many line ends a cell has."""
    return _times(cell, "CHR(10)")


def _times(cell: str, part: str) -> str:
    """Return the SQL of how many times a part is in a cell; most have no line end, which is found out sooner."""
    count = f"(STRLEN({cell}) - STRLEN(REPLACE({cell}, {part}, ''))) // STRLEN({part})"
    return f"CASE WHEN CONTAINS({cell}, CHR(10)) THEN {count} ELSE 0 END"
