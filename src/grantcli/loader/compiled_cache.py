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
_KEPT = 16


def load(content: bytes) -> tuple[Tree, Callable[[], Tree]] | None:
    """Return the tree of the copy that was made from these bytes, and a reader of its sources.

    `None` when there is no complete copy.
    """
    whole = _READER + content
    with suppress(OSError, ValueError):
        copy = _path(whole).read_bytes()
        body = copy[len(whole) + 9 :]
        if copy.startswith(whole) and copy[len(whole) : len(whole) + 9] == b"%08x\n" % crc32(body):
            main, _, sources = body.partition(b"\n")
            return loads(main), partial(loads, sources)
    return None


def save(content: bytes, tree: Tree, sources: Tree) -> None:
    """Keep the trees of these bytes, whole or not at all, and drop the oldest copies over the limit."""
    whole = _READER + content
    body = b"\n".join(dumps(each, ensure_ascii=False, separators=(",", ":")).encode() for each in (tree, sources))
    path = _path(whole)
    temporary = path.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            temporary.write_bytes(whole + b"%08x\n" % crc32(body) + body)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
        copies = sorted(path.parent.glob("*.compiled"), key=lambda each: each.stat().st_mtime, reverse=True)
        for old in copies[_KEPT:]:
            old.unlink(missing_ok=True)


def _path(whole: bytes) -> Path:
    return folder() / f"{crc32(whole):08x}.compiled"
