"""Questions that people ask, each with the command line that answers it: for `grantcli help examples` and the man page."""

EXAMPLES: dict[str, tuple[tuple[str, str], ...]] = {
    "Who got how much": (
        ("each programme, with what is unknown", "grantcli total --by programme"),
        ("the ten councils with most, joint awards shared among them", "grantcli total --by council --split --top 10"),
        ("years by funder, in one table", "grantcli total --by fy --across funder"),
        ("the same in the prices of one year", "grantcli total --by fy --real 2024-25"),
    ),
    "One council, one programme, one word": (
        ("everything that Leeds takes part in, the largest first", "grantcli list council:leeds --sort -amount"),
        ("what the LGA gave, but not at beta", "grantcli list funder:lga -stage:beta"),
        ("either council, in one year", "grantcli list '(council:leeds or council:croydon) fy:2019-20'"),
        ("these words, wherever they stand", "grantcli filter '\"social care\"' --why"),
        ("who a council was on a day", "grantcli council buckinghamshire --on 2019-09"),
    ),
    "What came after what": (
        ("two rounds side by side", "grantcli compare programme:round-2 programme:round-3"),
        ("councils side by side", "grantcli compare --on council Leeds Croydon Camden"),
    ),
    "Is that figure right": (
        ("an award with every source line", "grantcli show ldf2-repairs"),
        ("what each row of an answer rests on", "grantcli total programme:round-3 --by stage --explain"),
        ("what is wrong or doubtful", "grantcli check"),
        ("what one document claims", "grantcli sources seed-002"),
    ),
    "Into another program": (
        ("CSV, chosen columns", "grantcli list stage:alpha -c id,lead,amount,currency -f csv"),
        ("a file; its suffix says the format", "grantcli total --by programme -o totals.md"),
        ("a database, awards whole", "grantcli list -o awards.sqlite"),
        ("what changed between two files", "grantcli diff bundled docs/example.csv"),
    ),
    "A file of your own": (
        ("who received what", "grantcli total --data docs/example.csv --by recipient"),
        ("each row that is not read as an award of its own, and why", "grantcli list --data docs/example.csv --rows"),
        ("which column was taken for which field", "grantcli fields --data docs/example.csv"),
    ),
    "Again tomorrow": (
        ("keep a question, and what its total is now", "grantcli save lga --expect total total funder:lga"),
        ("ask it, for one year", "grantcli run lga fy:2015-16"),
        ("are all figures still so?", "grantcli run --check"),
    ),
}
"""Under each heading what is asked, and how."""


def examples() -> str:
    """Return every example, a line of words and a line to type."""
    parts = []
    for heading, asked in EXAMPLES.items():
        lines = (f"  # {about}\n  {command}\n" for about, command in asked)
        parts.append(f"{heading}\n\n" + "".join(lines))
    return "\n".join((*parts, "`grantcli tutorial` shows ten questions with their answers.\n"))
