"""The SQL that trims texts as `str.strip` does."""

from grantcli.ingest.database import literal

BLANKS = "".join(filter(str.isspace, map(chr, range(0x3001))))
"""What `str.strip` takes away."""


def bare_sql(cell: str) -> str:
    """Return whether a cell begins and ends with a character from `!` to `~`."""
    return f"{cell} >= '!' AND {cell} < CHR(127) AND {cell}[-1] BETWEEN '!' AND '~'"


def trim_sql(cell: str) -> str:
    """Return a cell without the blanks at its ends; nothing where it has only blanks.

    A text between `!` and `~` at both ends is as it is, which is cheaper to find out.
    """
    return f"CASE WHEN {bare_sql(cell)} THEN {cell} ELSE NULLIF(TRIM({cell}, {literal(BLANKS)}), '') END"
