"""How cells are shown to people: amounts with their currency, several values side by side; JSON and CSV stay as they are."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from grantcli.errors import visible
from grantcli.table import Money

_AMOUNTS = frozenset({"amount", "total", "mean", "median", "smallest", "largest", "saving"})
_SEVERAL = frozenset({"recipients", "regions"})


def display_cell(row: Mapping[str, Any], value: object, column: str) -> str | None:
    """Return what people read in a cell; `None` leaves it to Datasette."""
    if column in _AMOUNTS and isinstance(value, int | float) and "currency" in row.keys():  # noqa: SIM118 - a row of SQLite
        return visible(str(Money(Decimal(str(value)), row["currency"] or None)))
    if column in _SEVERAL and isinstance(value, str) and value.startswith("["):
        return visible("; ".join(map(str, json.loads(value)))) or "–"  # nothing is left to Datasette, which shows `[]`
    return None
