"""Reads the documents that sources name from a folder; nothing else in it is looked at."""
# short: only `sources verify DIR` reads documents, and reports read no files

from collections.abc import Iterable
from pathlib import Path

from grantcli.errors import DataError


def read(folder: Path, names: Iterable[str]) -> dict[str, bytes]:
    """Return the bytes of each of these files that is in the folder, by name.

    A name that would lead out of the folder is not in it. DataError when the folder or a file cannot be read.
    """
    if not folder.is_dir():
        what = "is not a folder" if folder.exists() else "there is no such folder"
        raise DataError(f"cannot look for documents in `{folder}`: {what}", hint="give the folder with the documents")
    file_names = (name for name in names if Path(name).name == name)
    return {name: _bytes(folder / name) for name in file_names if (folder / name).is_file()}


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise DataError(f"cannot read the document `{path}`: {reason}") from error
