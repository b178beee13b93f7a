"""The browser of the tests tells on a page: what it fetches from elsewhere, what it complains of, what is not accessible."""

from collections.abc import Callable
from pathlib import Path

import pytest
from browser import Visit, Visitor

GOOD = '<!doctype html><html lang="en"><head><title>t</title></head><body><main><h1>t</h1><a href="https://x.test/">x</a>'

WELL: dict[str, Callable[[Visit], bool]] = {
    "fetches nothing from elsewhere": lambda visit_text: visit_text.refused == [],
    "complains of nothing": lambda visit_text: visit_text.errors == [],
    "is accessible": lambda visit_text: visit_text.faults() == [],
    "is no wider than its window": lambda visit_text: visit_text.overflow() <= 0,
}
BAD = [
    ('<img alt="" src="beside.png">', "fetches nothing from elsewhere"),
    ("<style>@font-face{font-family:f;src:url(//x.test/f)}body{font-family:f}</style>", "fetches nothing from elsewhere"),
    ("<script>fetch('https://x.test/').catch(() => 0)</script>", "fetches nothing from elsewhere"),
    ("<script>nothing.there</script>", "complains of nothing"),
    ('<p style="color:#ccc;background:#fff">pale</p>', "is accessible"),
    ('<div style="width:500px">wide</div>', "is no wider than its window"),
]


def _visit(text: str, visit: Visitor, folder: Path) -> Visit:
    path = folder / "page.html"
    path.write_text(f"{GOOD}{text}</main></body></html>", encoding="utf-8")
    return visit(path.as_uri(), width=390)


def test_a_good_page_has_no_fault(visit: Visitor, tmp_path: Path) -> None:
    output = _visit("", visit, tmp_path)
    assert [name for name, well in WELL.items() if not well(output)] == []
    assert output.fetched == [(tmp_path / "page.html").as_uri()]


@pytest.mark.parametrize(("text", "name"), BAD)
def test_a_fault_of_a_page_is_found(text: str, name: str, visit: Visitor, tmp_path: Path) -> None:
    output = _visit(text, visit, tmp_path)
    output.page.wait_for_load_state("networkidle")  # a page may have loaded before a script's fetch has reached us
    assert not WELL[name](output)
