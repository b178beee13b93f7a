"""What a quality check is: a rule, what it counts, and the grants of which the count is a share."""

from dataclasses import dataclass
from enum import Enum

from grantcli.checks.rule import Begin, Rule, Severity


class Part(Enum):
    """The list of upstream that the check is in."""

    ACCURACY = "accuracy"
    USEFULNESS = "usefulness"
    PRESENCE = "presence"


class Unit(Enum):
    """What a check counts."""

    GRANT = "grant"
    """Grants with a finding, each once however many places in it fail."""
    OCCURRENCE = "occurrence"
    """Findings."""


class GrantSet(Enum):
    """The grants of which the count is a share; the check looks at every grant all the same."""

    ALL = "all"
    ORGANISATIONS = "org"
    """Every grant less those to individuals."""
    INDIVIDUALS = "ind"


@dataclass(frozen=True, slots=True)
class Check:
    """One check of 360Giving's data quality tool."""

    id: str
    severity: Severity
    part: Part
    upstream: str
    """The class of 360Giving's data quality tool that it answers to."""
    unit: Unit
    among: GrantSet
    begin: Begin
    fails: str
    """What fails, in a sentence or two."""
    do: str
    differs: str = ""
    """Where it differs from upstream, and why."""

    @property
    def rule(self) -> Rule:
        """The check as a rule like any other."""
        source = f"360Giving data quality tool, {self.part.value}: {self.upstream}"
        notes = (self.fails, self.differs, _EVERYWHERE)
        return Rule(self.id, self.severity, source, " ".join(each for each in notes if each), self.do, self.begin)


_EVERYWHERE = (
    "Where upstream cannot read one grant, or a count is more than a hundred times its total, its whole list of checks has "
    "no result and looks clean; here what cannot be read is passed over and everything else is checked."
)
