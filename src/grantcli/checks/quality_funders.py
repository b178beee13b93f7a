"""Checks of a file's funders taken together: how many there are, and whether each has one name and one id.

Each pair of id and name is compared with the first one of the file, so that every later occurrence that differs counts.
"""

from collections.abc import Iterator

from grantcli.checks.quality_check import FUNDERS, Check, GrantSet, Part, Unit, display_value, finding, members
from grantcli.checks.rule import Begin, CheckContext, Finding, Grant, Severity, Spot, Study


def _bodies(examined: CheckContext) -> Iterator[tuple[Spot, Grant, str, Grant]]:
    """Yield each funder of each grant: the place of the grant, the grant, the path of the funder, and the funder."""
    for spot, grant in examined.published:
        for path, body in members(grant, FUNDERS):
            yield spot, grant, path, body


def _several(_file: CheckContext) -> Study:
    places: dict[str, Finding] = {}

    def find(examined: CheckContext) -> tuple[Finding, ...]:
        for spot, grant, path, body in _bodies(examined):
            name = body.get("id")
            if isinstance(name, str) and name and name not in places:
                places[name] = finding(spot, grant, f"{path}/id", f"first place of {display_value(name)}")
        return ()

    return Study(find, end=lambda: tuple(places.values()) if len(places) > 1 else ())


def _differing(key: str, other: str) -> Begin:
    def begin(_file: CheckContext) -> Study:
        first: dict[object, object] = {}

        def find(examined: CheckContext) -> Iterator[Finding]:
            for spot, grant, path, body in _bodies(examined):
                if _comparable(body):
                    expected = first.setdefault(body[key], body[other])
                    if body[other] != expected:
                        expected_text = f"{display_value(expected)} for {display_value(body[key])}"
                        message = f"{display_value(body[other])}, where the file first has {expected_text}"
                        yield finding(spot, grant, f"{path}/{other}", message)

        return Study(find)

    return begin


def _comparable(body: Grant) -> bool:
    """Say whether a funder has an id that is text and a name that is a single value of any type."""
    return isinstance(body.get("id"), str) and "name" in body and not isinstance(body["name"], list | dict)


_UNREADABLE = "A funder without id or name is passed over; upstream cannot read it."

CHECKS = (
    Check(
        "several-funders", Severity.INFO, Part.ACCURACY, "MoreThanOneFundingOrg", Unit.OCCURRENCE, GrantSet.ALL, _several,
        fails="The file has more than one funder's id; ids are compared exactly, case counts. Right for a file of several "
        "funders, else a slip.",
        do="see whether each of these ids is meant",
        differs="Upstream fails it with the count 0 and shows the number of ids elsewhere; here that number is the count.",
    ),
    Check(
        "funder-id-with-several-names", Severity.WARNING, Part.ACCURACY, "MultiFundingNamesForOrgId", Unit.OCCURRENCE,
        GrantSet.ALL, _differing("id", "name"),
        fails="A funder's name is not the one that the file first gives for the same id; both are compared exactly, and every "
        "later occurrence counts.",
        do="use one name for the funder, or correct the id",
        differs=_UNREADABLE,
    ),
    Check(
        "funder-name-with-several-ids", Severity.WARNING, Part.ACCURACY, "MultiFundingOrgIdsForName", Unit.OCCURRENCE,
        GrantSet.ALL, _differing("name", "id"),
        fails="A funder's id is not the one that the file first gives for the same name; both are compared exactly, and every "
        "later occurrence counts.",
        do="use one id for the funder, or correct the name",
        differs=_UNREADABLE,
    ),
)  # fmt: skip
"""Each a row, in upstream's order."""
