"""Changes of the source that `mutations.py` does not make, because nothing that a user can see changes with them.

A person decided so, and says why. A row whose change cannot be made any longer is wrong (`tests/project/test_mutations.py`).
"""

_MANY = "if column.kind is Kind.MANY and column.lines and 0 < width < natural[index]:"
_LONGEST = "most = max(lines.longest + 1, _LEAST)"
_CR = 'if room.find(b"\\r", _CARRIED - 1, end) >= 0:'
_DESCRIPTION = '(folder / _FILE).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")'
EQUAL = {
    ("checks/quality.py", 'grants = {finding.path.split("/", 2)[1] for finding in findings}',
     'grants = {finding.path.split("/", (2 + 1))[1] for finding in findings}'): "the second part is the same",
    ("exports/sqlite.py", 'connection.execute("COMMIT")', "pass"): "what creates the indexes ends the transaction first",
    ("ingest/parse/dates.py", "continue", "pass"): "a date in ISO form shows no order, which takes longer to find out",
    ("ingest/stage/delimited.py", _CR, _CR.replace(">=", ">")): "what is found is never at the start",
    ("reports/totals.py", "MANY = 10_000", "MANY = (10_000 + 1)"): "answers are the same in memory and out of it",
    ("ingest/table_metadata.py", _DESCRIPTION, _DESCRIPTION.replace("False", "True")): "it is read as the same",
    ("query/questions.py", "middle: bool = True", "middle: bool = False"): "whoever asks says whether medians are wanted",
    ("render/parquet.py", _LONGEST, _LONGEST.replace("+", "-")): "the end of a line is no part of its object",
    ("render/parquet.py", _LONGEST, _LONGEST.replace("1", "(1 + 1)")): "a length that is not reached does nothing",
    ("render/table.py", _MANY, _MANY.replace("0 <", "0 <=")): "a width of 0 is that of a column that is hidden",
    ("render/table.py", _MANY, _MANY.replace("0 <", "(0 + 1) <")): "no column is as narrow",
    ("render/table.py", _MANY, _MANY.replace("< natural", "<= natural")): "values that need the whole width have it",
}  # fmt: skip
"""By module, the line as it is and the line as it would be: why it is equal."""
