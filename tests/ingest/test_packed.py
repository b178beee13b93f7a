"""Packed files above the size from which DuckDB answers: unpacked, then read as what they hold."""

import gzip
import random
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

import grantcli
from grantcli.open_data import LARGE

ROWS = 2_000


def table() -> bytes:
    """Return so many awards of a pound, with texts that cannot be packed well."""
    draw = random.Random(1)  # noqa: S311 - no secret
    return "\n".join(["Recipient,Amount,Note", *(f"Ark {n},1,{draw.getrandbits(2200):x}" for n in range(ROWS)), ""]).encode()


def zip_bytes(content: bytes) -> bytes:
    result = BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", content)
    return result.getvalue()


@pytest.mark.costly
@pytest.mark.parametrize(("name", "pack"), [("a.csv.gz", gzip.compress), ("a.zip", zip_bytes), ("a.csv", gzip.compress)])
def test_a_large_packed_file_is_read(name: str, pack: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert callable(pack)
    path = tmp_path / name
    path.write_bytes(pack(table()))
    assert path.stat().st_size > LARGE
    (row,) = grantcli.open(path).total().rows
    assert row[1:3] == (ROWS, 0)
