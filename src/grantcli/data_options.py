"""What the options of opening awards mean: which values make sense, and the options of reading, of the engine and of lookups."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grantcli import bundle
from grantcli.engines.memory import Memory
from grantcli.errors import UsageError
from grantcli.identity import OnePer
from grantcli.ingest.options import ReadOptions
from grantcli.published import is_web
from grantcli.reports.data import Data

if TYPE_CHECKING:
    from grantcli.data_source import OpenOptions
    from grantcli.published.options import FetchOptions

_LARGEST = 10**9
_MOST_NAMES = 2
"""A title names at most this many files."""


def check_values(currency: str | None, fy_start: int) -> None:
    """Refuse a currency that is no code and a month that is none, with UsageError."""
    if fy_start not in range(1, 13):
        raise UsageError(f"--fy-start {fy_start}: a month is 1 to 12")
    if currency is not None and not (len(currency) == 3 and currency.isascii() and currency.isupper()):  # noqa: PLR2004 - ISO 4217
        raise UsageError(f"--currency {currency}: a currency is a code of three capitals", hint="for example --currency GBP")


def check_formats(options: Mapping[str, Any]) -> None:
    """Refuse values that make no sense for reading figures and dates, with UsageError."""
    decimal, scale, periods, day_numbers = (options[name] for name in ("decimal", "scale", "periods", "day_numbers"))
    if decimal not in {"", ".", ","}:
        raise UsageError(f"--decimal: `{decimal}` is not `.` or `,`")
    if periods not in {"", "months", "years"}:
        raise UsageError(f"--periods: `{periods}` is not `months` or `years`")
    if day_numbers not in {"", "1900", "1904", "none"}:
        raise UsageError(f"--day-numbers: `{day_numbers}` is not `1900`, `1904` or `none`")
    if scale is not None and not 1 <= scale <= _LARGEST:
        raise UsageError(f"--scale {scale}: figures are times 1 to {_LARGEST:,}", hint="for example --scale 1000")


def engine_options(
    engine: str, currency: str | None, memory: str, one_per: str, fetching: "FetchOptions | None", *, keep: bool,
    timeout: float | None, on_progress: Callable[[int], None] | None, every_spelling: bool, organisations: str, label: str,
) -> "OpenOptions":  # fmt: skip
    """Return the options of reading; errors name the file of decisions by its label, as somebody gave it."""
    from grantcli.data_source import SECONDS, OpenOptions
    from grantcli.org_ids import NONE_DECIDED
    from grantcli.published.options import FetchOptions

    if organisations and every_spelling:
        raise UsageError("--organisations and --every-spelling do not go together", hint="leave one of them out")
    decisions_of_names = NONE_DECIDED
    if organisations:
        from grantcli.loader import decisions  # which loads YAML

        decisions_of_names = decisions.read(Path(organisations), label)
    seconds = SECONDS if timeout is None else timeout
    award_choice = OnePer.parse(one_per) if one_per else None
    return OpenOptions(engine, currency, memory, keep, seconds, on_progress, one_per=award_choice, every_spelling=every_spelling,
                       decisions=decisions_of_names, fetching=fetching or FetchOptions(seconds=seconds, keep=keep))  # fmt: skip


def options_of_file(base: ReadOptions, changes: Mapping[str, Any]) -> ReadOptions:
    """Return how one of several files is read."""
    options: dict[str, Any] = {name: value or 0 if name == "scale" else value for name, value in changes.items()}
    return replace(base, **options)


def local_file(name: str, fetching: "FetchOptions | None", *, keep: bool) -> tuple[str, tuple[str, ...]]:
    """Return the file on this machine of a name or an address of the web, and what an answer has to say of a download."""
    if not is_web(name):
        return name, ()
    from grantcli.published.downloads import fetch_latest, stored_version
    from grantcli.published.options import FetchOptions

    options = fetching or FetchOptions(keep=keep)
    download = stored_version(name, options.from_cache) if options.from_cache else fetch_latest(name, options, lambda _path: None)
    return str(download.path), (download.note,)


def check_places(places: str, label: str, paths: Sequence[str | Path]) -> None:
    """Refuse a lookup that cannot be used, before anything is asked."""
    if not places:
        return
    from grantcli.backends.address import is_server

    if any(is_server(str(path)) for path in paths):
        raise UsageError("--places: places at an address are those that were loaded", hint="give it to `grantcli load`")
    _ = bundle.places(places, label).rows


def data_name(paths: Sequence[str | Path]) -> str:
    """Return what titles call these files: by their names without folders, or by their number where they are many."""
    names = ["standard input" if str(path) == "-" else str(path) if "://" in str(path) else Path(path).name for path in paths]
    labels = [name or Path(path).resolve().name or str(path) for name, path in zip(names, paths, strict=True)]
    return " and ".join(labels) if len(labels) <= _MOST_NAMES else f"{len(labels)} files"


def assume_currency(data: Data, currency: str) -> Data:
    """Take awards without a currency to be in this one, and say how many they are."""

    def late_notes() -> tuple[str, ...]:
        count = data.engine.without_currency()
        awards = "1 award without a currency is" if count == 1 else f"{count:,} awards without a currency are"
        return (*data.late_notes(), *([f"{awards} assumed to be in {currency}"] if count else []))

    if not isinstance(data.engine, Memory):
        return replace(data, late_notes=late_notes)
    assumed = tuple(replace(award, currency=award.currency or currency) for award in data.book.awards)
    return replace(data, engine=Memory(assumed), book=replace(data.book, awards=assumed), late_notes=late_notes)
