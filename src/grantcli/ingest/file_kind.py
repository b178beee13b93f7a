"""Recognises the kind of a file by its first bytes, and unpacks packed files.

A rule to keep: a file without awards is refused with what it seems to be; nothing is read that is not understood.
"""

import gzip
import os
import shutil
import sys
import zipfile
import zlib
from contextlib import nullcontext, suppress
from errno import EINVAL
from io import BufferedIOBase
from pathlib import Path
from typing import IO

from grantcli.cache_folder import create_file, remove_leftovers, temporary_base, temporary_path
from grantcli.errors import DataError, GrantcliError
from grantcli.sizes import display_size

START = 4096
"""The kind is judged by this many bytes."""

_PART = 1 << 20
_ROOM = 1024**3
"""Bytes that what is unpacked leaves free on its disk, where no limit is given."""
LIMIT_HINT = "`--max-unpacked SIZE` allows more, such as 20GB"
"""What an error about the size of what is unpacked ends with."""
_HINT = "give the path of a file of awards to --data"
_SEEMS = (
    (b"%PDF", "a PDF document"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "a text in Rich Text Format"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ", "an xz file"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
    (b"\x7fELF", "a program"),
)
_BINARY = (b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"PAR1", b"\xff\xfe", b"\xfe\xff")
"""How files begin of which the last bytes may be any: workbooks, Parquet, texts in UTF-16."""
_END_MARK = b"\x1a"
_BLOCK_FILLING = 4
"""This many NULs fill a block; a text in UTF-16 or UTF-32 may end with fewer."""
_CONTROL = frozenset(range(1, 9)) | frozenset(range(14, 32))
_DATA = frozenset(".csv .tsv .tab .txt .json .jsonl .ndjson .xlsx .xlsm .xls .xlsb .ods .parquet".split())  # noqa: SIM905 - as read


def start(path: Path, label: str) -> bytes:
    """Return the first bytes of a file; DataError when it cannot be read, and when it has none."""
    try:
        with path.open("rb") as file:
            first_bytes = file.read(START)
    except OSError as error:
        raise _unreadable(label, error) from error
    if not first_bytes:
        raise unreadable_file(label, "is empty: it has 0 bytes")
    return first_bytes


def kind(first: bytes, path: Path, label: str) -> str:
    """Return `parquet`, `workbook`, `json` or `text`; DataError for any other kind."""
    bare = first.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if first.startswith(b"PAR1"):
        return "parquet"
    if first.startswith(b"\xd0\xcf\x11\xe0") or (first.startswith(b"PK") and _is_workbook(path)):
        return "workbook"
    seems = next((words for bytes_, words in _SEEMS if first.startswith(bytes_)), "")
    if not seems and bare.startswith((b"<!doctype html", b"<html")):
        seems = "a web page"
    if not seems and bare.startswith((b"<?xml", b"<")):
        seems = "XML or HTML"
    if not seems and sum(byte in _CONTROL for byte in first) > len(first) // 20:
        seems = "a binary file"
    if seems:
        raise unreadable_file(label, f"seems to be {seems}, and has no awards that can be read")
    return "json" if _opens(first) else "text"


def unpack(path: Path, label: str, temporary: list[Path], limit: int = 0) -> Path:
    """Return the path of the content of a file, unpacked where it is gzip or a zip of one file of data.

    `-` is standard input. Temporary files go into `temporary`; the caller removes them. DataError when a packed file is damaged,
    does not have exactly one file that could be data, or comes to more bytes than `limit`, where there is one.
    """
    if str(path) == "-" or (path.exists() and not path.is_file() and not path.is_dir()):  # a pipe can be read only once
        path = _spool(path, label, temporary, limit)
    first = start(path, label)
    try:
        if first.startswith(b"\x1f\x8b"):
            with gzip.open(path) as stream:
                path = _copy_stream(stream, label, temporary, limit)
        elif first.startswith((b"PK\x03\x04", b"PK\x05\x06")) and not _is_workbook(path):
            with zipfile.ZipFile(path) as archive, archive.open(_member(archive, label)) as stream:
                path = _copy_stream(stream, label, temporary, limit)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise unreadable_file(label, "is packed and damaged, or cut short", "get the file again") from error
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        if isinstance(error, OSError) and error.errno != EINVAL:  # which a place before the beginning of the file is
            raise
        raise unreadable_file(
            label, f"is a zip file or a workbook that is damaged, cut short or locked: {str(error).lower()}"
        ) from error
    return _without_end_mark(path, label, temporary, limit)


def remove(temporary: list[Path]) -> None:
    """Remove the files that `unpack` has written."""
    for path in temporary:
        path.unlink(missing_ok=True)


def _without_end_mark(path: Path, label: str, temporary: list[Path], limit: int) -> Path:
    """Return the path of a text without the mark that programs of DOS end it with, Ctrl-Z, and NULs that fill its last block."""
    with path.open("rb") as file:
        is_binary = file.read(len(_BINARY[0])).startswith(_BINARY)
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - START))
        last_bytes = file.read()
        end = size - len(last_bytes) + len(last_bytes.rstrip(b"\x1a\0"))
        is_mark = last_bytes[end - size :][:1] == _END_MARK or size - end >= _BLOCK_FILLING
        if is_binary or end in {0, size} or not is_mark:
            return path
        file.seek(0)
        copy = _copy_stream(file, label, temporary, limit)
    os.truncate(copy, end)
    return copy


def unreadable_file(label: str, why: str, hint: str = _HINT) -> DataError:
    """Return the error for a file that cannot be read: `why` follows its name."""
    return DataError(f"`{label}` {why}", hint=hint)


def _unreadable(label: str, error: OSError) -> DataError:
    reason = (error.strerror or "cannot be read").lower()
    return DataError(f"cannot read `{label}`: {reason}", hint="give the path of a data file to --data")


def _opens(first: bytes) -> bool:
    """Say whether a text, in whatever Unicode, begins as JSON does."""
    return first.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] in {b"{", b"["}


def _is_workbook(path: Path) -> bool:
    with suppress(OSError, zipfile.BadZipFile), zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        return "[Content_Types].xml" in names or "content.xml" in names
    return False


def _member(archive: zipfile.ZipFile, label: str) -> str:
    names = [name for name in archive.namelist() if not name.endswith("/") and not name.startswith("__MACOSX/")]
    data = [name for name in names if Path(name).suffix.lower() in _DATA] or names
    if len(data) != 1:
        choices = ", ".join(f"`{name}`" for name in data[:10]) or "none"
        raise unreadable_file(
            label, f"is a zip file that should have one file of data, and has {choices}", "unpack it, and give one to --data"
        )
    return data[0]


def _spool(path: Path, label: str, temporary: list[Path], limit: int) -> Path:
    """Return the path of a file with all that comes from standard input, a pipe or a device; DataError where nothing can."""
    if str(path) == "-" and sys.stdin is None:
        raise unreadable_file("standard input", "is closed")
    try:
        stream: IO[bytes] = sys.stdin.buffer if str(path) == "-" else path.open("rb")
    except OSError as error:  # a socket, for one
        raise _unreadable(label, error) from error
    with nullcontext() if str(path) == "-" else stream:
        return _copy_stream(stream, label, temporary, limit)


def _check_size(file: IO[bytes], label: str, limit: int) -> None:
    """Raise an error where what never ends would fill the disk, or is more than the limit that was given."""
    size = file.tell()
    if limit and size > limit:
        raise unreadable_file(label, f"comes to more than {display_size(limit)}, and is not read", LIMIT_HINT)
    if not limit and size > _ROOM and shutil.disk_usage(file.fileno()).free < _ROOM:
        why = f"it is more than {display_size(size)}, and less than 1 GiB is left on the disk"
        hint = f"TMPDIR=FOLDER says where else they may go; {LIMIT_HINT}"
        raise GrantcliError(f"cannot write a temporary file: {why}", hint=hint)


def _copy_stream(stream: IO[bytes] | BufferedIOBase, label: str, temporary: list[Path], limit: int) -> Path:
    base = temporary_base()
    remove_leftovers(base)
    path = temporary_path(base)
    temporary.append(path)
    with create_file(path) as file:
        while part := stream.read(_PART):
            file.write(part)
            _check_size(file, label, limit)
    return path
