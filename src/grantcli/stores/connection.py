"""DuckDB, bounded: how much memory it takes, and where it puts what does not fit."""

import atexit
import os
import re
from pathlib import Path
from shutil import rmtree
from tempfile import gettempdir
from typing import TYPE_CHECKING

from grantcli.errors import UsageError

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection

MEMORY = "600MB"
"""What DuckDB may take unless `--memory` says otherwise, so that a process stays within a gibibyte."""
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMG])i?B?", re.IGNORECASE)


def connect(memory: str = "") -> "DuckDBPyConnection":
    """Return a new database in memory; `memory` is a size such as 500MB or 2GB, UsageError for anything else."""
    import _duckdb  # the package around it takes twice as long to import

    size = _SIZE.fullmatch(memory.strip() or MEMORY)
    if not size:
        raise UsageError(f"--memory {memory}: a size is a number with KB, MB or GB", hint="for example `--memory 2GB`")
    spill = Path(gettempdir()) / f"grantcli-spill-{os.getpid()}"
    atexit.register(rmtree, spill, ignore_errors=True)
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{size[1]}{size[2].upper()}iB",
        "temp_directory": str(spill),
        "preserve_insertion_order": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    return _duckdb.connect(":memory:", config=settings)
