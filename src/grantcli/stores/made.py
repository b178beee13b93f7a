"""What is written beside a copy: of which form it is, and how its file was read."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from grantcli.accounting import Accounting, RowNote, RowOutcome
from grantcli.ingest.headings import Match

_FILE = "made.json"


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of how a file was read, once it has been."""

    accounting: Accounting | None
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """A copy: `cells` of a plain CSV, or `tables` that readers filled; what its columns are read as, and its dates."""

    form: str
    matches: tuple[Match, ...]
    dayfirst: bool | None
    told: Told


def write(place: Path, made: Made) -> None:
    """Write it into the folder of the copy."""
    (place / _FILE).write_text(json.dumps(asdict(made), ensure_ascii=False), encoding="utf-8")


def read(place: Path) -> Made:
    """Return what stands in the folder of a copy; OSError or ValueError when nothing does."""
    found = json.loads((place / _FILE).read_text(encoding="utf-8"))
    told = Told(accounting(found["told"]["accounting"]), tuple(found["told"]["said"]))
    return Made(found["form"], tuple(Match(**each) for each in found["matches"]), found["dayfirst"], told)


def accounting(found: dict[str, object] | None) -> Accounting | None:
    """Return what became of the rows of a file, as `asdict` has written it."""
    if found is None:
        return None
    listed = found["remarks"]
    remarks = [RowNote(**each) for each in listed] if isinstance(listed, Sequence) else []
    fated = tuple(replace(each, fate=RowOutcome(each.fate)) for each in remarks)
    counts = {name: value for name, value in found.items() if isinstance(value, int)}
    return Accounting(**counts, remarks=fated)
