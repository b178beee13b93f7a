"""What a client of an engine does: it runs statements, and loads awards a batch at a time; and how its errors become ours."""

import re
import socket
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

from grantcli.backends.address import Address
from grantcli.backends.dialects import Dialect
from grantcli.engines.interfaces import Cursor
from grantcli.errors import DataError, GrantcliError

if TYPE_CHECKING:
    from grantcli.backends.load_batches import Batch  # imports what reads files, which a question does not need

Schema = Mapping[str, Mapping[str, str]]
"""By relation, its columns and their types as DuckDB names them."""


class Client(Protocol):
    """A connection to one engine."""

    @property
    def dialect(self) -> Dialect:
        """What it is spoken to in."""

    def ask(self, text: str, parameters: Mapping[str, Any]) -> Cursor:
        """Run a statement in its dialect that changes nothing."""

    def create_view(self, name: str, text: str) -> None:
        """Hold what a statement answers under a name for as long as the session is, where the dialect has it so."""

    def translate_errors(self) -> AbstractContextManager[None]:
        """Turn errors inside into one line of ours; an interrupt cancels the statement on the server too."""

    def columns(self, table: str) -> Collection[str]:
        """Return the columns of a table, none where the table does not exist."""

    def require(self, check: Callable[[], None]) -> None:
        """Run a check of the tables, which raises DataError: at once, or where asking is slow only when a statement fails."""

    def close(self) -> None:
        """Leave."""


class Loader(Protocol):
    """Loads tables. Complete batches stay: the same command continues a load that was interrupted."""

    @property
    def in_one(self) -> bool:
        """Whether all awards may be one batch, since an interrupted load leaves none."""

    def translate_errors(self) -> AbstractContextManager[None]:
        """Turn what goes wrong inside into one line of ours."""

    def transaction(self) -> AbstractContextManager[object]:
        """Let everything inside be there whole or not at all, where the engine can: else each batch is."""

    def exists(self) -> bool:
        """Say whether there is a table by the name of the awards, whoever made it."""

    def create(self, schema: Schema) -> None:
        """Make the tables that are not there yet."""

    def metadata(self) -> Mapping[str, str]:
        """Return the content of the table `about`, nothing where it does not exist."""

    def note(self, name: str, value: str) -> None:
        """Keep a line in the table `about`, in place of one of the same name."""

    def complete_batches(self) -> Collection[int]:
        """Return the numbers of the batches that are there whole."""

    def write_batch(self, number: int, batch: "Batch") -> Mapping[str, int]:
        """Put a batch there, whole or not at all, in place of what there is of it; return how many rows each table got."""

    def finish(self, schema: Schema, views: Mapping[str, str]) -> None:
        """Make the tables ready to be asked, and the relations that follow from them, by their statements in our SQL."""

    def drop(self, relations: Collection[str]) -> None:
        """Remove the tables and views of ours by that name."""

    def close(self) -> None:
        """Leave."""


Connect = Callable[[Address, float], Client]
"""Connects; a statement may take this many seconds, 0 for no limit."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RemoteRows:
    """An answer that is still arriving, of which only the fetched rows are in memory."""

    rows: Iterator[tuple[Any, ...]]

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Return every row that is left."""
        return list(self.rows)

    def fetchmany(self, size: int, /) -> list[tuple[Any, ...]]:
        """Return at most this many more rows, none when there are no more."""
        return list(islice(self.rows, size))


_LONGEST = 300


def first_line(error: object) -> str:
    """Return the first line of a complaint, beginning as ours do, without the question that it repeats."""
    line = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
    line = re.sub(r"^(?:ERROR|FATAL):\s*", "", line)[:_LONGEST].rstrip(". ")
    return line[:1].lower() + line[1:] if line[1:2].islower() else line


def timeout_error(where: str, seconds: float) -> GrantcliError:
    """Return the error of a question that was cut off."""
    return GrantcliError(
        f"{where}: the question took longer than {seconds:g} seconds, and was ended there",
        hint="ask for less, or allow more with `--timeout SECONDS` (0 for as long as it takes)",
    )


def reach(address: Address, seconds: float) -> None:
    """See that something listens at an address; DataError, in one line, when nothing does."""
    hint = "see that the server runs and that host and port are right"
    try:
        socket.create_connection((address.host, address.port), timeout=seconds).close()
    except socket.gaierror as error:
        raise DataError(f"{address}: there is no host `{address.host}`", hint=hint) from error
    except TimeoutError as error:
        raise DataError(f"{address}: no answer within {seconds:g} seconds", hint=hint) from error
    except OSError as error:
        raise DataError(f"{address}: {(error.strerror or str(error)).lower()}", hint=hint) from error
