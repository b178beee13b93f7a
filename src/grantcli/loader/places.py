"""Reads the table of places."""

from pathlib import Path

from grantcli.places import Row


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
