"""`check`: what the rules find in a dataset, a row a finding; and the rules themselves."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from grantcli.checks.links import STALE
from grantcli.checks.rule import CheckContext, Finding, OpenLinks, Rule, Severity
from grantcli.checks.rulebook import select_rules
from grantcli.errors import UsageError, nearest
from grantcli.reports.data import Data
from grantcli.reports.notes import plural
from grantcli.table import Advice, Cell, Column, Detail, Kind, Table

SEVERITIES = tuple(severity.name.lower() for severity in sorted(Severity, reverse=True))
"""What a severity is called, the worst first."""

_RuleFinding = tuple[Rule, Finding]
_AWARD = re.compile(r"(?:grants/|awards\[)(\d+)")
_UPSTREAM = {"amount-zero": "amount-is-zero", "awarded-in-future": "award-date-in-future"}
"""Rules of ours that say of an award what a rule of 360Giving's tool says too; where both run, an award has one finding."""


def check(
    data: Data, today: date, *, rules: Iterable[str] = (), severity: str = "warning", fail_on: str = "error",
    open_links: OpenLinks | None = None,
) -> Table:  # fmt: skip
    """Return the findings of these rules (of all, when none is named) at `severity` or above; others are only counted.

    The table reports a fault when there is a finding at `fail_on` or above, shown or not. Rules compare awards with the day
    `today`. Links are opened by `open_links`, and not at all where there is none. UsageError for an unknown rule or severity.
    """
    from grantcli.checks.rulebook import run_rules

    selection, lowest, failing = _select(rules, open_links), _severity("severity", severity), _severity("fail-on", fail_on)
    context = CheckContext(replace(data.book, awards=()), data.view.register, today=today, open_links=open_links)
    counts: Counter[Severity] = Counter()
    findings: list[_RuleFinding] = []
    for rule, finding in _one_for_each_fact(run_rules(selection, data.engine.all_awards, context)):
        counts[rule.severity] += 1
        if rule.severity >= lowest:
            findings.append((rule, finding))
    findings.sort(key=_order)
    scope = f"{plural(len(selection), 'rule')} ran on {plural(data.count(), 'award')}"
    notes = (*data.notes, Detail(scope) if counts else f"{scope}; nothing was found", *_severity_notes(counts, lowest))
    rows = tuple(_row(data, rule, finding) for rule, finding in findings)
    title = f"{_summary(counts, lowest)} in {data.name}"
    return Table(
        _columns(findings), rows, title, (*notes, *_advice(findings)), has_faults=any(severity >= failing for severity in counts)
    )


def _one_for_each_fact(findings: Iterable[_RuleFinding]) -> Iterator[_RuleFinding]:
    """Yield the findings without those of our rules that a rule of 360Giving's tool has of the same award."""
    ours: list[_RuleFinding] = []
    upstream: set[tuple[str, object]] = set()
    for rule, finding in findings:
        if rule.id in _UPSTREAM:
            ours.append((rule, finding))
            continue
        if rule.id in _UPSTREAM.values():
            upstream.add((rule.id, _award(finding)))
        yield rule, finding
    yield from ((rule, finding) for rule, finding in ours if (_UPSTREAM[rule.id], _award(finding)) not in upstream)


def _award(finding: Finding) -> tuple[int | str | None, str]:
    """Return where the award of a finding is: its line or its file, and its number; an empty one for the file as a whole."""
    match = _AWARD.match(finding.path)
    return (finding.line, match[1]) if match else (None, "")


def _select(ids: Iterable[str], open_links: OpenLinks | None) -> tuple[Rule, ...]:
    """Return the rules to run: the one that opens links only where that is allowed, and it must run where that is asked for."""
    names = tuple(ids)
    selection = select_rules(names)
    if names and open_links is None and STALE in selection:
        raise UsageError(f"the rule `{STALE.id}` opens links, which nothing does unless you ask for it", hint="add `--links`")
    if open_links and STALE not in selection:
        raise UsageError(f"`--links` opens links for the rule `{STALE.id}`, which is left out", hint=f"add `--rule {STALE.id}`")
    return selection if open_links else tuple(rule for rule in selection if rule is not STALE)


_COLUMNS = (
    Column("rule", Kind.ID, weight=2),
    Column("severity", Kind.ID, weight=4),
    Column("award", Kind.ID, missing="–", rank=-2),
    Column("place", Kind.ID, weight=3),
    Column("path", Kind.ID, weight=5),
    Column("found", Kind.TEXT, title="what is wrong", room=44, rank=-1),
    Column("do", Kind.TEXT, for_people=False),
)
"""People read what to do once for each rule, in the notes."""


def _columns(findings: Sequence[_RuleFinding]) -> tuple[Column, ...]:
    """Return the columns; people see no column of severities that are all the same."""
    one = len({rule.severity for rule, _ in findings}) == 1
    return tuple(replace(each, for_people=each.for_people and not (one and each.name == "severity")) for each in _COLUMNS)


def _advice(findings: Sequence[_RuleFinding]) -> list[str]:
    """Say once for each rule what to do about its findings."""
    counts = Counter(rule.id for rule, _ in findings)
    rules = {rule.id: rule for rule, _ in findings}
    awards = Counter(rule for rule, (_, number) in {(rule.id, _award(finding)) for rule, finding in findings} if number)
    return [Advice(f"{name} ({_count(count, awards[name])}): {rules[name].do}") for name, count in counts.items()]


def _count(findings: int, awards: int) -> str:
    """Return how many findings there are, and in how many awards where one award has several."""
    return f"{findings:,} in {plural(awards, 'award')}" if 0 < awards < findings else f"{findings:,}"


def _severity(option: str, name: str) -> Severity:
    if name not in SEVERITIES:
        message = f"--{option}: `{name}` is not one of {', '.join(SEVERITIES)}"
        raise UsageError(message, did_you_mean=nearest(name, SEVERITIES, most=1))
    return Severity[name.upper()]


def _order(each: _RuleFinding) -> tuple[int, str, str, str, str]:
    rule, finding = each
    return -rule.severity, rule.id, finding.award or "", _sort_path(finding.path), finding.message


def _sort_path(path: str) -> str:
    """Return a path with its numbers padded to one length, so that texts sort in the order of numbers."""
    return re.sub(r"\d+", lambda number: number[0].zfill(9), path)


def _row(data: Data, rule: Rule, finding: Finding) -> tuple[Cell, ...]:
    place = data.place(finding.line)
    return rule.id, _name(rule.severity), finding.award, place, finding.path or None, finding.message, rule.do


def _name(severity: Severity) -> str:
    return severity.name.lower()


def _summary(counts: Mapping[Severity, int], lowest: Severity) -> str:
    """Say how many findings of each severity are shown."""
    words = {
        Severity.ERROR: ("error", ""),
        Severity.WARNING: ("warning", ""),
        Severity.INFO: ("finding of severity info", "findings of severity info"),
    }
    notes = (plural(counts[severity], *words[severity]) for severity in words if severity >= lowest and severity in counts)
    return ", ".join(notes) or "nothing to show"


def _severity_notes(counts: Mapping[Severity, int], lowest: Severity) -> list[str]:
    """Say how many findings are below the severity that is shown."""
    lower = sorted((severity for severity in counts if severity < lowest), reverse=True)
    parts = [f"{counts[severity]:,} more of severity {_name(severity)}" for severity in lower]
    return [f"{', '.join(parts)}; --severity {_name(lower[-1])} shows them"] if lower else []


def rules(ids: Iterable[str] = (), severity: str = "info") -> Table:
    """Return the rules of this severity or above, a row each."""
    lowest = _severity("severity", severity)
    selection = [rule for rule in select_rules(ids) if rule.severity >= lowest]
    rows = tuple((rule.id, _name(rule.severity), rule.source, rule.help, rule.do) for rule in selection)
    return Table(_RULE_COLUMNS, rows, plural(len(rows), "rule"))


_RULE_COLUMNS = (
    Column("rule", Kind.ID),
    Column("severity", Kind.ID, weight=1),
    Column("source", Kind.TEXT, weight=3),
    Column("help", Kind.TEXT),
    Column("do", Kind.TEXT, weight=2),
)
