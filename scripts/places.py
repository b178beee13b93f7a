"""Makes `data/places.tsv` from tables of the Office for National Statistics: `.venv/bin/python scripts/places.py FOLDER`.

The folder holds `ons_la_all_codes.csv`, `ons_utla_all_codes.csv`, `ons_wards_to_districts.csv` and
`ons_msoas_to_districts.csv`, as drkane/geo-lookups has them.
Nations and regions come first, then what lies in them, so that a reader needs one pass.
"""

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from operator import itemgetter
from pathlib import Path

HEAD = """\
# The areas of the United Kingdom by their codes. Made by scripts/places.py; sources and licence are in NOTICE.
# kind, code, name, and the codes of what it lies in: a region in a nation; a county, or another upper tier, in a region (a nation
# where there are no regions); a district in a county and a region. Below each district stand the former districts that it covers
# now, its wards since 2016 (lines that begin with a tab), and the areas of the censuses of 2011 and 2021 in it, codes only.
"""
_Row = dict[str, str]


def _read(folder: Path, name: str) -> list[_Row]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _by_district(rows: list[_Row]) -> dict[str, list[_Row]]:
    rows_by_code = defaultdict(list)
    for row in rows:
        rows_by_code[row["LADCD_ACTIVE"]].append(row)
    return rows_by_code


def _once(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield from ("\t".join(row) for row in sorted(set(rows)))


def lines(folder: Path) -> Iterator[str]:
    """Yield every line of the table."""
    districts, counties = _read(folder, "ons_la_all_codes.csv"), _read(folder, "ons_utla_all_codes.csv")
    everywhere = [*districts, *counties]
    yield from _once(("nation", each["CTRYCD"], each["CTRYNM"]) for each in everywhere)
    yield from _once(("region", each["RGNCD"], each["RGNNM"], each["CTRYCD"]) for each in everywhere if each["RGNCD"])
    alone = {each["LADCD"] for each in districts}  # a unitary is its own upper tier
    upper = [each for each in counties if each["UTLACD"] not in alone]
    yield from _once(("county", each["UTLACD"], each["UTLANM"], each["RGNCD"] or each["CTRYCD"]) for each in upper)
    wards, areas = (_by_district(_read(folder, f"ons_{name}_to_districts.csv")) for name in ("wards", "msoas"))
    for each in sorted(districts, key=itemgetter("LADCD")):
        code = each["LADCD"]
        if code == each["LADCD_ACTIVE"]:
            yield "\t".join(("district", code, each["LADNM"], each["UTLACD"], each["RGNCD"] or each["CTRYCD"]))
            former = [row for row in districts if row["LADCD_ACTIVE"] == code != row["LADCD"]]
            yield from _once(("former", row["LADCD"], row["LADNM"]) for row in former)
            yield from _once(("", row["WDCD"], row["WDNM"]) for row in wards[code])
            yield "\t".join(("areas", *sorted(row["MSOACD"] for row in areas[code])))


def text(folder: Path) -> str:
    """Return the file that is made of the tables in a folder."""
    return HEAD + "".join(f"{line}\n" for line in lines(folder))


if __name__ == "__main__":
    path = Path(__file__).parents[1] / "data" / "places.tsv"
    path.write_text(text(Path(sys.argv[1])), encoding="utf-8")
