"""A compiled copy of a data file: the checked tree as JSON, under the user's cache folder.

A copy contains the very bytes it was made from and counts only when they are the same, so it cannot be stale; a checksum
finds damage. JSON can contain nothing but data. A cache that cannot be read or written never breaks an answer: the file is
parsed again.
"""

import os
from binascii import crc32
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from json import dumps, loads
from pathlib import Path
from typing import Any

from grantcli.cache_folder import folder

Tree = dict[str, Any]
"""A mapping from keys to texts, `None`, lists and mappings of the same."""

_READER = b"grantcli compiled 3\n"
"""Change this whenever the tree of the same bytes changes."""
_MOST_COPIES = 16


def load(content: bytes) -> tuple[Tree, Callable[[], Tree]] | None:
    """Return the tree of the copy that was made from these bytes, and a reader of its sources.

    `None` when there is no complete copy.
    """
    prefix = _READER + content
    with suppress(OSError, ValueError):
        copy = _path(prefix).read_bytes()
        body = copy[len(prefix) + 9 :]
        if copy.startswith(prefix) and copy[len(prefix) : len(prefix) + 9] == b"%08x\n" % crc32(body):
            main, _, sources = body.partition(b"\n")
            return loads(main), partial(loads, sources)
    return None


def save(content: bytes, tree: Tree, sources: Tree) -> None:
    """Keep the trees of these bytes, whole or not at all, and drop the oldest copies over the limit."""
    prefix = _READER + content
    body = b"\n".join(dumps(each, ensure_ascii=False, separators=(",", ":")).encode() for each in (tree, sources))
    path = _path(prefix)
    temporary = path.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            temporary.write_bytes(prefix + b"%08x\n" % crc32(body) + body)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
        copies = sorted(path.parent.glob("*.compiled"), key=lambda each: each.stat().st_mtime, reverse=True)
        for old in copies[_MOST_COPIES:]:
            old.unlink(missing_ok=True)


def _path(prefix: bytes) -> Path:
    return folder() / f"{crc32(prefix):08x}.compiled"
