"""Engines answer questions; each gives the same answers, and `memory` says what they are."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Protocol

from grantcli.fields import Value, View
from grantcli.identity import RepeatedIds, Restatements
from grantcli.model import Award
from grantcli.query import Group, Select, Total

Row = tuple[tuple[Value, ...], ...]
"""The values of each field of the question."""


class Engine(Protocol):
    """What every engine can do."""

    @property
    def headings(self) -> Iterable[str]:
        """The columns of the file that are not fields."""

    def count(self) -> int:
        """Return how many awards there are."""

    def count_values(self, names: Sequence[str], view: View) -> Sequence[int]:
        """Return how many awards have a value of each of these fields, found together."""

    def without_currency(self) -> int:
        """Return how many awards name no currency."""

    def repeated_ids(self) -> Sequence[RepeatedIds]:
        """Return for each currency the awards whose identifier an award before them has."""

    def restatements(self, *, of_participants: bool) -> Sequence[Restatements]:
        """Return for each currency the awards that are as an award before them is."""

    def givers_that_receive(self) -> frozenset[str]:
        """Return the identifiers of organisations that give one of the awards and receive another, or the same."""

    def select(self, question: Select) -> Sequence[Row]:
        """Return a row for each award, in order."""

    def stream(self, question: Select) -> Iterator[Row]:
        """Yield the same rows, some at a time; nothing else may be asked until they are taken."""

    def awards(self, question: Select) -> Iterable[Award]:
        """Return the awards of those rows whole, in the same order."""

    def all_awards(self) -> Iterable[Award]:
        """Return every award whole, in the order of the file."""

    def awards_with(self, ids: Collection[str]) -> Sequence[Award]:
        """Return the awards with these ids whole, in the order of the file."""

    def ids_with_evidence(self) -> AbstractSet[str]:
        """Return at least the ids of awards of whose amount more is known than that it is stated, or that nobody states it."""

    def total(self, question: Total) -> Sequence[Group]:
        """Return a group for each key and currency, in no particular order."""

    def ordered_groups(self, question: Total) -> Iterator[Group]:
        """Yield the groups of a question in the order of `group_order`, some at a time; it has no `top`.

        Nothing else may be asked until they are taken.
        """

    def totals(self, questions: Sequence[Total]) -> Sequence[Sequence[Group]]:
        """Return the groups of each question, in the order of the questions: what they share is worked out once."""

    def totals_if_few(self, questions: Sequence[Total], most: int) -> Sequence[Sequence[Group]] | int:
        """Return the same; where there are more than `most` groups of all these questions, only how many the first one has.

        That is known before any median is worked out.
        """
