"""`grantcli check`: what is wrong with the awards."""

from datetime import date, datetime
from typing import Annotated

from grantcli.cli.command import command
from grantcli.cli.options import AllOptionsBut, Input, Level, Output, Texts, Today
from grantcli.cli.panels import option
from grantcli.dates import PartialDate
from grantcli.errors import UsageError
from grantcli.table import Table

_Rule = Annotated[Texts, option(metavar="ID", help="run this rule; give it again to run several")]
_Severity = Annotated[Level | None, option(metavar="LEVEL", help="show what is this bad or worse: error, warning or info (warning"
                                           " if not given)")]  # fmt: skip
_FailOn = Annotated[Level, option(metavar="LEVEL", help="exit 4 when something this bad or worse is found (error if not given)")]
_ListRules = Annotated[bool, option("--list-rules", help="list the rules: severity, where each comes from, what it looks for and"
                                    " what to do")]  # fmt: skip


@command("Check")
def check(
    *, rule: _Rule = None, severity: _Severity = None, fail_on: _FailOn = "error", today: Today = "",
    list_rules: _ListRules = False, source: Annotated[Input, AllOptionsBut("real", "every_spelling", "organisations")],
    output: Output,
) -> Table:  # fmt: skip
    """Look for what is wrong with the awards: one line a finding; exit 4 on an error.

    Example: grantcli check --severity info --rule total-not-itemised
    """
    rule_ids = rule or ()
    if list_rules:
        from grantcli.reports.checking import rules

        return output.arrange(rules(rule_ids, severity or "info"))
    day = parse_day(today) or datetime.now().astimezone().date()
    source = source.as_written  # a rule names each of them
    return output.arrange(source.dataset.check(today=day, rules=rule_ids, severity=severity or "warning", fail_on=fail_on))


def parse_day(text: str) -> date | None:
    """Return the day of `--today`, if it is given; UsageError if it is not a day."""
    try:
        partial = PartialDate.parse(text) if text else None
    except ValueError as error:
        raise UsageError(f"--today: {error}") from error
    if partial and (partial.month is None or partial.day is None):
        raise UsageError(f"--today: `{text}` is not a day like 2019-09-12")
    return date.fromisoformat(partial.first) if partial else None
