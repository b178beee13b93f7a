"""A short run of the fuzzer, the same each time."""

from pathlib import Path

import fuzz
import pytest
from fuzz_targets import TARGETS


@pytest.mark.slow
def test_no_damaged_file_is_a_bug_or_is_answered_in_two_ways(tmp_path: Path) -> None:
    result = {number: wrong for number in range(80) if (wrong := fuzz.write_file(1, number, tmp_path)[1])}
    assert result == {}


@pytest.mark.sample(3)
@pytest.mark.parametrize("name", fuzz.FORMS)
def test_what_is_not_damaged_has_no_fault(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(fuzz.FORMS[name]())
    assert list(fuzz.faults(tmp_path / name, tmp_path)) == []


@pytest.mark.costly
@pytest.mark.parametrize("name", ["a.parquet", "a.zip"])
@pytest.mark.parametrize("part", range(8))
def test_a_damaged_byte_anywhere_is_a_fault_of_the_data_or_changes_nothing(part: int, name: str, tmp_path: Path) -> None:
    content = fuzz.FORMS[name]()
    for at in range(4, len(content), max(1, len(content) // 40))[part::8]:
        (tmp_path / name).write_bytes(content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :])
        assert list(fuzz.faults(tmp_path / name, tmp_path)) == [], at


QUICK = {"questions": 400, "layouts": 4, "addresses": 400, "completion": 12, "account": 4, "diff": 1, "config": 6, "exports": 4}
"""How often each target that is quick is tried in every run of the tests."""


@pytest.mark.parametrize("name", QUICK)
def test_a_target_finds_nothing(name: str, tmp_path: Path) -> None:
    result = {number: wrong for number in range(QUICK[name]) if (wrong := fuzz.target(name, 1, number, tmp_path))}
    assert result == {}


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in TARGETS if name not in {"questions", "addresses"}])
def test_a_target_finds_nothing_in_more_tries(name: str, tmp_path: Path) -> None:
    result = {number: wrong for number in range(100, 112) if (wrong := fuzz.target(name, 1, number, tmp_path))}
    assert result == {}


@pytest.mark.parametrize("number", range(2 * len(TARGETS)))
def test_every_target_has_its_turn(number: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fuzz, "write_file", lambda *_: (Path("a.csv"), []))
    monkeypatch.setattr(fuzz, "target", lambda name, *_: [name])
    name, result = fuzz.attempt(1, number, tmp_path)
    turn = [*TARGETS][number // 2]
    assert (name, result) == (("a.csv", []) if number % 2 == 0 else (turn, [turn]))
