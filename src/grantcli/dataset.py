"""`Dataset`: a data file opened, and the questions that can be asked of it from Python.

The one place that knows where the bundled data are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grantcli.engines.memory import Memory
from grantcli.errors import UsageError
from grantcli.fields import View, field
from grantcli.model import Book
from grantcli.query import EVERYTHING, And, Filter
from grantcli.readers import awards
from grantcli.reports.data import Data
from grantcli.table import Table

Question = str | Sequence[str] | Filter
"""A question as text, as terms, or parsed."""


def bundled() -> Path:
    """Return the bundled awards: inside the installed package, or in the source checkout around it."""
    inside = Path(__file__).parent / "data" / "awards.yaml"
    return inside if inside.is_file() else Path(__file__).parents[2] / "data" / "awards.yaml"


def open_dataset(path: str | Path | None = None, *, currency: str | None = None, fy_start: int = 4) -> "Dataset":
    """Return the awards in the file at `path`, or the bundled ones.

    Awards without a currency are taken to be in `currency` (an ISO 4217 code); a financial year begins in month
    `fy_start`. DataError when the file cannot be read, with every fault.
    """
    if fy_start not in range(1, 13):
        raise UsageError(f"--fy-start {fy_start}: a month is 1 to 12")
    if currency is not None and not (len(currency) == 3 and currency.isascii() and currency.isupper()):  # noqa: PLR2004 - ISO 4217
        raise UsageError(f"--currency {currency}: a currency is a code of three capitals", hint="for example --currency GBP")
    label = "data/awards.yaml" if path is None else str(path)
    book = awards.read(bundled() if path is None else Path(path), label)
    said: tuple[str, ...] = ()
    if currency is not None:
        book, said = _assuming(book, currency)
    return Dataset(Data(Memory(book.awards), book, View(fy_start), label, said))


def _assuming(book: Book, currency: str) -> tuple[Book, tuple[str, ...]]:
    """Take awards without a currency to be in this one, and say how many they are."""
    from dataclasses import replace

    missing = sum(award.currency is None for award in book.awards)
    known = tuple(replace(award, currency=award.currency or currency) for award in book.awards)
    awards = "1 award without a currency is" if missing == 1 else f"{missing:,} awards without a currency are"
    return replace(book, awards=known), (f"{awards} taken to be in {currency}",) if missing else ()


def as_filter(question: Question) -> Filter:
    """Return the filter that a question means; QueryError when it cannot be read."""
    if not isinstance(question, str | Sequence):
        return question
    if not question:
        return And()
    from grantcli.query.parse import parse

    return parse(question)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Dataset:
    """Awards that can be asked; each method returns a `Table`, and takes the words of the command of its name."""

    data: Data

    @property
    def version(self) -> str | None:
        """The version of the data."""
        return self.data.book.version

    def list(
        self, where: Question = EVERYTHING, *, columns: str | Iterable[str] = (), sort: str | Iterable[str] = (),
        limit: int | None = None,
    ) -> Table:  # fmt: skip
        """Return the awards, a row each."""
        from grantcli.reports.listing import listing

        return listing(self.data, as_filter(where), columns=columns, sort=sort, limit=limit)

    def filter(
        self, where: Question, *, why: bool = False, columns: str | Iterable[str] = (), sort: str | Iterable[str] = (),
        limit: int | None = None,
    ) -> Table:  # fmt: skip
        """Return the awards that match, and say how many of how many; with `why` what each term removes."""
        from grantcli.reports.listing import filtered

        return filtered(self.data, as_filter(where), why=why, columns=columns, sort=sort, limit=limit)

    def show(self, *ids: str) -> Table:
        """Return awards whole, a record each."""
        from grantcli.reports.record import show

        return show(self.data, ids)

    def total(
        self, where: Question = EVERYTHING, *, by: str | Iterable[str] = (), across: str | Iterable[str] = (),
        measure: str = "total", top: int | None = None,
    ) -> Table:  # fmt: skip
        """Return counts, sums and shares by the fields of `by`; with `across` a cross table of one measure."""
        if across:
            from grantcli.reports.cross import cross

            if top is not None:
                raise UsageError("--top and --across do not go together", hint="use --limit to cut the rows")
            return cross(self.data, as_filter(where), by=by, across=across, measure=measure)
        from grantcli.reports.totals import total

        return total(self.data, as_filter(where), by=by, top=top)

    def compare(
        self,
        *sides: str,
        on: str | None = None,
        where: Question = EVERYTHING,
        by: str | Iterable[str] = (),
    ) -> Table:
        """Return two or more questions side by side; with `on` each side is a value of that field."""
        from grantcli.query.parse import parse
        from grantcli.query.values import comparison
        from grantcli.reports.comparison import Side, compare

        if on is None:
            named = [Side(side.strip() or "all awards", parse(side)) for side in sides]
        else:
            try:
                named = [Side(side, comparison(field(on), ":", side)) for side in sides]
            except ValueError as error:
                raise UsageError(f"--on {on}: {error}") from error
        return compare(self.data, named, as_filter(where), by=by)

    def fields(self, name: str | None = None) -> Table:
        """Return what can be asked; for one field its values with the number of awards that have each."""
        from grantcli.reports.catalogue import fields, values

        return fields() if name is None else values(self.data, name)
