"""A release is the same to the byte whoever builds it, and says what it is made of."""

import re

import pytest

import release
from conftest import ROOT

CHECKOUT = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="this is no checkout: what is released is what is committed")


@pytest.mark.slow
@CHECKOUT
def test_two_builds_are_the_same_to_the_byte() -> None:
    files = release.build_twice()
    assert sorted(name.rpartition(".")[2] for name in files) == ["gz", "whl"]


@CHECKOUT
def test_two_builds_that_differ_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    contents = iter(({"a.whl": b"1", "a.tar.gz": b"0"}, {"a.whl": b"2", "a.tar.gz": b"0"}))
    monkeypatch.setattr(release, "build", lambda *_: next(contents))
    with pytest.raises(SystemExit, match=re.escape("two builds differ: a.whl")):
        release.build_twice()


@CHECKOUT
def test_each_pinned_version_has_the_day_of_its_line() -> None:
    rows = list(release.pins(release.LOCK))
    pins = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==(\S+)", release.LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    assert [(name, version) for name, version, _ in rows] == pins
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for *_, day in rows)
