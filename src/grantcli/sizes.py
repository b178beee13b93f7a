"""Sizes of files as people write them."""

import re

from grantcli.errors import UsageError

_UNITS = {"": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}


def size(text: str, option: str) -> int:
    """Return the bytes that `500MB` or `2 GB` are; UsageError that names the option for anything else.

    >>> size("1.5 GB", "--max-size"), size("200", "--max-size")
    (1500000000, 200)
    """
    match = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?) *([KMGT]?B?)", text.strip().upper())
    unit = f"{match[2][0]}B" if match and match[2].rstrip("B") else ""
    if not match or float(match[1]) == 0:
        raise UsageError(f"{option}: `{text}` is not a size", hint=f"for example {option} 2GB")
    return int(float(match[1]) * _UNITS[unit])


def display_size(size: int) -> str:
    """Return a number of bytes as people write it.

    >>> display_size(999), display_size(1_000_000), display_size(1_234_000_000)
    ('999 bytes', '1 MB', '1.2 GB')
    """
    unit = max((name for name, threshold in _UNITS.items() if threshold <= size), key=_UNITS.__getitem__, default="")
    return f"{size / _UNITS[unit]:,.1f}".removesuffix(".0") + f" {unit or 'bytes'}"
