"""A short run of the fuzzer, the same each time."""

from pathlib import Path

import fuzz
import pytest


@pytest.mark.slow
def test_no_damaged_file_is_a_bug_or_is_answered_in_two_ways(tmp_path: Path) -> None:
    found = {number: wrong for number in range(80) if (wrong := fuzz.one(1, number, tmp_path)[1])}
    assert found == {}


def test_what_is_not_damaged_has_no_fault(tmp_path: Path) -> None:
    for name, make in fuzz.FORMS.items():
        (tmp_path / name).write_bytes(make())
        assert list(fuzz.faults(tmp_path / name, tmp_path)) == [], name


@pytest.mark.parametrize("name", ["a.parquet", "a.zip"])
def test_a_damaged_byte_anywhere_is_a_fault_of_the_data_or_changes_nothing(name: str, tmp_path: Path) -> None:
    content = fuzz.FORMS[name]()
    for at in range(4, len(content), max(1, len(content) // 40)):
        (tmp_path / name).write_bytes(content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :])
        assert list(fuzz.faults(tmp_path / name, tmp_path)) == [], at
