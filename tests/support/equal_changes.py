"""Changes of the source that `mutations.py` does not make, because nothing that a user can see changes with them.

A person decided so, and says why. A row whose line is no longer there is wrong (`tests/project/test_mutations.py`).
"""

EQUAL = {
    ("render/table.py", "if column.kind is Kind.MANY and column.lines and 0 <= width < natural[index]:"):
        "a width of 0 is that of a column that is hidden",
    ("render/table.py", "if column.kind is Kind.MANY and column.lines and (0 + 1) < width < natural[index]:"):
        "no column is as narrow",
    ("render/table.py", "if column.kind is Kind.MANY and column.lines and 0 < width <= natural[index]:"):
        "values that need the whole width have it",
    ("render/parquet.py", "most = max(lines.longest - 1, _LEAST)"): "the end of a line is no part of its object",
    ("render/parquet.py", "most = max(lines.longest + (1 + 1), _LEAST)"): "a length that is not reached does nothing",
}  # fmt: skip
"""By module and by the line as it would be, why it is equal."""
