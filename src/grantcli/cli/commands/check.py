"""`grantcli check`: what is wrong with the awards."""

from contextlib import nullcontext
from datetime import UTC, date, datetime
from typing import Annotated

from grantcli.cli.command_class import command
from grantcli.cli.options import Input, Level, OriginalNames, Output, Texts, Today
from grantcli.cli.panels import option
from grantcli.cli.progress import current, show_progress
from grantcli.dates import PartialDate
from grantcli.errors import UsageError
from grantcli.published.options import LinkOptions
from grantcli.table import Table

_Rule = Annotated[Texts, option(metavar="ID", help="run this rule; give it again to run several")]
_Severity = Annotated[Level | None, option(metavar="LEVEL", help="show findings at least this severe: error, warning or info"
                                           " (warning if not given)")]  # fmt: skip
_FailOn = Annotated[Level, option(metavar="LEVEL", help="exit 4 when a finding is at least this severe (error if not given)")]
_ListRules = Annotated[bool, option("--list-rules", help="list the rules: severity, where each comes from, what it looks for and"
                                    " what to do")]  # fmt: skip

_Links = Annotated[bool, option("--links", help="open each link of the awards once, and find those that no longer answer"
                                " (rule stale-link)")]  # fmt: skip
_MaxLinks = Annotated[int | None, option(min=1, metavar="N", help="how many links --links opens at most (1000 if not given)")]


@command("Check")
def check(
    *, rule: _Rule = None, severity: _Severity = None, fail_on: _FailOn = "error", today: Today = "",
    list_rules: _ListRules = False, links: _Links = False, max_links: _MaxLinks = None,
    source: Annotated[Input, OriginalNames("real")],
    output: Output,
) -> Table:  # fmt: skip
    """Look for what is wrong with the awards: one line a finding; exit 4 on an error.

    Example: grantcli check --severity info --rule total-not-itemised
    """
    rule_ids = rule or ()
    if list_rules:
        from grantcli.reports.checking import rules

        return output.arrange(rules(rule_ids, severity or "info"))
    day = parse_day(today)
    if max_links and not links:
        raise UsageError("--max-links says how many links `--links` opens", hint="add `--links`")
    with show_progress("links") if links and not current() else nullcontext():
        options = _link_options(max_links, source.timeout) if links else False
        table = source.dataset.check(today=day, rules=rule_ids, severity=severity or "warning", fail_on=fail_on, links=options)
    return output.arrange(table)


def _link_options(most: int | None, seconds: int | None) -> LinkOptions:
    """Return how links are opened, with progress where it is shown."""
    progress, usual = current(), LinkOptions()
    return LinkOptions(most or usual.most, usual.seconds if seconds is None else seconds, progress.on_links if progress else None)


def parse_day(text: str) -> date:
    """Return the day of `--today`, or that of now in UTC, so that no answer depends on a time zone; UsageError for no day."""
    if not text:
        return datetime.now(UTC).date()
    try:
        partial = PartialDate.parse(text)
    except ValueError as error:
        raise UsageError(f"--today: {error}") from error
    if partial.month is None or partial.day is None:
        raise UsageError(f"--today: `{text}` is not a day like 2019-09-12")
    return date.fromisoformat(partial.first)
