"""The names of the tables of a dataset on a server."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TableNames:
    """The names of the relations there: `table` is that of awards, and the others begin with it."""

    table: str
    columns: tuple[str, ...] = ()
    """The columns of `awards`."""
    aliased: bool = False
    """There are further names."""
    assumed: bool = False
    """Awards without a currency are assumed to be in that of the parameter `currency`."""

    def of(self, relation: str) -> str:
        """Return the name of a relation."""
        return self.table if relation in {"awards", "held"} else f"{self.table}_{relation}"
