"""`check`: what the rules find in a dataset, a row a finding; and the rules themselves."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from grantcli.checks.registry import chosen
from grantcli.checks.rule import Examined, Finding, Rule, Severity
from grantcli.errors import UsageError, nearest
from grantcli.model import Book
from grantcli.reports.data import Data
from grantcli.reports.notes import plural
from grantcli.table import Cell, Column, Kind, Table

SEVERITIES = tuple(severity.name.lower() for severity in sorted(Severity, reverse=True))
"""What a severity is called, the worst first."""

_Found = tuple[Rule, Finding]
_AWARD = re.compile(r"awards\[(\d+)\](?:\.([a-z]+).*)?")
_GRANT = re.compile(r"grants/(\d+)(?:/(.*))?")
_ELEMENT = re.compile(r"(?:(.*):)?(grants/\d+)")
"""Where an award stands in JSON, its file before it where there are several: a path more than a line."""
_KEYS = {"amount": "amountAwarded", "awarded": "awardDate", "lead": "recipientOrganization", "partners": "recipientOrganization",
         "funder": "fundingOrganization"}  # fmt: skip
"""What a part of an award is called in a 360Giving grant, where it is not the same."""


def check(data: Data, today: date, *, rules: Iterable[str] = (), severity: str = "warning", fail_on: str = "error") -> Table:
    """Return what these rules (all, when none is named) find at `severity` or above.

    The table reports a fault when something was found at `fail_on` or above, shown or not. `today` is the day that
    awards are held against. UsageError for a rule or a severity that there is not.
    """
    from grantcli.checks.grants import grants

    run, lowest, failing = chosen(rules), _severity("severity", severity), _severity("fail-on", fail_on)
    examined = Examined(data.book, data.view.register, data.book.grants or grants(data.book), today)
    everything = [(rule, finding) for rule in run for finding in rule.find(examined)]
    shown = sorted((each for each in everything if each[0].severity >= lowest), key=_order)
    ran = f"{plural(len(run), 'rule')} ran on {plural(len(data.book.awards), 'award')}"
    said = (*data.said, ran if everything else f"{ran}; nothing was found", *_hidden(everything, lowest))
    objects = [number for number, grant in enumerate(data.book.grants) if isinstance(grant, dict)]
    rows = tuple(_row(data, rule, finding, objects) for rule, finding in shown)
    return Table(_COLUMNS, rows, _counted(shown), said, found=any(rule.severity >= failing for rule, _ in everything))


_COLUMNS = (
    Column("rule", Kind.ID),
    Column("severity", Kind.ID, weight=1),
    Column("award", Kind.ID, weight=2),
    Column("place", Kind.ID, weight=3),
    Column("path", Kind.ID, weight=5),
    Column("found", Kind.TEXT),
    Column("do", Kind.TEXT, weight=4),
)


def _severity(option: str, name: str) -> Severity:
    if name not in SEVERITIES:
        known = f"--{option}: `{name}` is not one of {', '.join(SEVERITIES)}"
        raise UsageError(known, did_you_mean=nearest(name, SEVERITIES, most=1))
    return Severity[name.upper()]


def _order(each: _Found) -> tuple[int, str, str, str, str]:
    rule, finding = each
    return -rule.severity, rule.id, finding.award or "", _aligned(finding.path), finding.found


def _aligned(path: str) -> str:
    """Return a path with its numbers as long as any, so that texts stand in the order of numbers."""
    return re.sub(r"\d+", lambda number: number[0].zfill(9), path)


def _row(data: Data, rule: Rule, finding: Finding, objects: Sequence[int]) -> tuple[Cell, ...]:
    line, path = _place(finding, data.book, objects)
    return rule.id, _name(rule.severity), finding.award, data.place(line), path or None, finding.found, rule.do


def _place(finding: Finding, book: Book, objects: Sequence[int]) -> tuple[int | str | None, str]:
    """Return the line of a finding, and its path as the file has it: rules look at awards and at grants, a file holds one.

    `objects` are the numbers of those elements of `grants` that are awards.
    """
    award, grant = _AWARD.fullmatch(finding.path), _GRANT.fullmatch(finding.path)
    if not (book.grants and (award or grant)):
        return book.awards[int(grant[1])].line if grant else finding.line, finding.path
    number = int(award[1]) if award else bisect_left(objects, int(grant[1]) if grant else 0)
    key = _KEYS.get(award[2], award[2]) if award else grant and grant[2]
    line, element = book.awards[number].line, f"grants/{objects[number]}"
    if inside := _ELEMENT.fullmatch(str(line)):
        line, element = inside.groups()
    return line, f"{element}/{key}" if key else element


def _name(severity: Severity) -> str:
    return severity.name.lower()


def _counted(found: Sequence[_Found]) -> str:
    """Say how many findings of each severity there are."""
    counts = Counter(_name(rule.severity) for rule, _ in found)
    words = {"error": "error", "warning": "warning", "info": "finding of severity info"}
    many = {"info": "findings of severity info"}
    return (
        ", ".join(plural(counts[name], words[name], many.get(name, "")) for name in SEVERITIES if counts[name])
        or "nothing to show"
    )


def _hidden(found: Sequence[_Found], lowest: Severity) -> list[str]:
    """Say how much lies below what is shown."""
    counts = Counter(rule.severity for rule, _ in found if rule.severity < lowest)
    parts = [f"{counts[severity]:,} more of severity {_name(severity)}" for severity in sorted(counts, reverse=True)]
    return [f"{', '.join(parts)}; --severity {_name(min(counts))} shows them"] if counts else []


def rules(ids: Iterable[str] = (), severity: str = "info") -> Table:
    """Return the rules of this severity or above, a row each."""
    lowest = _severity("severity", severity)
    listed = [rule for rule in chosen(ids) if rule.severity >= lowest]
    rows = tuple((rule.id, _name(rule.severity), rule.source, rule.help, rule.do) for rule in listed)
    return Table(_RULE_COLUMNS, rows, plural(len(rows), "rule"))


_RULE_COLUMNS = (
    Column("rule", Kind.ID),
    Column("severity", Kind.ID, weight=1),
    Column("source", Kind.TEXT, weight=3),
    Column("help", Kind.TEXT),
    Column("do", Kind.TEXT, weight=2),
)
