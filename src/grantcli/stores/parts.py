"""Which cells of a plain CSV an award's columns are made of, as SQL over the columns `c0`, `c1` and so on of its file.

A rule to keep: what this SQL reads as a value, `readers` read as the very same; what is not plain it leaves to them, as a text
in `amount_odd` or `awarded_odd`. Text has no blanks at its ends, and an empty one is none.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grantcli.ingest.headings import Match

READ = frozenset((
    "id", "title", "description", "currency", "amountAwarded", "awardDate",
    *(f"{body}/0/{name}" for body in ("recipientOrganization", "fundingOrganization") for name in ("id", "name", "charityNumber",
                                                                                                    "companyNumber")),
    "grantProgramme/0/title", "grantProgramme/0/code",
))  # fmt: skip
"""The paths that fields are made of."""
_OTHERS = ("recipientOrganization/", "fundingOrganization/", "grantProgramme/")


@dataclass(frozen=True, slots=True)
class Parts:
    """The columns of one file: by path, and those that are no field by heading."""

    paths: Mapping[str, int]
    headings: Mapping[str, int]
    currency: str | None
    """The currency that the heading of the amounts says."""

    def text(self, *paths: str) -> str:
        """Return the first of these that there is, over `TRIMMED` columns `t0`, `t1` and so on."""
        found = [f"t{self.paths[path]}" for path in paths if path in self.paths]
        return f"COALESCE({', '.join(found)})" if len(found) > 1 else found[0] if found else "CAST(NULL AS VARCHAR)"

    def body(self, key: str, *, named: bool) -> str:
        """Return the name or the id of a body: each stands in for the other, then numbers of registers do."""
        names = ("name", "id") if named else ("id", "name")
        return self.text(*(f"{key}/0/{name}" for name in (*names, "charityNumber", "companyNumber")))

    def column(self, name: str) -> str:
        """Return a column of `awards` as it is loaded, over `read`; NULL for one that such a file does not have."""
        known = {
            "id": self.raw("id"),
            "title": self.text("title"),
            "description": self.text("description"),
            "currency": f"'{self.currency}'" if self.currency else self.raw("currency"),
            "programme": self.text("grantProgramme/0/title", "grantProgramme/0/code"),
            "programme_id": self.text("grantProgramme/0/code", "grantProgramme/0/title"),
            "funder": self.body("fundingOrganization", named=True),
            "funder_id": self.body("fundingOrganization", named=False),
            "lead": self.body("recipientOrganization", named=True),
            "lead_id": self.body("recipientOrganization", named=False),
            "amount": "CASE WHEN plain THEN money END",
            "amount_odd": "CASE WHEN plain THEN NULL ELSE figure END",
            "awarded_from": "CASE WHEN iso THEN day END",
            "awarded_odd": "CASE WHEN iso THEN NULL WHEN SUBSTR(dated, 11, 1) = 'T' THEN SUBSTR(dated, 1, 10) ELSE dated END",
        }
        if name[:1] == "x" and name[1:].isdigit():
            return f"t{list(self.headings.values())[int(name[1:])]}"
        return known.get(name, "CAST(NULL AS VARCHAR)")

    def raw(self, path: str) -> str:
        """Return a text as it is in the file; its blanks are left to the readers."""
        return f"c{self.paths[path]}" if path in self.paths else "CAST(NULL AS VARCHAR)"

    def read(self, source: str, columns: Sequence[str], more: str = "") -> str:
        """Return the statement for these expressions over the rows of `source`, each step of which is worked out once.

        The steps: trimmed texts `t0` and so on; amounts and days as SQL reads them; whether they say just what was written.
        """
        trimmed = sorted({int(number) for text in columns for number in re.findall(r"\bt(\d+)\b", text)})
        kept = sorted({int(number) for text in columns for number in re.findall(r"\bc(\d+)\b", text)})
        first = [
            *(f"NULLIF(TRIM(c{number}), '') AS t{number}" for number in trimmed),
            *(f"c{number}" for number in kept),
            f"{self.raw('amountAwarded')} AS figure",
            f"{self.raw('awardDate')} AS dated",
            *([more] if more else []),
        ]
        casts = "TRY_CAST(figure AS DECIMAL(18,2)) AS money, TRY_CAST(dated AS DATE) AS day"
        written = "CAST(money AS VARCHAR) AS sum, CAST(day AS VARCHAR) = dated AS iso"
        # A sum is as it was written but for a nought at the end, or a point and two.
        plain = "STARTS_WITH(sum, figure) AND STRLEN(sum) - STRLEN(figure) IN (0, 1, 3) AND ABS(money) < 1e15 AS plain"
        cast = f"SELECT *, {casts} FROM (SELECT {', '.join(first)} FROM {source}) first_"
        return (
            f"SELECT {', '.join(columns)} FROM (SELECT *, {plain} FROM (SELECT *, {written} FROM ({cast}) cast_) written) plain_"
        )


def parts(matches: Sequence[Match]) -> Parts | None:
    """Return the columns of a file that this SQL can read; `None` where it has more to its awards than that.

    That are second bodies and programmes, persons, and figures in units.
    """
    paths = {match.path: index for index, match in enumerate(matches) if match.path}
    amounts = next((match for match in matches if match.path == "amountAwarded"), None)
    second = [path for path in paths if path.startswith(_OTHERS) and "/0/" not in path]
    more = [*second, *(path for path in paths if path.startswith("recipientIndividual"))]
    if more or (amounts and (amounts.scale != 1 or (amounts.currency and "currency" in paths))):
        return None
    headings = {match.heading: index for index, match in enumerate(matches) if not match.path}
    return Parts({path: index for path, index in paths.items() if path in READ}, headings, amounts.currency if amounts else None)
