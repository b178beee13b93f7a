"""What a user says of how files are fetched."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from grantcli.errors import UsageError

REGISTRY = "https://data.threesixtygiving.org/data.json"
"""Where 360Giving publishes its registry."""
SECONDS = 600
"""How long fetching a file may take, where nobody says."""
LARGEST = 1_000_000_000
"""The largest download in bytes, by default."""
_UNITS = {"": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}

OnProgress = Callable[[str, int, int | None], None]
"""Called with the address, the bytes so far, and the bytes in all, where the server says."""


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """The options of fetching."""

    size: int = LARGEST
    """The largest download in bytes."""
    seconds: float = SECONDS
    """How long fetching a file may take, 0 for as long as it takes."""
    keep: bool = True
    """Whether downloads are cached for the next time."""
    from_cache: str = ""
    """`latest` or `previous` to answer from the cache, without a connection."""
    registry: str = REGISTRY
    """The address of the registry, or a file."""
    on_progress: OnProgress | None = None


def size(text: str) -> int:
    """Return the bytes that `500MB` or `2 GB` are; UsageError for anything else.

    >>> size("1.5 GB"), size("200")
    (1500000000, 200)
    """
    found = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?) *([KMGT]?B?)", text.strip().upper())
    unit = f"{found[2][0]}B" if found and found[2].rstrip("B") else ""
    if not found or float(found[1]) == 0:
        raise UsageError(f"--max-size: `{text}` is not a size", hint="for example --max-size 2GB")
    return int(float(found[1]) * _UNITS[unit])


def display_size(size: int) -> str:
    """Return a number of bytes as people write it.

    >>> display_size(999), display_size(1_000_000), display_size(1_234_000_000)
    ('999 bytes', '1 MB', '1.2 GB')
    """
    unit = max((name for name, least in _UNITS.items() if least <= size), key=_UNITS.__getitem__, default="")
    return f"{size / _UNITS[unit]:,.1f}".removesuffix(".0") + f" {unit or 'bytes'}"
