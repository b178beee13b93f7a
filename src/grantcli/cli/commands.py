"""The commands: each two lines over `Dataset`, and one row in the table of commands."""

from collections.abc import Callable
from dataclasses import dataclass

from grantcli.cli.call import Call
from grantcli.cli.options import ACROSS, BY, DATA, ERRORS, MEASURE, NARROWING, ON, OUTPUT, TABLE, TOP, WHY, Option
from grantcli.errors import UsageError
from grantcli.query import EVERYTHING
from grantcli.table import Table


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Command:
    """One command: what runs, what it is for, the words it takes and its options."""

    name: str
    run: Callable[[Call], Table | str]
    help: str
    metavar: str
    options: tuple[Option, ...]
    example: str


def _list(call: Call) -> Table:
    return call.dataset.list(call.where, **call.shape)


def _filter(call: Call) -> Table:
    if call.where == EVERYTHING:
        raise UsageError("filter needs a term", hint="for example `grantcli filter council:leeds`; `grantcli list` shows all")
    return call.dataset.filter(call.where, why=call.on("why"), **call.shape)


def _show(call: Call) -> Table:
    if not call.words:
        raise UsageError("show needs the id of an award", hint="`grantcli list` shows the ids")
    return call.arranged(call.dataset.show(*call.words))


def _total(call: Call) -> Table:
    across = call.text("across")
    if call.text("measure") and not across:
        raise UsageError("--measure goes with --across", hint="`--columns` chooses the measures of a plain total")
    return call.arranged(
        call.dataset.total(
            call.where,
            by=call.text("by"),
            across=across,
            measure=call.text("measure") or "total",
            top=call.number("top"),
        )
    )


def _compare(call: Call) -> Table:
    on = call.text("on") or None
    return call.arranged(call.dataset.compare(*call.words, on=on, where=call.narrowed, by=call.text("by")))


def _fields(call: Call) -> Table:
    if len(call.words) > 1:
        raise UsageError("fields takes one field at the most", hint="`grantcli fields council`")
    return call.arranged(call.dataset.fields(*call.words))


def _help(call: Call) -> str:
    from grantcli.cli.topics import topic

    return topic(" ".join(call.words))


def _completion(call: Call) -> str:
    from grantcli.cli.shells import script

    if not call.words or call.words[0] != "show" or len(call.words) > 2:  # noqa: PLR2004 - `show SHELL`
        raise UsageError("completion takes `show` and a shell", hint="`grantcli completion show bash`, `zsh` or `fish`")
    return script("".join(call.words[1:]))


_ASK = (*NARROWING, *DATA)
_SHOW = (*TABLE, *OUTPUT, *ERRORS)

COMMANDS = {
    row.name: row
    for row in (
        Command("list", _list, "List awards, all or those that the terms ask for.", "[TERMS]", (*_ASK, *_SHOW),
                "grantcli list council:leeds --sort -amount"),
        Command("filter", _filter, "List the awards that the terms ask for, and say how many of how many match.", "TERMS",
                (*_ASK, WHY, *_SHOW), "grantcli filter stage:beta 'amount>=100k' --why"),
        Command("show", _show, "Show awards whole: everybody in them, dates, basis, outcome and every source line.", "ID...",
                (*DATA, *_SHOW), "grantcli show ldf2-repairs"),
        Command("total", _total, "Count and add up awards, by any fields.", "[TERMS]",
                (*_ASK, BY, ACROSS, MEASURE, TOP, *_SHOW), "grantcli total funder:lga --by programme"),
        Command("compare", _compare, "Put two or more questions, or values of a field, side by side.", "A B [C...]",
                (*_ASK, ON, BY, *_SHOW), "grantcli compare programme:round-2 programme:round-3 --by stage"),
        Command("fields", _fields, "Show what can be asked; for one field, its values with counts.", "[FIELD]",
                (*DATA, *_SHOW), "grantcli fields council"),
        Command("help", _help, "Explain a topic: filters, formats, fields, exit-codes, environment.", "[TOPIC]", ERRORS,
                "grantcli help filters"),
        Command("completion", _completion, "Print the completion script for a shell: bash, zsh or fish.", "show SHELL",
                ERRORS, 'eval "$(grantcli completion show bash)"'),
    )
}  # fmt: skip
"""Every command by name, in the order of `--help`."""
