"""Where this program may keep what it can make again."""

import os
from pathlib import Path


def folder() -> Path:
    """Return the folder: `$XDG_CACHE_HOME/grantcli`, or `~/.cache/grantcli`."""
    bases = os.environ.get("XDG_CACHE_HOME", ""), os.path.expanduser("~/.cache")  # noqa: PTH111 - `Path.home` raises without a home
    # Who has no home, and so no absolute path to it, keeps no copies: nothing can be kept below a device.
    return Path(next(filter(os.path.isabs, bases), os.devnull)) / "grantcli"
