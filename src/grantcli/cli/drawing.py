"""Charts on their way into a file, with their title and where their figures come from."""

import re
from pathlib import Path

from grantcli import charts
from grantcli.charts.frame import Words
from grantcli.cli.call import Call
from grantcli.cli.line import line
from grantcli.cli.output import DRAWS, is_file, say, write_file, write_stdout
from grantcli.errors import UsageError
from grantcli.render.cells import lines
from grantcli.render.plot import plot
from grantcli.table import Table

_FEW = 5
_WORDS = {"fy": "financial year"}
"""What fields are called where nobody sees how they are asked."""


def draw(table: Table, call: Call, name: str) -> None:
    """Write the chart of an answer where the call says; what a chart has no room for goes to stderr."""
    if call.command not in DRAWS:
        raise UsageError(
            f"{name} is a chart, and `{call.command}` has none", hint="`grantcli total` and `grantcli compare` draw one"
        )
    made = charts.drawn(table, name, words(table, call))
    target = call.text("output")
    if is_file(target):
        write_file(Path(target), made)
    else:
        write_stdout(made)
    say(*table.notes[_FEW:])


def words(table: Table, call: Call) -> Words:
    """Return what stands round the chart: what is drawn, how many awards that is of, notes, data and the question."""
    drawn = plot(table)
    by = ", ".join(column.heading for column in drawn.keys)
    plain = drawn.own is not None and not drawn.series and call.command == "total"
    title = f"{drawn.measured.heading} by {by}" if plain and by else table.title
    counted = [table.title.partition(" by ")[0]] if plain and by else []
    place = next((place for place, column in enumerate(table.columns) if column == drawn.own), None)
    wholes = [] if place is None else ["".join(lines(row[place], table.columns[place])) for row in table.footer]
    under = ", ".join([*counted, *([f"true total{'s' * (len(wholes) > 1)} {', '.join(wholes)}"] if wholes else [])])
    version = f", version {call.dataset.version}" if call.dataset.version else ""
    source = f"Source: {call.dataset.data.label}{version}; {line(call)}"
    if call.command == "total":
        title = title[:1].upper() + re.sub(r"\bfy\b", _WORDS["fy"], title[1:])
    notes = [re.sub(r"^[a-z] is ", "", note) for note in table.notes[:_FEW]]  # no letters stand on a chart
    return Words(title, (under,) if under else (), (*notes, source))
