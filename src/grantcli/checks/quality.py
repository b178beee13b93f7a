"""The quality checks of 360Giving's data quality tool, as rules: 21 of accuracy, 15 of usefulness, 6 of presence.

What each one means is taken from a description of the tool (ThreeSixtyGiving/dataquality, commit 783b746 of 25 March 2026);
every word and every line of code is ours. Rules to keep:

- A verdict is upstream's on every file, save where upstream is at fault; the help of each rule says where that is. A grant that
  upstream cannot read, or a count more than a hundred times its total, does not void a list of checks. `[]` for planned or actual
  dates does not hide the other dates. No count is lost to an organisation without the key that is looked for. The count of
  `several-funders` is the number of ids, not 0. An award is to an individual where `recipientIndividual` is not empty, in every
  check as in every total. So a check has failed exactly where its count is not 0.
- Matched, although it may surprise: counts of occurrences, with a share that can pass 1; the total of the two checks of all
  organisations' ids, which leaves out grants whose funders they look at; dates of a wrong shape, left to the schema; what passes
  as charity and company numbers; codes without a hyphen after them; `toIndividualsDetails` that is there but empty.
- No JSON makes a rule fail. A value of the wrong type is passed over, except that it is as good as nothing where a check asks
  for something to be there. An element of `grants` that is no object is no grant, and not in the totals.
- Only the day that is given counts as today; upstream asks the clock of its machine.
- Severity: usefulness and presence are `info`, accuracy is `warning`. An `error` is what is plainly wrong: a date that does not
  exist, an award in the future, a line feed in an id, and data that reveal too much about an individual (diversity, a postcode).
  Several funders in one file may well be meant: `info`.

The tool's aggregates (counts, sums, ranges) are not checks and are not here; spreadsheets are converted before they come here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from grantcli.checks import (
    quality_dates,
    quality_identifiers,
    quality_parties,
    quality_presence,
    quality_texts,
)
from grantcli.checks.quality_check import Check, GrantSet, Part, Unit, to_individual
from grantcli.checks.rule import CheckContext, Finding, Rule

_ROWS = (
    *quality_texts.CHECKS,
    *quality_identifiers.CHECKS,
    *quality_identifiers.NUMBER_CHECKS,
    *quality_parties.FUNDER_CHECKS,
    *quality_dates.CHECKS,
    *quality_parties.INDIVIDUAL_CHECKS,
    *quality_presence.PLACE_CHECKS,
    *quality_presence.CHECKS,
)

CHECKS: tuple[Check, ...] = tuple(check for part in Part for check in _ROWS if check.part is part)
"""Every check: accuracy, then usefulness, then presence."""

RULES: tuple[Rule, ...] = tuple(check.rule for check in CHECKS)
"""Every check as a rule, in the same order."""

_SIXTH = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one check says of a whole file, in upstream's units."""

    rule: str
    count: int
    """Grants or occurrences, as the check counts."""
    total: int
    """The grants of which it is a share: all, those to organisations, or those to individuals; at least 1."""
    share: Decimal
    """Count by total, to six places; above 1 where a grant has several occurrences."""
    failed: bool


def verdicts(context: CheckContext) -> tuple[Verdict, ...]:
    """Return what each check says of the grants as a whole, in the order of `CHECKS`."""
    individuals = [to_individual(grant) for _, grant in context.published_grants]
    totals = {
        GrantSet.ALL: len(individuals),
        GrantSet.ORGANISATIONS: individuals.count(False),
        GrantSet.INDIVIDUALS: individuals.count(True),
    }
    return tuple(_verdict(check, tuple(check.rule.find(context)), max(totals[check.among], 1)) for check in CHECKS)


def _verdict(check: Check, findings: Sequence[Finding], total: int) -> Verdict:
    grants = {finding.path.split("/", 2)[1] for finding in findings}
    count = len(findings if check.unit is Unit.OCCURRENCE else grants)
    share = (Decimal(count) / total).quantize(_SIXTH, ROUND_HALF_EVEN)
    return Verdict(check.id, count, total, share, failed=count > 0)
