"""Reads the table of places, and the lookups of users."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from grantcli.errors import DataError, Fault, Place
from grantcli.names import fold
from grantcli.places import Row, normalise


def read(path: Path) -> dict[str, Row]:
    """Return what is known of each code; lines of a district belong to the last one above them."""
    found: dict[str, Row] = {}
    district: tuple[str, ...] = ()
    lines = path.read_text(encoding="utf-8").splitlines()
    for line in (line for line in lines if not line.startswith("#")):
        kind, code, *rest = line.split("\t")
        if kind == "areas":
            found |= dict.fromkeys((code, *rest), ("area", "", district))
        elif kind in {"former", ""}:
            found[code] = (kind or "ward", rest[0], district)
        else:
            found[code] = (kind, rest[0], tuple(rest[1:]))
            district = (code,)
    return found


_CODES = ("code", "postcode")
_DISTRICT = "district"


def read_lookup(path: Path, known: Mapping[str, Row]) -> dict[str, Row]:
    """Return the places of a CSV file with the columns `code` or `postcode`, and `district`, by GSS code or name.

    DataError when it cannot be read, with every line whose district is not known or whose code is in two districts.
    """
    districts = {code: code for code, (kind, _, _) in known.items() if kind == "district"}
    names: dict[str, list[str]] = {}
    for code, (kind, name, within) in known.items():
        if kind in {"district", "former"}:
            districts[code] = code if kind == "district" else within[0]
            names.setdefault(fold(name), []).append(districts[code])
    found: dict[str, Row] = {}
    faults: list[Fault] = []
    for line, code, district in _lines(path):
        codes = [districts[district.upper()]] if district.upper() in districts else sorted(set(names.get(fold(district), ())))
        key, place = normalise(code), Place(str(path), line)
        if len(codes) != 1:
            what = "is not a district that is known" if not codes else "is the name of several districts; give its code"
            faults.append(Fault(f"`{district}` {what}", place))
        elif found.get(key, ("", "", (codes[0],)))[2] != (codes[0],):
            faults.append(Fault(f"`{code}` is in two districts", place))
        else:
            found[key] = ("lookup", "", (codes[0],))
    if faults:
        raise DataError(f"cannot use the places in `{path}`", faults=faults, hint=_HINT)
    return found


_HINT = "a lookup is a CSV file with the columns `code` or `postcode`, and `district`: a name, or a code such as E08000035"


def _lines(path: Path) -> Iterator[tuple[int, str, str]]:
    """Yield each line of a lookup: its number, the code and the district; empty lines are passed over."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            headings = [heading.strip().casefold() for heading in next(rows, [])]
            code = next((headings.index(name) for name in _CODES if name in headings), None)
            if code is None or _DISTRICT not in headings:
                named = ", ".join(f"`{heading}`" for heading in headings) or "nothing"
                raise DataError(f"`{path}` is no lookup of places: its first line has {named}", hint=_HINT)
            district = headings.index(_DISTRICT)
            for row in rows:
                if any(map(str.strip, row)):
                    cells = [*row, *[""] * len(headings)]
                    yield rows.line_num, cells[code].strip(), cells[district].strip()
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = (
            "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(getattr(error, "strerror", None) or error).lower()
        )
        raise DataError(f"cannot read the places in `{path}`: {reason}", hint=_HINT) from error
