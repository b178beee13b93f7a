"""What a user says of how files are fetched."""

from collections.abc import Callable
from dataclasses import dataclass

REGISTRY = "https://data.threesixtygiving.org/data.json"
"""Where 360Giving publishes its registry."""
SECONDS = 600
"""How long fetching a file may take, where nobody says."""
LARGEST = 1_000_000_000
"""The largest download in bytes, by default."""

OnProgress = Callable[[str, int, int | None], None]
"""Called with the address, the bytes so far, and the bytes in all, where the server says."""


@dataclass(frozen=True, slots=True)
class LinkOptions:
    """The options of opening links."""

    most: int = 1_000
    """How many links to open at most."""
    seconds: float = 10
    """How long to wait for a silent server, at each redirect."""
    on_progress: Callable[[int, int], None] | None = None
    """Called with the number of links opened so far, and of those to open."""


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
    unpacked: int = 0
    """The bytes that a packed file may come to; 0 for what leaves room on the disk."""
    on_progress: OnProgress | None = None
