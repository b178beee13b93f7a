"""Periods as numbers: awards are grouped by these, and a text is written for each group, which for each award takes longer.

They are in the order of the texts, and unknown where these are.
"""

from dataclasses import dataclass, replace

from grantcli.engines.relations import Place


@dataclass(frozen=True, slots=True)
class Period:
    """A kind of period: its number on a day, and its text by its number."""

    number: str
    text: str

    def of_award(self, place: Place) -> Place:
        """Return the number of the period that both ends of a date are in, with what the text at this place needs."""
        first, last = (self.number.format(day=f"a.{name}") for name in ("awarded_from", "awarded_to"))
        return replace(place, sql=f"CASE WHEN {first} = {last} THEN {first} END")

    def text_of(self, number: str) -> str:
        """Return the text of the period with this number."""
        return self.text.format(number=number)


def _with_zeros(number: str, digits: int) -> str:
    return f"LPAD(CAST({number} AS VARCHAR), {digits}, '0')"


_YEAR = _with_zeros("{number}", 4)
PERIODS = {
    "fy": Period(
        "(EXTRACT(YEAR FROM {day}) - CASE WHEN EXTRACT(MONTH FROM {day}) < $fy_start THEN 1 ELSE 0 END)",
        f"CASE WHEN $fy_start = 1 THEN {_YEAR} ELSE {_YEAR} || '-' || {_with_zeros('({number} + 1) % 100', 2)} END",
    ),
    "quarter": Period(
        "(EXTRACT(YEAR FROM {day}) * 4 + EXTRACT(QUARTER FROM {day}) - 1)",
        f"{_with_zeros('{number} // 4', 4)} || '-Q' || CAST({{number}} % 4 + 1 AS VARCHAR)",
    ),
    "month": Period(
        "(EXTRACT(YEAR FROM {day}) * 12 + EXTRACT(MONTH FROM {day}) - 1)",
        f"{_with_zeros('{number} // 12', 4)} || '-' || {_with_zeros('{number} % 12 + 1', 2)}",
    ),
}
