"""Makes `data/population.tsv` from tables of mySociety: `.venv/bin/python scripts/population.py FOLDER`.

The folder holds `mysociety_04_la_area_pop.csv` and `mysociety_uk_local_authorities.csv`, the repository `data/places.tsv`. Each
district that there is now has its own population, or that of its former districts together where the source has only those.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

YEAR = 2020
HEAD = f"""\
# How many people live in each district of the United Kingdom. Made by scripts/population.py; source and licence are in NOTICE.
# The first line has the year; the others the code of a district as it is now, and its people in the middle of that year.
year\t{YEAR}
"""
PLACES = Path(__file__).parents[1] / "data" / "places.tsv"


def _read(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _districts() -> dict[str, list[str]]:
    """Return the former districts of each district that there is now."""
    codes: dict[str, list[str]] = {}
    for line in PLACES.read_text(encoding="utf-8").splitlines():
        kind, code, *_ = line.split("\t") if "\t" in line else (line, "")
        if kind == "district":
            codes[code] = []
        elif kind == "former":
            codes[list(codes)[-1]].append(code)
    return codes


def lines(folder: Path) -> Iterator[str]:
    """Yield every line of the table, without those of districts of which no population is known."""
    codes = {each["local-authority-code"]: each["gss-code"] for each in _read(folder, "mysociety_uk_local_authorities.csv")}
    rows = _read(folder, "mysociety_04_la_area_pop.csv")
    people = {codes[each["local-authority-code"]]: int(each[f"pop-{YEAR}"]) for each in rows}
    for code, former in sorted(_districts().items()):
        if code in people:
            yield f"{code}\t{people[code]}"
        elif former and all(each in people for each in former):
            yield f"{code}\t{sum(people[each] for each in former)}"


def text(folder: Path) -> str:
    """Return the file that is made of the tables in a folder."""
    return HEAD + "".join(f"{line}\n" for line in lines(folder))


if __name__ == "__main__":
    path = PLACES.with_name("population.tsv")
    path.write_text(text(Path(sys.argv[1])), encoding="utf-8")
