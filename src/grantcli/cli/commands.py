"""The commands: each two lines over `Dataset`, and one row in the table of commands."""

# long: a function and a row for each command

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from grantcli.cli import options
from grantcli.cli.call import Call
from grantcli.cli.options import BY, DATA, ERRORS, NARROWING, OUTPUT, SAVING, TABLE, Option
from grantcli.dataset import as_filter
from grantcli.dates import PartialDate
from grantcli.errors import UsageError
from grantcli.query import EVERYTHING
from grantcli.reports.data import both
from grantcli.table import Table

if TYPE_CHECKING:
    from grantcli.reports.listing import Whole


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Command:
    """One command: what runs, what it is for, the words it takes and its options."""

    name: str
    run: "Callable[[Call], Table | Whole | str]"
    help: str
    metavar: str
    options: tuple[Option, ...]
    example: str
    stays: bool = False
    """Whether it stays until it is left, and shows itself that it reads."""


def _list(call: Call) -> "Table | Whole":
    from grantcli.cli.saving import export, require

    if name := export(call):
        require(call, name)
        return call.dataset.whole(call.where, sort=call.text("sort"), limit=call.number("limit"))
    return call.dataset.list(call.where, **call.shape, explain=_explain(call))


def _filter(call: Call) -> Table:
    if call.where == EVERYTHING:
        raise UsageError("filter needs a term", hint="for example `grantcli filter council:leeds`; `grantcli list` shows all")
    return call.dataset.filter(call.where, why=call.on("why"), **call.shape)


def _show(call: Call) -> Table:
    if not call.words:
        raise UsageError("show needs the id of an award", hint="`grantcli list` shows the ids")
    return call.arranged(call.dataset.show(*call.words, explain=_explain(call)))


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
            split=call.on("split"),
            stated_only=call.on("stated_only"),
            explain=_explain(call),
            measures=_looked_at(call),
        )
    )


def _looked_at(call: Call) -> str:
    """Return the columns that are shown or sorted by; none, which means all, unless they are chosen."""
    return f"{call.text('columns')},{call.text('sort').replace('-', '')}" if call.text("columns") else ""


def _compare(call: Call) -> Table:
    return call.arranged(
        call.dataset.compare(
            *call.words,
            on=call.text("on") or None,
            where=call.narrowed,
            by=call.text("by"),
            split=call.on("split"),
            stated_only=call.on("stated_only"),
            explain=_explain(call),
        )
    )


def _explain(call: Call) -> bool | str:
    return call.text("explain_row") or call.on("explain")


def _report(call: Call) -> str:
    from grantcli.cli.sharing import page

    return page(call, _today(call) if call.text("today") else None)


def _sources(call: Call) -> Table:
    match call.words:
        case () | (_,) if call.words != ("verify",):
            return call.arranged(call.dataset.sources(*call.words))
        case ("verify", folder):
            return call.arranged(call.dataset.verify(folder))
        case _:
            raise UsageError("sources takes one source, or `verify` and a folder", hint="`grantcli sources verify DIR`")


def _diff(call: Call) -> Table:
    if len(call.words) < 2:  # noqa: PLR2004 - OLD and NEW
        raise UsageError(
            "diff takes two files", hint="for example `grantcli diff old.csv new.csv`; `bundled` is the bundled awards"
        )
    old, new = (call.asking(name).dataset for name in call.words[:2])
    table = old.diff(new, both(as_filter(call.words[2:]), call.narrowed))
    return replace(call.arranged(table), found=call.on("exit_code") and bool(table.rows))


def _council(call: Call) -> Table:
    if not call.words:
        raise UsageError("council needs a name", hint="for example `grantcli council leeds`; a code will do too")
    return call.arranged(call.dataset.council(*call.words, on=call.text("on") or None))


def _check(call: Call) -> Table:
    from grantcli.reports.checking import rules

    if call.words:
        raise UsageError("check takes no terms; it looks at all awards", hint="--rule and --severity choose what is shown")
    severity, named = call.text("severity"), call.options.get("rule") or ()
    if call.on("list_rules"):
        return call.arranged(rules(named, severity or "info"))
    fail_on = call.text("fail_on") or "error"
    return call.arranged(call.dataset.check(today=_today(call), rules=named, severity=severity or "warning", fail_on=fail_on))


def _today(call: Call) -> date:
    """Return the day that counts as today: the one that is given, or the real one."""
    text = call.text("today")
    try:
        given = PartialDate.parse(text) if text else None
    except ValueError as error:
        raise UsageError(f"--today: {error}") from error
    if given and (given.month is None or given.day is None):
        raise UsageError(f"--today: `{text}` is not a day like 2019-09-12")
    return date.fromisoformat(given.first) if given else datetime.now().astimezone().date()


def _fields(call: Call) -> Table:
    if len(call.words) > 1:
        raise UsageError("fields takes one field at the most", hint="`grantcli fields council`")
    return call.arranged(call.dataset.fields(*call.words))


def _cache(call: Call) -> Table:
    from grantcli.ingest import cache
    from grantcli.reports.copies import cleared, copies

    if call.words == ("clear",):
        return call.arranged(cleared(cache.clear()))
    if call.words:
        raise UsageError("cache takes nothing, or `clear`", hint="`grantcli cache clear` removes every copy")
    return call.arranged(copies([(each.of, each.size, each.day) for each in cache.kept()], str(cache.folder())))


def _load(call: Call) -> Table:
    from grantcli.cli.loading import load

    return load(call)


def _save(call: Call) -> str:
    from grantcli.cli.kept import save

    return save(call)


def _run(call: Call) -> Table:
    """Only with --check does it come here: without, `reading.read` has put the question in its place."""
    from grantcli.cli.checking import check

    return call.arranged(check(call))


def _saved(call: Call) -> Table:
    from grantcli.cli.kept import saved

    return call.arranged(saved(call))


def _config(call: Call) -> Table:
    from grantcli.cli.config import config

    if call.words:
        raise UsageError("config takes no words; it shows every setting", hint="`grantcli help settings` says how to set one")
    return call.arranged(config(ignored=call.on("no_config")))


def _browse(call: Call) -> str:
    from grantcli.cli.browse import browse

    return browse(call)


def _serve(call: Call) -> str:
    from grantcli.cli.serve import serve

    return serve(call)


def _help(call: Call) -> str:
    from grantcli.cli.topics import TOPICS, topic

    name = " ".join(call.words)
    if name in COMMANDS and name not in TOPICS:
        from grantcli.cli.reading import explained

        return explained(name)
    return topic(name)


def _tutorial(call: Call) -> str:
    from grantcli.cli.tutorial import tutorial

    if call.words:
        raise UsageError("tutorial takes no words; it shows all of its questions", hint="`grantcli help examples` has more")
    return tutorial(call)


def _completion(call: Call) -> str:
    from grantcli.cli.shells import script

    match call.words:
        case ("show",) | ("show", _):
            return script("".join(call.words[1:]))
        case ("install",) | ("install", _):
            from grantcli.cli.installing import install

            return install("".join(call.words[1:]))
        case _:
            hint = "`grantcli completion install`, or `grantcli completion show bash`, `zsh` or `fish`"
            raise UsageError("completion takes `install` or `show`, and a shell", hint=hint)


_ASK = (*NARROWING, *DATA)
_SHOW = (*TABLE, *OUTPUT, *ERRORS)
_DRAW = (*TABLE, *options.DRAWING, *ERRORS)
_COUNT = (options.SPLIT, options.REAL, options.STATED_ONLY)

COMMANDS = {
    row.name: row
    for row in (
        Command("list", _list, "List awards, all or those that the terms ask for.", "[TERMS]",
                (*_ASK, options.REAL, *options.EXPLAIN, *TABLE, *SAVING, *ERRORS), "grantcli list council:leeds --sort -amount"),
        Command("filter", _filter, "List the awards that the terms ask for, and say how many of how many match.", "TERMS",
                (*_ASK, options.REAL, options.WHY, *_SHOW), "grantcli filter stage:beta 'amount>=100k' --why"),
        Command("show", _show, "Show awards whole: everybody in them, dates, basis, outcome and every source line.", "ID...",
                (*options.EXPLAIN, *DATA, *_SHOW), "grantcli show ldf2-repairs"),
        Command("total", _total, "Count and add up awards, by any fields.", "[TERMS]",
                (*_ASK, BY, options.ACROSS, options.MEASURE, options.TOP, *_COUNT, options.CHART, *options.EXPLAIN, *_DRAW),
                "grantcli total funder:lga --by programme"),
        Command("compare", _compare, "Put two or more questions, or values of a field, side by side.", "A B [C...]",
                (*_ASK, options.ON, BY, *_COUNT, options.CHART, *options.EXPLAIN, *_DRAW),
                "grantcli compare programme:round-2 programme:round-3 --by stage"),
        Command("report", _report, "Write a page to share, one HTML file: figures, charts, tables, notes, disputes, method.",
                "[TERMS]", (*_ASK, *_COUNT, *options.PAGE, *ERRORS), "grantcli report funder:lga -o page.html"),
        Command("diff", _diff, "Show which awards one file has added, withdrawn or changed against another, by id.",
                "OLD NEW [TERMS]", (*NARROWING, *options.READING, options.EXIT_CODE, *_SHOW),
                "grantcli diff 2023.csv 2024.csv funder:lga"),
        Command("council", _council, "Show who a council is and was, and its awards under every name it has had.", "NAME...",
                (options.WHEN, *DATA, *_SHOW), "grantcli council buckinghamshire --on 2019-09"),
        Command("sources", _sources, "List documents and pages; show what one claims; verify claims against documents.",
                "[ID | verify DIR]", (*DATA, *_SHOW), "grantcli sources verify documents/"),
        Command("browse", _browse, "Look through awards in the terminal: facets, totals, the evidence of each award.", "[TERMS]",
                (*NARROWING, *options.OPENING, *TABLE[:2], *ERRORS), "grantcli browse funder:lga --sort -amount",
                stays=True),
        Command("serve", _serve, "Explore awards in a web browser: a server on this machine, over a database of its own.",
                "[TERMS]", (*NARROWING, *options.OPENING, *options.SERVING, options.KEEPING[0], *ERRORS),
                "grantcli serve --data awards.csv", stays=True),
        Command("check", _check, "Look for what is wrong with the awards: one line a finding; exit 4 on an error.", "",
                (*options.CHECK, *DATA, *_SHOW), "grantcli check --severity info --rule total-not-itemised"),
        Command("fields", _fields, "Show what can be asked; for one field, its values with counts.", "[FIELD]",
                (*DATA, *_SHOW), "grantcli fields council"),
        Command("cache", _cache, "Show the copies of large files that are kept to answer sooner; remove them all.", "[clear]",
                _SHOW, "grantcli cache clear"),
        Command("load", _load, "Put awards where a database or a cluster has them, to be asked there with --data.", "[FILE...]",
                (*options.LOADING, *_SHOW), "grantcli load awards.csv --to 'postgresql://db.example/grants?table=awards'"),
        Command("save", _save, "Keep a question under a name, and with it what its figures should be.", "NAME COMMAND...",
                (*options.KEEPING[:3], *ERRORS), "grantcli save lga --expect total total funder:lga --by programme"),
        Command("run", _run, "Ask a question that is kept, with more terms and options; or check what is expected of all.",
                "NAME [TERMS]", (options.KEEPING[0], options.KEEPING[3], *_SHOW), "grantcli run lga fy:2019-20 -f csv"),
        Command("saved", _saved, "List the questions that are kept; take one out.", "",
                (options.KEEPING[0], options.REMOVE, *_SHOW), "grantcli saved"),
        Command("config", _config, "Show what each setting is, and where it comes from: a variable or a file.", "", _SHOW,
                "grantcli config"),
        Command("help", _help, "Explain a topic: filters, files, formats, fields, settings, and more.", "[TOPIC]", ERRORS,
                "grantcli help filters"),
        Command("tutorial", _tutorial, "Show ten questions of the bundled awards, each with its answer.", "",
                (*(each for each in OUTPUT if each.name in {"color", "no-pager"}), *ERRORS), "grantcli tutorial"),
        Command("completion", _completion, "Install or show the completion script for a shell: bash, zsh or fish.",
                "install|show [SHELL]", ERRORS, "grantcli completion install"),
    )
}  # fmt: skip
"""Every command by name, in the order of `--help`."""
