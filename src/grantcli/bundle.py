"""The bundled data: the one place that knows where they are. Register, places and prices are read when first asked."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from grantcli.cache_folder import fingerprint
from grantcli.errors import UsageError
from grantcli.places import Places, Population
from grantcli.prices import Prices
from grantcli.register import Register

if TYPE_CHECKING:
    from grantcli.bodies import Body
    from grantcli.places import Row
    from grantcli.series import Series


def bundled_file(name: str = "awards.yaml") -> Path:
    """Return a bundled data file: inside the installed package, or in the source checkout around it."""
    inside = Path(__file__).parent / "data" / name
    return inside if inside.is_file() else Path(__file__).parents[2] / "data" / name


def register() -> Register:
    """Return the bundled register of councils; it is read when it is first asked."""
    file = bundled_file("councils.yaml")
    return Register(lambda: _read_register(file), lambda: _fingerprint(file))


@cache
def _read_register(file: Path) -> "Mapping[str, Body]":
    from grantcli.loader.reference_data import read_register

    return read_register(file)


def places(lookup: str = "", label: str = "") -> Places:
    """Return the bundled places, with those of a lookup of one's own where one is named; read when they are first asked.

    Errors call the lookup by its label, where it has one: the address that it came from.
    """
    files = [bundled_file("places.tsv"), *([Path(lookup)] if lookup else [])]

    def read() -> "Mapping[str, Row]":
        from grantcli.loader.reference_data import read_lookup

        bundled = _read_places(files[0])
        return {**read_lookup(files[1], label or lookup, bundled), **bundled} if lookup else bundled

    return Places(read, lambda: _fingerprint(*files))


@cache
def _read_places(file: Path) -> "Mapping[str, Row]":
    from grantcli.loader.reference_data import read_places

    return read_places(file)


def population() -> Population:
    """Return how many people live in each district."""
    from grantcli.loader.reference_data import read_population

    return read_population(bundled_file("population.tsv"))


def _fingerprint(*files: Path) -> str:
    return fingerprint(b"".join(path.read_bytes() for path in files))


def prices(year: str | None) -> Prices:
    """Return the bundled prices with this financial year as the base, `2024-25` or `2024`; read when they are first asked.

    UsageError for a year that the series does not have.
    """

    def read() -> "Series":
        from grantcli.loader.reference_data import read_prices

        return read_prices(bundled_file("prices.yaml"))

    if year is not None and year.isdecimal() and len(year) == len("2024"):  # as in `fy:2024`
        year = f"{year}-{(int(year) + 1) % 100:02}"
    result = Prices(read, year)
    if year is not None and year not in result.years:
        hint = f"known: {result.years[0]} to {result.years[-1]}; a later version of grantcli may have newer ones"
        raise UsageError(f"--real {year}: no price is known for that financial year", hint=hint)
    return result
