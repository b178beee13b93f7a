"""`grantcli tutorial`: ten questions of the bundled awards, asked while it is shown, so that no answer is out of date."""

import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from textwrap import fill
from typing import Annotated

from grantcli.cli import app, terminal
from grantcli.cli.command_class import answer as answer_of
from grantcli.cli.command_class import command
from grantcli.cli.failures import lines
from grantcli.cli.options import OnlyOptions, Output
from grantcli.errors import GrantcliError
from grantcli.render import render
from grantcli.render.style import Style
from grantcli.table import Table


@dataclass(frozen=True, slots=True)
class Step:
    """One question in words, the command line that asks it, and what there is to see."""

    question: str
    command: str
    remark: str


STEPS = (
    Step("Who got how much?", "grantcli total --by programme -c programme,awards,unknown,total,share",
         "One amount is unknown. It is counted, it is not zero, and the notes say so. They also say how "
         "much of the totals is printed in a source, and how much of it is worked out or disputed."),
    Step("What can be asked?", "grantcli fields stage",
         "`grantcli fields` lists every field; with the name of one, its values. A question is made of "
         "them: `stage:beta`, `council:leeds`, `fy:2019-20`, `amount>=100k`, or a bare word."),
    Step("What did Leeds get?", "grantcli list council:leeds -c id,title,lead,amount --sort -amount",
         "Leeds takes part in all of these, whoever leads. `--council leeds` means the same. Capitals, "
         "Council and Borough do not matter, and a council is found under every name it has had."),
    Step("Which large awards are not at beta?", "grantcli filter -stage:beta 'amount>=100k' --why -c id,stage,amount",
         "An award must match every term; `-` or `not` turns a term round; `or` and ( ) work too. A shell wants "
         "quotes round < > ( ). --why says what each term removes."),
    Step("What did each region get, when joint awards are shared?",
         "grantcli total --by region --split -c region,awards,total,share -n 4",
         "A joint award counts under each council in it. --split shares it among them, to the penny, so "
         "that the rows add up; without it a note warns that they do not."),
    Step("How did years and stages go together?", "grantcli total programme:ldf --by fy --across stage",
         "--across lays a second field out as columns, with both margins."),
    Step("What changed from one round to the next?", "grantcli compare programme:round-2 programme:round-3",
         "You can compare two or more questions side by side; --by compares them group by group."),
    Step("Is £800,000 right?", "grantcli show ldf2-repairs -c id,title,amount,rule,rejected",
         "One article prints it. It is kept as it was printed, and rejected, with the reason. --explain on "
         "any answer shows which awards, sources and lines are behind each row."),
    Step("What if I mistype?", "grantcli list fundr:lga",
         "A mistake is an error with a suggestion, never an empty answer. A value that nothing has gives "
         "no rows, and a note with the nearest value that there is."),
    Step("How does it get into a spreadsheet?", "grantcli total funder:lga --by fy -c fy,awards,total,currency -f csv",
         "-f names a format (csv, json, xlsx, parquet and more), `-o FILE` writes a file. Amounts are plain "
         "numbers with their currency beside them, and notes go to stderr, out of the way."),
)  # fmt: skip
_END = (
    "Go on with your own file: `grantcli total --data FILE --by recipient`. `grantcli save NAME COMMAND...` saves a question. "
    "`grantcli help examples` has more of them, `grantcli help filters` the whole language."
)
_WIDTH = 78


@command("Set up")
def tutorial(*, output: Annotated[Output, OnlyOptions("color", "no_pager")]) -> str:
    """Show ten questions about the bundled awards, each with its answer.

    Example: grantcli tutorial
    """
    on_screen = terminal.is_terminal(sys.stdout)
    style = terminal.style(sys.stdout, output.color or "", terminal=on_screen)
    parts = [_part(number, step, style) for number, step in enumerate(STEPS, 1)]
    return "\n".join((*parts, f"{fill(_END, _WIDTH, break_on_hyphens=False)}\n"))


def _part(number: int, step: Step, style: Style) -> str:
    heading = f"{number}. {step.question}"
    heading = f"\x1b[1m{heading}\x1b[0m" if style.color else heading
    return f"{heading}\n\n$ {step.command}\n{answer(step.command, style)}\n{fill(step.remark, _WIDTH, break_on_hyphens=False)}\n"


def answer(typed_line: str, style: Style) -> str:
    """Return what a command line answers of the bundled awards, stdout and then stderr."""
    try:
        return "".join(_answer(typed_line, style))
    except GrantcliError as error:
        return "".join(f"{line}\n" for line in lines(error))


def _answer(line: str, style: Style) -> Iterator[str]:
    name, *args = shlex.split(line)[1:]
    context = app.load(name).read(args, {})
    table = answer_of(context)
    if isinstance(table, Table):
        form = context.obj[Output].format or "table"
        yield render(table, form, style if form == "table" else replace(style, color=False)).text
        yield from () if form == "table" else (f"note: {note}\n" for note in table.notes)
