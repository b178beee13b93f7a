"""Where settings may stand: so cheap to look for that every command line can."""

import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

PROJECT = "grantcli.yaml"
_NAMES = ("format", "columns", "fy-start", "color", "data", "registry", "max-size")
VARIABLES = {name: f"GRANTCLI_{name.upper().replace('-', '_')}" for name in _NAMES}
"""Every setting, with the variable of the environment that it can stand in."""


def folder(environment: Mapping[str, str]) -> Path:
    """Return where a user's own files are kept: `$XDG_CONFIG_HOME/grantcli`, or `~/.config/grantcli`."""
    bases = environment.get("XDG_CONFIG_HOME", ""), os.path.expanduser("~/.config")  # noqa: PTH111 - `Path.home` raises without a home
    # Who has no home has no files there: nothing can be kept below a device.
    return Path(next(filter(os.path.isabs, bases), os.devnull)) / "grantcli"


def user(environment: Mapping[str, str]) -> Path:
    """Return the file that a user's own settings stand in, whether or not it is there."""
    return folder(environment) / "config.yaml"


def project() -> tuple[Path | None, tuple[Path, ...]]:
    """Return the nearest `grantcli.yaml` in this folder or above, and those that are passed over.

    A folder that anyone may write into is no place for settings: whoever put a file there would decide what is answered.
    """
    passed: list[Path] = []
    with suppress(OSError):  # this folder is gone
        here = Path.cwd()
        for each in (here, *here.parents):
            if (each / PROJECT).is_file():
                if not each.stat().st_mode & stat.S_IWOTH:
                    return each / PROJECT, tuple(passed)
                passed.append(each / PROJECT)
    return None, tuple(passed)


def any_settings() -> bool:
    """Say whether there are settings of any kind."""
    return not os.environ.keys().isdisjoint(VARIABLES.values()) or user(os.environ).is_file() or project()[0] is not None
