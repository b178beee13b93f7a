"""Where settings files are: so cheap to find that every command line can look."""

import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

PROJECT = "grantcli.yaml"
_NAMES = ("format", "columns", "fy-start", "color", "data", "registry", "max-size", "organisations")
VARIABLES = {name: f"GRANTCLI_{name.upper().replace('-', '_')}" for name in _NAMES}
"""Every setting, with its environment variable."""


def folder(environment: Mapping[str, str]) -> Path:
    """Return the folder of a user's own files: `$XDG_CONFIG_HOME/grantcli`, or `~/.config/grantcli`."""
    bases = environment.get("XDG_CONFIG_HOME", ""), os.path.expanduser("~/.config")  # noqa: PTH111 - `Path.home` raises without a home
    # A user without a home has no files there: nothing can be stored below a device.
    return Path(next(filter(os.path.isabs, bases), os.devnull)) / "grantcli"


def user(environment: Mapping[str, str]) -> Path:
    """Return the path of a user's own settings, whether or not the file exists."""
    return folder(environment) / "config.yaml"


def project() -> tuple[Path | None, tuple[Path, ...]]:
    """Return the nearest `grantcli.yaml` in this folder or above, and those that were passed over.

    A folder that everyone may write into is not safe for settings: anyone could place a file there and change answers.
    """
    ignored: list[Path] = []
    with suppress(OSError):  # this folder is gone
        folder = Path.cwd()
        for each in (folder, *folder.parents):
            if (each / PROJECT).is_file():
                if not each.stat().st_mode & stat.S_IWOTH:
                    return each / PROJECT, tuple(ignored)
                ignored.append(each / PROJECT)
    return None, tuple(ignored)


def any_settings() -> bool:
    """Say whether there are settings of any kind."""
    return not os.environ.keys().isdisjoint(VARIABLES.values()) or user(os.environ).is_file() or project()[0] is not None
