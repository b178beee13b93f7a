"""Rules on the dates of awards. A date that is known to the month or the year is judged only where it is certain."""
# short: each subject of rules is a module

from collections.abc import Callable, Iterator

from grantcli.checks.rule import Begin, CheckContext, Finding, Rule, Severity, each_award, finding_at
from grantcli.dates import PartialDate

_FIRST = "1990-01-01"


def _date_rule(fails: Callable[[PartialDate, str], str]) -> Begin:
    """Return a rule on the date of each award; `fails` says what is wrong with the date, given the day of today (ISO)."""

    def find(context: CheckContext) -> Iterator[Finding]:
        today = context.today.isoformat()
        for numbered in context.numbered_awards:
            if numbered.award.awarded and (message := fails(numbered.award.awarded, today)):
                yield finding_at(numbered, "awarded", message)

    return each_award(find)


def _in_future(awarded: PartialDate, today: str) -> str:
    return f"awarded {awarded}, which is after {today}" if awarded.first > today else ""


def _long_ago(awarded: PartialDate, _today: str) -> str:
    return f"awarded {awarded}" if awarded.last < _FIRST else ""


def _too_coarse(awarded: PartialDate, _today: str) -> str:
    return f"awarded {awarded}; the month is not known" if awarded.month is None else ""


RULES = (
    Rule(
        "awarded-in-future", Severity.ERROR, "grantcli, time",
        "An award is dated after today; a month or a year that has begun is not. Today is the real day, or that of --today.",
        "correct the date, or wait until the award is made",
        _date_rule(_in_future),
    ),
    Rule(
        "awarded-before-1990", Severity.WARNING, "grantcli, time",
        "An award is dated before 1990, when next to nothing was published: a slip, or a spreadsheet's day nought.",
        "look the date up in its source",
        _date_rule(_long_ago),
    ),
    Rule(
        "awarded-too-coarse", Severity.INFO, "grantcli, time",
        "Of an award's date only the year is known, so that it falls into no month, quarter or financial year.",
        "give the month where a source has it",
        _date_rule(_too_coarse),
    ),
)  # fmt: skip
"""The rules on dates."""
