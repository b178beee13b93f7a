"""What the SQL engine needs: `Tables` describe the content of the relations, a `Session` runs statements on them."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from grantcli.engines.award_rows import Ask
from grantcli.engines.relations import Layout
from grantcli.engines.statement import Column, Statement
from grantcli.fields import View
from grantcli.model import Award


class Tables(Protocol):
    """The tables of a dataset."""

    @property
    def layout(self) -> Layout:
        """What the relations contain."""

    def load(self, columns: Collection[Column]) -> None:
        """Load these columns, unless they are there; the layout may know more afterwards."""

    def place(self, name: str, key: str, select: Callable[[], str]) -> None:
        """Have what a statement says of the places of a field of codes beside the awards, where that is quicker to ask."""

    def keep(self, name: str, select: Callable[[], str]) -> str:
        """Return the relation that a statement makes of these tables, kept under a name where there is room for it."""

    def whole_awards(self, numbers: Sequence[int], ask: Ask) -> Iterator[Award]:
        """Yield the awards with these numbers, in their order."""


class Cursor(Protocol):
    """What a statement answers, row by row."""

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Return every row that is left."""

    def fetchmany(self, size: int, /) -> list[tuple[Any, ...]]:
        """Return at most this many more rows, none when there are no more."""


class Session(Protocol):
    """Runs statements."""

    @property
    def medians_by_window(self) -> bool:
        """Whether the two middle amounts are found by windows, which every engine has and which are exact in each."""

    @property
    def materialises_ctes(self) -> bool:
        """Whether a common table expression that is named twice is worked out once."""

    def prepare(self, bases: Collection[str], view: View) -> None:
        """Have the places of awards by these bases at hand, where that changes how a statement is written."""

    def execute(self, statement: Statement, view: View) -> Cursor:
        """Run a statement; `view` is what the register and the prices know."""

    def translate(self, statement: Statement, view: View) -> str:
        """Return a statement as it is sent."""

    def translate_errors(self) -> AbstractContextManager[None]:
        """Turn what the engine behind raises inside into errors of ours."""
