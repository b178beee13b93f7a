"""Opens an address, to ask about awards there or to load some."""

import atexit
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from grantcli.backends.address import Address, TableNames, address
from grantcli.data_source import DataSource, OpenOptions
from grantcli.errors import GrantcliError, UsageError
from grantcli.ingest.options import ReadOptions
from grantcli.org_ids import NONE_DECIDED

if TYPE_CHECKING:
    from grantcli.backends.client import Loader


def open_address(text: str, options: ReadOptions, open_options: OpenOptions) -> DataSource:
    """Return the awards at an address; DataError, in one line, when they cannot be asked."""
    if replace(options, currency="", fy_start=4, sheet=options.sheet or "") != ReadOptions():
        raise UsageError(
            "what is at an address has been read already", hint="--map, --sheet, --dayfirst and similar options are for files"
        )
    for name, value in (
        ("--every-spelling", open_options.every_spelling),
        ("--one-per", open_options.one_per),
        ("--organisations FILE", open_options.decisions != NONE_DECIDED),
    ):
        if value:
            raise UsageError("what is at an address has been read already", hint=f"give `{name}` to `grantcli load`")
    if open_options.engine != "auto":
        raise UsageError(
            f"--engine {open_options.engine} does nothing here: the engine at the address answers", hint="leave it out"
        )
    place = address(text)
    client = module(place).connect(place, open_options.timeout)
    atexit.register(client.close)
    from grantcli.backends import remote_tables

    return remote_tables.open_tables(place, client, open_options.currency)


def loader(place: Address) -> "Loader":
    """Return the loader for an address; DataError, in one line, when nothing can be loaded there."""
    result: Loader = module(place).loader(place, TableNames(place.table))
    return result


def module(place: Address) -> Any:  # noqa: ANN401 - one of the modules of this package
    """Return the module that speaks to what is at an address; GrantcliError where its client is not installed."""
    for name in place.kind.needs:
        if not _is_installed(name):
            hint = f"pip install 'grantcli[{place.kind.extra}]'"
            raise GrantcliError(f"the client of {place.kind.engine} is not installed (`{name.partition('.')[0]}`)", hint=hint)
    return import_module(f"grantcli.backends.{place.kind.module}")


def _is_installed(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False
