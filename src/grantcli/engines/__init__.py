"""Engines answer questions; each gives the same answers, and `memory` says what they are."""

from collections.abc import Sequence
from typing import Protocol

from grantcli.fields import Value
from grantcli.query import Group, Select, Total

Row = tuple[tuple[Value, ...], ...]
"""The values of each field that was asked for."""


class Engine(Protocol):
    """What every engine can do."""

    def select(self, question: Select) -> Sequence[Row]:
        """Return a row for each award, in order."""

    def total(self, question: Total) -> Sequence[Group]:
        """Return a group for each key and currency, in no particular order."""
